"""Who may say that an entry was checked against its source: whoever keeps entries."""

from importlib import import_module

from django.db import migrations

permission = import_module("home.migrations.0002_groups").permission

GROUPS = ["Editors", "Moderators", "Administrators"]
ENTRIES = ["certificationrequirement", "institution", "program", "association", "resource"]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(*(permission(apps, "directory", each, "verify") for each in ENTRIES))


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.remove(
            *(permission(apps, "directory", each, "verify") for each in ENTRIES)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0006_webhook_permission"),
        ("directory", "0009_verification_and_merging"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
