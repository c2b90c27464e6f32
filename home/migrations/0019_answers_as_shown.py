"""Answers written before there were live figures read as they are written."""

from django.db import migrations
from django.db.models import F


def show(apps, schema_editor):
    apps.get_model("home", "QuestionPage").objects.update(shown_answer=F("short_answer"))


class Migration(migrations.Migration):
    dependencies = [("home", "0018_figures_of_questions")]

    operations = [migrations.RunPython(show, migrations.RunPython.noop)]
