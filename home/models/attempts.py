"""What was tried of late and is limited: digests of who and of what, for as long as they count."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.models import within
from directory.web.peers import scrambled_peer


class AttemptQuerySet(models.QuerySet):
    def within(self, period: timedelta) -> Self:
        """Return those that are not older than `period`."""
        return self.filter(within("at", period))

    def by(self, request: HttpRequest) -> Self:
        """Return those of the peer who sends `request`."""
        return self.filter(peer=scrambled_peer(request, "attempts"))

    def on(self, name: str) -> Self:
        """Return those on what is called `name`, whether there is anything of that name or not."""
        return self.filter(name=_scrambled(name))


class Attempt(models.Model):
    """One attempt. Nobody reads the address of the peer or the name that was tried off it."""

    class Kind(models.TextChoices):
        WRONG = "wrong", _("wrong password")
        RIGHT = "right", _("right password")
        RESET = "reset", _("password reset asked for")

    # For how long each counts.
    KEPT = {
        Kind.WRONG: timedelta(hours=1),
        Kind.RIGHT: timedelta(days=30),
        Kind.RESET: timedelta(hours=1),
    }

    kind = models.CharField(max_length=5, choices=Kind.choices)
    peer = models.CharField(max_length=32)
    name = models.CharField(max_length=32)
    at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "peer", "at"], name="attempts_of_a_peer"),
            models.Index(fields=["kind", "name", "at"], name="attempts_on_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%F %T}"

    @classmethod
    def recent(cls, kind: Kind) -> AttemptQuerySet:
        """Return the attempts of one kind that still count."""
        return cls.objects.filter(kind=kind).within(cls.KEPT[kind])

    @classmethod
    def note(cls, kind: Kind, request: HttpRequest, name: str) -> Self:
        """Write an attempt down, and forget those that count no more."""
        cls.forget()
        peer = scrambled_peer(request, "attempts")
        return cls.objects.create(kind=kind, peer=peer, name=_scrambled(name), at=timezone.now())

    @classmethod
    def forget(cls) -> int:
        """Delete the attempts that count no more; return how many."""
        now = timezone.now()
        over = (models.Q(kind=kind, at__lte=now - kept) for kind, kept in cls.KEPT.items())
        return cls.objects.filter(reduce(or_, over)).delete()[0]


def _scrambled(name: str) -> str:
    text = name.strip().casefold().encode(errors="replace")
    return salted_hmac("home.attempts", text).hexdigest()[:32]
