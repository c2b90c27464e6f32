from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0017_doubtful_links")]

    operations = [
        migrations.AddField(
            model_name="audience",
            name="former_slugs",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="topic",
            name="former_slugs",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
