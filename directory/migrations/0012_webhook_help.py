from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_changes_in_lists")]

    operations = [
        migrations.AlterField(
            model_name="webhook",
            name="url",
            field=models.URLField(
                help_text="Public, and on the usual port. What it is sent stands in the Guide, under “Telling other programs”.",
                max_length=500,
                verbose_name="web address",
            ),
        ),
    ]
