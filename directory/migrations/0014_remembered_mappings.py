"""What the headings of files meant so far is remembered where they are from now on."""

from django.db import migrations


def remember(apps, schema_editor):
    mappings = apps.get_model("directory", "ColumnMapping").objects
    imports = apps.get_model("directory", "Import").objects.exclude(mapping={}).order_by("pk")
    for directory, mapping in imports.values_list("directory", "mapping"):
        mappings.update_or_create(directory=directory, defaults={"mapping": mapping})


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_column_mappings")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
