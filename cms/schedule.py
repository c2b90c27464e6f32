"""The jobs of this package: whether the worker answers, and sessions that are over."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from directory.jobs import Progress, job

KNOCKS_EVERY = timedelta(minutes=5)


@task(backend="background")
def answer_knock() -> None:
    """Do nothing: that it is done shows that the worker works."""


@job("knock-at-worker", label=gettext_lazy("Ask whether the worker works"), every=KNOCKS_EVERY)
def knock_at_worker(progress: Progress) -> str:
    """Give the worker something to do, unless it has not done the last; only the latest answer is
    kept."""
    knocks = DBTaskResult.objects.filter(task_path=answer_knock.module_path)
    if knocks.ready().exists():
        return _("The worker has not answered yet.")
    latest = knocks.successful().order_by("-finished_at", "-pk").first()
    knocks.finished().exclude(pk=latest and latest.pk).delete()
    answer_knock.enqueue()
    return _("Knocked.")


def last_answer() -> datetime | None:
    """Return when the worker last answered; None where it never did."""
    knocks = DBTaskResult.objects.filter(task_path=answer_knock.module_path).successful()
    return knocks.order_by("-finished_at", "-pk").values_list("finished_at", flat=True).first()


@job("forget-sessions", label=gettext_lazy("Forget sessions"), every=timedelta(hours=24))
def forget_sessions(progress: Progress) -> str:
    """Delete the sessions that are over, as `manage.py clearsessions` does."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return _("Sessions that are over are forgotten.")
