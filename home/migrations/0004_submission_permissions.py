"""Who may see, look at and decide on what the public sends, and who sees to the letters."""

from importlib import import_module

from django.db import migrations

permission = import_module("home.migrations.0002_groups").permission

SEE = [("submission", "view")]
LOOK = [*SEE, ("submission", "accept")]
DECIDE = [*LOOK, ("submission", "resolve")]
GRANTED = {
    "Editors": LOOK,
    "Moderators": DECIDE,
    "HRDR": SEE,
    "Administrators": [*DECIDE, ("outgoingmail", "view"), ("outgoingmail", "change")],
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GRANTED):
        for model, action in GRANTED[group.name]:
            group.permissions.add(permission(apps, "directory", model, action))


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GRANTED):
        for model, action in GRANTED[group.name]:
            group.permissions.remove(permission(apps, "directory", model, action))


class Migration(migrations.Migration):
    dependencies = [("home", "0003_import_permission"), ("directory", "0005_submissions")]

    operations = [migrations.RunPython(grant, withdraw)]
