"""Editors change the pictures and documents that they sent themselves. Those of others are for who has
the right to change all of a collection: moderators and administrators.
"""

from importlib import import_module

from django.db import migrations

roles = import_module("home.migrations.0010_roles")

OF_OTHERS = roles.HRDR_FILES


def withdraw(apps, schema_editor):
    roles.set_collections(apps, "Editors", OF_OTHERS, granted=False)


def as_before(apps, schema_editor):
    roles.set_collections(apps, "Editors", OF_OTHERS, granted=True)


class Migration(migrations.Migration):
    dependencies = [("home", "0012_site_name")]

    operations = [migrations.RunPython(withdraw, as_before)]
