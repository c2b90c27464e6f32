"""A site that was seeded before its name was written gets it; one that has a name keeps it."""

from django.db import migrations

NAME = "Library Support Staff Resource Center"


def name(apps, schema_editor):
    welcomes = apps.get_model("home", "WelcomePage").objects.values("pk")
    sites = apps.get_model("wagtailcore", "Site").objects.filter(root_page__in=welcomes)
    sites.filter(site_name="").update(site_name=NAME)


class Migration(migrations.Migration):
    dependencies = [("home", "0011_introduction_headings")]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
