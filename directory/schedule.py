"""The jobs of this app: publishing, links, sending, changes, the files at /data/, forgetting."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult
from wagtail.models import DraftStateMixin, Page, Revision

from directory import editions
from directory.changes import history
from directory.jobs import Progress, forget, job
from directory.links.usage import laws, urls_in_use
from directory.models import Change, Link, OutgoingMail, Stamp, stamp_name
from directory.outbox import emails
from directory.submissions import workflow

logger = logging.getLogger(__name__)

LINKS_OF_A_RUN = 500
RUNS_KEPT = timedelta(days=14)


class Incomplete(Exception):
    """Something of a job could not be done; the rest was."""


@job(
    "publish-scheduled",
    label=gettext_lazy("Publish and expire on time"),
    every=timedelta(minutes=1),
)
def publish_scheduled(progress: Progress) -> str:
    """Publish what is due, then unpublish what has expired.

    What `manage.py publish_scheduled` does, but one that fails keeps no other waiting. A new
    version that is due comes first: it may be what gives its page a later expiry.
    """
    now = timezone.now()
    due_now = Revision.objects.filter(approved_go_live_at__lte=now).order_by(
        "approved_go_live_at", "pk"
    )
    published, faulty = _each(
        due_now, lambda each: each.publish(log_action="wagtail.publish.scheduled")
    )
    expired = 0
    for model in _models_with_expiry():
        done, failed = _each(
            model.objects.filter(live=True, expire_at__lte=now),
            lambda each: each.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled"),
        )
        expired, faulty = expired + done, faulty + failed
    said = _("%(published)d published, %(expired)d expired.") % {
        "published": published, "expired": expired,
    }  # fmt: skip
    if faulty:
        raise Incomplete(f"{said} " + _("Not done: %(what)s.") % {"what": ", ".join(faulty)})
    return said


def _models_with_expiry() -> list[type[DraftStateMixin]]:
    """Return all kinds of pages at once, and every other model with a date of expiry."""
    models = [each for each in apps.get_models() if issubclass(each, DraftStateMixin)]
    return [Page, *(each for each in models if not issubclass(each, Page))]


def _each(found, change: Callable) -> tuple[int, list[str]]:
    """Make a change to each of `found`; how often it went well, and the names of the others."""
    done, faulty = 0, []
    for each in list(found):
        try:
            with transaction.atomic():
                change(each)
        except Exception:
            logger.exception("Not published or expired on time: %r", each)
            faulty.append(str(getattr(each, "object_str", "") or each))
        else:
            done += 1
    return done, faulty


@job("check-links", label=gettext_lazy("Check links"), every=timedelta(hours=24))
def check_links(progress: Progress) -> str:
    """Check the links that are due, at most LINKS_OF_A_RUN: the rest has its turn the next time."""
    from directory.links.checking import check, due
    from directory.links.fetching import Fetcher

    if not settings.CHECK_LINKS_DAILY:
        return _("Switched off here (CHECK_LINKS_DAILY).")
    uses = urls_in_use()
    links = due(uses, timezone.now())[:LINKS_OF_A_RUN]
    done = 0

    def on_outcome(outcome) -> None:
        nonlocal done
        done += 1
        progress(done, len(links))

    counts = check(links, Fetcher(), law=laws(uses), on_outcome=on_outcome)
    labels = {**dict(Link.Result.choices), "put-off": _("Put off: the host asked for rest")}
    parts = [f"{count} {labels[result]}" for result, count in counts.most_common()]
    said = _("%(checked)d of %(in_use)d links checked.") % {
        "checked": len(links), "in_use": len(uses),
    }  # fmt: skip
    return f"{said} {'; '.join(parts)}" if parts else said


@job("send-mail", label=gettext_lazy("Send letters"), every=timedelta(minutes=1))
def send_mail(progress: Progress) -> str:
    """Send the letters of the outbox that are due."""
    tally = emails.send_waiting(on_progress=progress)
    return _("%(sent)d letters sent, %(failed)d not, %(uncertain)d perhaps.") % vars(tally)


@job("send-webhooks", label=gettext_lazy("Tell webhooks"), every=timedelta(minutes=1))
def send_webhooks(progress: Progress) -> str:
    """Send the messages of webhooks that are due."""
    from directory.outbox.webhooks import Sender

    return _("%d messages taken.") % Sender().send_due(progress)


@job("note-changes", label=gettext_lazy("Note what came or went"), every=timedelta(minutes=5))
@transaction.atomic
def note_changes(progress: Progress) -> str:
    """Note the entries that came or went by their dates alone."""
    history.begin()
    return _told(history.note_passed())


@job("compare-entries", label=gettext_lazy("Compare entries"), every=timedelta(hours=24))
def compare_entries(progress: Progress) -> str:
    """Compare every public entry with what was last seen of it."""
    history.begin()
    directories = history.watched()
    written = 0
    for number, directory in enumerate(directories, 1):
        with transaction.atomic():
            written += history.note_all(directory)
        progress(number, len(directories))
    return _told(written)


def _told(written: int) -> str:
    """Feeds of changes are asked for again by the stamps, and these entries moved none."""
    if written:
        Stamp.move(stamp_name(Change))
    return _("%d changes noted.") % written


@job("build-data", label=gettext_lazy("Make the files at /data/"), every=timedelta(hours=1))
def build_data(progress: Progress) -> str:
    """Make an edition if the entries have changed since the last one."""
    made = editions.build(progress)
    if made is None:
        return _("Nothing has changed since the latest edition.")
    return _("Edition %s.") % made.version


@job("withdraw-data", label=gettext_lazy("Withdraw from /data/"), every=timedelta(minutes=5))
def withdraw_data(progress: Progress) -> str:
    """Make an edition without waiting where the latest gives out what was withdrawn since."""
    if not editions.holds_what_went():
        return _("The latest edition gives out nothing that was withdrawn.")
    return build_data(progress)


@job("forget-senders", label=gettext_lazy("Forget senders"), every=timedelta(hours=24))
def forget_senders(progress: Progress) -> str:
    """Erase the addresses of those who suggested or reported something long ago."""
    return _("%d e-mail addresses erased.") % workflow.forget_senders()


@job("forget-old-runs", label=gettext_lazy("Forget old runs"), every=timedelta(hours=24))
def forget_old_runs(progress: Progress) -> str:
    """Delete what is on record of jobs and background tasks that ended long ago, and the letters
    that such tasks wrote: those for a new password."""
    before = timezone.now() - RUNS_KEPT
    about_passwords = OutgoingMail.objects.filter(about__startswith=emails.PASSWORD_RESET)
    about_passwords.filter(created_at__lt=before).delete()
    runs = forget(before)
    # The task of a worker that was killed is never finished: it says "running" for ever.
    old = Q(finished_at__lt=before) | Q(finished_at__isnull=True, started_at__lt=before)
    tasks, _of_models = DBTaskResult.objects.filter(old).delete()
    return _("%(runs)d runs of jobs and %(tasks)d tasks forgotten.") % {
        "runs": runs,
        "tasks": tasks,
    }
