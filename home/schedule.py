"""The jobs that note what was searched in vain, and forget who signed in and what readers wrote."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.jobs import Progress, job
from home.models import Attempt, MissedSearch, ReaderVerdict
from home.pages import misses

SIGN_INS_KEPT = timedelta(days=30)


@job("forget-sign-ins", label=gettext_lazy("Forget sign-ins"), every=timedelta(hours=24))
def forget_sign_ins(progress: Progress) -> str:
    """Delete what was written down of sign-ins that are long ago: by django-axes, addresses
    included, and in scrambled form."""
    before = timezone.now() - SIGN_INS_KEPT
    forgotten = Attempt.forget()
    for model in (AccessLog, AccessAttempt):
        forgotten += model.objects.filter(attempt_time__lt=before).delete()[0]
    return _("%d sign-ins forgotten.") % forgotten


@job(
    "forget-readers-words",
    label=gettext_lazy("Forget the words of readers"),
    every=timedelta(hours=24),
)
def forget_readers_words(progress: Progress) -> str:
    """Erase what readers wrote of answers when its time is over."""
    return _("Words of %d readers erased.") % ReaderVerdict.objects.forget()


@job(
    "note-searches",
    label=gettext_lazy("Note what was searched in vain"),
    every=timedelta(minutes=5),
)
def note_searches(progress: Progress) -> str:
    """Write down in one batch what was searched in vain, and forget what was long ago."""
    noted = MissedSearch.objects.write(misses.take())
    return _("%(noted)d searches noted, %(forgotten)d forgotten.") % {
        "noted": noted, "forgotten": MissedSearch.objects.forget(),
    }  # fmt: skip
