"""The sections of pages are found by themselves, and no longer a page by all of its words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.text import slugify


# What they ask is nothing that readers see.
QUESTIONS = ("entries", "coverage")


def fill(apps, schema_editor):
    PageSection = apps.get_model("home", "PageSection")
    for page in apps.get_model("home", "SectionPage").objects.all():
        for number, section in enumerate(page.body):
            heading, content = section.value["heading"], section.value["content"]
            said = (
                text
                for child in content
                if child.block_type not in QUESTIONS
                for text in child.block.get_searchable_content(child.value)
            )
            PageSection.objects.create(
                page_id=page.pk, number=number, heading=heading, anchor=slugify(heading),
                text=" ".join(" ".join(said).split()),
            )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0019_answers_as_shown'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='sectionpage',
            name='plain_text',
        ),
        migrations.CreateModel(
            name='PageSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('heading', models.CharField(max_length=120, verbose_name='heading')),
                ('anchor', models.CharField(max_length=120, verbose_name='anchor')),
                ('text', models.TextField(blank=True, verbose_name='words')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='found_sections', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page')),
            ],
            options={
                'verbose_name': 'section of a page',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('page', 'number'), name='section_of_page_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
