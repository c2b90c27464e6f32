"""Letters to people."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from directory.models.outbox import OutboxItem

State = OutboxItem.State


class OutgoingMail(OutboxItem):
    """One letter, once for each event, and never sent twice by itself.

    The moment before its words go over the wire is written down (`handed_over_at`). Of one that was
    handed over nobody can tell whether it arrived: an administrator sees it and decides.
    """

    PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440))
    CLAIM = timedelta(minutes=10)
    ABANDONED: ClassVar[Combinable] = Case(
        When(handed_over_at__isnull=True, then=Value(State.WAITING)),
        default=Value(State.UNCERTAIN),
    )

    # What it is about ("submission-12") and which moment of that it tells ("done").
    about = models.CharField(_("about"), max_length=60)
    event = models.CharField(_("event"), max_length=20)
    recipient = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta(OutboxItem.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["about", "event"], name="an_event_is_told_in_one_letter"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def claim(cls, **values: object) -> Self | None:
        return super().claim(handed_over_at=None, **values)

    @property
    def can_be_retried(self) -> bool:
        return super().can_be_retried and bool(self.recipient)
