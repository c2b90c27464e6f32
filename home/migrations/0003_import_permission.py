"""Who may bring files into the directories: those who may publish what they bring."""

from importlib import import_module

from django.db import migrations

GROUPS = ["Moderators", "Administrators"]
permission = import_module("home.migrations.0002_groups").permission


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(permission(apps, "directory", "import", "add"))


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.remove(permission(apps, "directory", "import", "add"))


class Migration(migrations.Migration):
    dependencies = [("home", "0002_groups"), ("directory", "0002_imports")]

    operations = [migrations.RunPython(grant, withdraw)]
