"""What readers say of an answer: whether it answered their question, and what was missing."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models.questions import QuestionPage

PEER_KEPT = timedelta(days=1)


class ReaderVerdictQuerySet(models.QuerySet):
    def forget(self) -> int:
        """Erase what is kept for a time only: scrambled network addresses after a day, the words
        of readers after the days of the setting; return how many words."""
        now = timezone.now()
        self.filter(created_at__lt=now - PEER_KEPT).exclude(peer="").update(peer="")
        kept = timedelta(days=settings.READER_WORDS_KEPT_DAYS)
        return self.filter(created_at__lt=now - kept).exclude(words="").update(words="")


class ReaderVerdict(models.Model):
    """One reader's yes or no on one day. Nothing in it says who the reader was."""

    question = models.ForeignKey(
        QuestionPage,
        verbose_name=_("question"),
        on_delete=models.CASCADE,
        related_name="verdicts",
    )
    is_answered = models.BooleanField(_("it answered the question"))
    words = models.TextField(_("what was missing"), blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    # Beyond what is taken from all readers in an hour: kept, and not counted.
    is_aside = models.BooleanField(_("kept aside"), default=False)
    # One opened form is one verdict, however often it is sent.
    ticket = models.CharField(max_length=40, unique=True, editable=False)
    peer = models.CharField(max_length=32, blank=True, db_index=True, editable=False)

    objects = ReaderVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict of a reader")
        verbose_name_plural = _("verdicts of readers")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.question}: {_('Yes') if self.is_answered else _('No')}"
