"""Addresses that are told what happens to entries, and what was told to each."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.changes import Change

Kind = Change.Kind


def new_secret() -> str:
    """A key that nobody guesses."""
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """One address and the events that it is told."""

    # By the field that asks for them.
    KINDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "on_published": (Kind.PUBLISHED,),
        "on_unpublished": Change.GONE,
        "on_changed": (Kind.CHANGED, Kind.VERIFIED),
        "on_link_broken": (Kind.LINK_BROKEN,),
    }

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
        _("key"), max_length=64, default=new_secret, editable=False,
        help_text=_("With it the receiver checks that a message is from this site."),
    )  # fmt: skip

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


class Delivery(models.Model):
    """One change on its way to one webhook; written in the transaction of the change."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given-up", _("Given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"))
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    answer = models.CharField(_("last answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("message of a webhook")
        verbose_name_plural = _("messages of webhooks")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "change"], name="a_webhook_is_told_a_change_once"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="deliveries_due")]

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
