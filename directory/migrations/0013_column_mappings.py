from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_webhook_help")]

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("directory", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("mapping", models.JSONField(default=dict)),
            ],
            options={"default_permissions": ()},
        ),
    ]
