from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_remembered_mappings")]

    operations = [
        migrations.AlterField(
            model_name="association",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty for the usual interval of this directory.",
                null=True,
                validators=[MaxValueValidator(120)],
                verbose_name="months between reviews",
            ),
        ),
        migrations.AlterField(
            model_name="certificationrequirement",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty for the usual interval of this directory.",
                null=True,
                validators=[MaxValueValidator(120)],
                verbose_name="months between reviews",
            ),
        ),
        migrations.AlterField(
            model_name="institution",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty for the usual interval of this directory.",
                null=True,
                validators=[MaxValueValidator(120)],
                verbose_name="months between reviews",
            ),
        ),
        migrations.AlterField(
            model_name="program",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty for the usual interval of this directory.",
                null=True,
                validators=[MaxValueValidator(120)],
                verbose_name="months between reviews",
            ),
        ),
        migrations.AlterField(
            model_name="resource",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty for the usual interval of this directory.",
                null=True,
                validators=[MaxValueValidator(120)],
                verbose_name="months between reviews",
            ),
        ),
        migrations.AlterField(
            model_name="certificationrequirement",
            name="fee_usd",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=8,
                null=True,
                validators=[MinValueValidator(0)],
                verbose_name="fee in US dollars",
            ),
        ),
    ]
