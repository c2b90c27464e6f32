"""The jobs that follow the entries, the log of changes and the files at /data/, and the one that
forgets who signed in."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import editions
from directory.changes import history
from directory.jobs import Progress, job
from directory.models import Change, Stamp, stamp_name

SIGN_INS_KEPT = timedelta(days=30)


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


@job("forget-sign-ins", label=gettext_lazy("Forget sign-ins"), every=timedelta(hours=24))
def forget_sign_ins(progress: Progress) -> str:
    """Delete what django-axes wrote down of sign-ins that are long ago, addresses included."""
    before = timezone.now() - SIGN_INS_KEPT
    forgotten = 0
    for model in (AccessLog, AccessAttempt):
        forgotten += model.objects.filter(attempt_time__lt=before).delete()[0]
    return _("%d sign-ins forgotten.") % forgotten
