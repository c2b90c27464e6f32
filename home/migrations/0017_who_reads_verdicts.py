"""All groups of the center read what readers say of an answer."""

from importlib import import_module

from django.db import migrations

permission = import_module("home.migrations.0002_groups").permission

READERS = ["Editors", "Moderators", "HRDR", "Administrators"]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=READERS):
        group.permissions.add(permission(apps, "home", "readerverdict", "view"))


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=READERS):
        group.permissions.remove(permission(apps, "home", "readerverdict", "view"))


class Migration(migrations.Migration):
    dependencies = [("home", "0016_questions")]

    operations = [migrations.RunPython(grant, withdraw)]
