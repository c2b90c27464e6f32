"""All groups of the center read what readers search in vain."""

from importlib import import_module

from django.db import migrations

permission = import_module("home.migrations.0002_groups").permission

READERS = ["Editors", "Moderators", "HRDR", "Administrators"]


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(permission(apps, "home", "missedsearch", "view"))


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.remove(permission(apps, "home", "missedsearch", "view"))


class Migration(migrations.Migration):
    dependencies = [("home", "0021_searches_in_vain")]

    operations = [migrations.RunPython(grant, withdraw)]
