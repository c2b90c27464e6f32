"""Who may say where messages go: administrators, and nobody else."""

from importlib import import_module

from django.db import migrations

permission = import_module("home.migrations.0002_groups").permission

GRANTED = [
    *(("webhook", action) for action in ("add", "change", "delete", "view")),
    *(("delivery", action) for action in ("change", "view")),
]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name="Administrators"):
        for model, action in GRANTED:
            group.permissions.add(permission(apps, "directory", model, action))


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name="Administrators"):
        for model, action in GRANTED:
            group.permissions.remove(permission(apps, "directory", model, action))


class Migration(migrations.Migration):
    dependencies = [("home", "0005_announcements_in_full"), ("directory", "0008_webhooks")]

    operations = [migrations.RunPython(grant, withdraw)]
