"""Addresses that are told what happens to entries, and what was told to each."""

import base64
import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.changes import Change
from directory.models.outbox import OutboxItem

Kind = Change.Kind
State = OutboxItem.State


def new_secret() -> str:
    """Make a key that nobody guesses, in the form that Standard Webhooks asks for."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


class Webhook(models.Model):
    """One address and the events that it is told."""

    # By the field that asks for them.
    KINDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "on_published": (Kind.PUBLISHED,),
        "on_unpublished": Change.GONE,
        "on_changed": (Kind.CHANGED, Kind.VERIFIED),
        "on_link_broken": (Kind.LINK_BROKEN,),
    }
    # For how long a key that was replaced signs too.
    OVERLAP: ClassVar[timedelta] = timedelta(hours=24)

    name = models.CharField(_("name"), max_length=100, help_text=_("Whose it is, for the log."))
    url = models.URLField(
        _("web address"), max_length=500,
        help_text=_(
            "Public, and on the usual port. What it is sent stands in the Guide, under “Telling "
            "other programs”."
        ),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    on_published = models.BooleanField(_("an entry is published"), default=True)
    on_unpublished = models.BooleanField(
        _("an entry is unpublished, expires or is deleted"), default=True
    )
    on_changed = models.BooleanField(_("a fact is changed or verified"), default=True)
    on_link_broken = models.BooleanField(_("a link is broken"), default=False)
    secret = models.CharField(
        _("key"), max_length=100, default=new_secret, editable=False,
        help_text=_("With it the receiver checks that a message is from this site."),
    )  # fmt: skip
    # Each key that was replaced, with the second of the epoch until which it signs too.
    former_secrets = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of change that it is told."""
        return frozenset(
            kind for name, kinds in self.KINDS.items() if getattr(self, name) for kind in kinds
        )

    @property
    def secrets(self) -> list[str]:
        """The keys that sign now, the present one first."""
        return [self.secret, *self._former_that_sign()]

    def rotate(self) -> None:
        """Sign with a new key from now on, and for a day with the one before too."""
        until = timezone.now() + self.OVERLAP
        self.former_secrets = self._former_that_sign() | {self.secret: until.timestamp()}
        self.secret = new_secret()
        self.save(update_fields=["secret", "former_secrets"])

    def _former_that_sign(self) -> dict[str, float]:
        now = timezone.now().timestamp()
        return {key: until for key, until in self.former_secrets.items() if until > now}


class Delivery(OutboxItem):
    """One change on its way to one webhook, which hears of all in their order.

    It goes again where nobody can tell whether it arrived, so that it may arrive twice.
    """

    PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 720, 1440))
    CLAIM = timedelta(minutes=2)

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="deliveries")

    class Meta(OutboxItem.Meta):
        verbose_name = _("message of a webhook")
        verbose_name_plural = _("messages of webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "change"], name="a_webhook_is_told_a_change_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.webhook}: {self.change}"

    @classmethod
    def enqueue(cls, changes: list[Change]) -> None:
        """Have every active webhook told of those of `changes` that it asks for."""
        if not changes:
            return
        now = timezone.now()
        cls.objects.bulk_create(
            cls(webhook=webhook, change=change, due_at=now)
            for webhook in Webhook.objects.filter(is_active=True)
            for change in changes
            if change.kind in webhook.kinds
        )

    @classmethod
    def due(cls) -> models.QuerySet["Delivery"]:
        """Return of each active webhook the first that it has not heard, if its time has come: all
        others wait behind it."""
        unheard = cls.objects.filter(state__in=(State.WAITING, State.SENDING)).order_by()
        first = unheard.values("webhook").annotate(first=Min("pk")).values("first")
        return cls.waiting().filter(webhook__is_active=True, pk__in=first).order_by("pk")

    @property
    def can_be_retried(self) -> bool:
        is_untried = self.state == State.WAITING and not self.tries
        return not is_untried and self.state != State.SENDING
