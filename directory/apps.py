from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from wagtail.signals import published

        from directory.catalog.checks import check_directories
        from directory.changes import history
        from directory.editing import form_fields, verifiers
        from directory.submissions import workflow

        autodiscover_modules("catalog", "schedule")  # the directories and the jobs of every app
        checks.register(check_directories)
        published.connect(workflow.entry_published, dispatch_uid="submissions")
        history.connect()
        verifiers.connect()
        form_fields.take_in_editor()
