"""The outbox: a letter stands here from the moment of which it tells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One letter. It is written in the transaction of what it tells, once for each event."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Perhaps sent: the connection broke")
        GIVEN_UP = "given-up", _("Given up")

    # What it is about ("submission-12") and which moment of that it tells ("done").
    about = models.CharField(_("about"), max_length=60)
    event = models.CharField(_("event"), max_length=20)
    recipient = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.WAITING, db_index=True
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(_("next try"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("last answer of the mail server"), max_length=500, blank=True)
    # Who sends it now, and until when nobody else may take it over.
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["about", "event"], name="an_event_is_told_in_one_letter"
            )
        ]

    def __str__(self) -> str:
        return self.subject
