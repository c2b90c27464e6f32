"""What waits to be sent: each item is claimed by one sender at a time."""

import secrets
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.clocks import has_come


class OutboxItem(models.Model):
    """Something on its way out, written in the transaction of what it tells.

    A sender claims it for some minutes. Only who holds the claim may say what came of it, and what
    was claimed by a process that died is taken over by the next one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Perhaps sent: the connection broke")
        GIVEN_UP = "given-up", _("Given up")

    # What passes before the next try, by the number of tries that failed; then it is given up.
    PAUSES: ClassVar[tuple[timedelta, ...]]
    # For how long nobody else takes it over; longer than the other side may take to answer.
    CLAIM: ClassVar[timedelta]
    # The state in which one is left whose sender died.
    ABANDONED: ClassVar[Combinable] = Value(State.WAITING)

    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"))
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    answer = models.CharField(_("last answer"), max_length=500, blank=True)
    # Who sends it now, and until when nobody else may take it over.
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["state", "due_at"], name="%(class)s_due")]

    @classmethod
    def waiting(cls) -> models.QuerySet[Self]:
        """Return all whose time has come."""
        return cls.objects.filter(has_come("due_at", max(cls.PAUSES)), state=cls.State.WAITING)

    @classmethod
    def due(cls) -> models.QuerySet[Self]:
        """Return those of waiting() that may be sent now, in their order."""
        return cls.waiting().order_by("due_at", "pk")

    @classmethod
    def take_over_abandoned(cls) -> None:
        """Free what senders had claimed that died since."""
        late = cls.objects.filter(has_come("claimed_until", cls.CLAIM), state=cls.State.SENDING)
        late.update(state=cls.ABANDONED, claimed_by="")

    @classmethod
    def claim(cls, **values: object) -> Self | None:
        """Take the next item that is due, so that for a while nobody else sends it; None when none
        is due. `values` are written with the claim."""
        while item := cls.due().first():
            now = timezone.now()
            # Asked of this row alone: what a database sees of others may be older than the claim.
            taken = cls.waiting().filter(pk=item.pk).update(
                state=cls.State.SENDING, claimed_by=secrets.token_hex(16),
                claimed_until=now + cls.CLAIM, tried_at=now, tries=F("tries") + 1, **values,
            )  # fmt: skip
            if taken:
                item.refresh_from_db()
                return item
        return None

    @property
    def held(self) -> models.QuerySet[Self]:
        """This item as long as our claim on it stands, then nothing."""
        return type(self).objects.filter(
            pk=self.pk, state=self.State.SENDING, claimed_by=self.claimed_by
        )

    def end(self, state: State, **values: object) -> State | None:
        """Write down what came of it; None, and nothing is written, when our claim was lost."""
        return state if self.held.update(state=state, claimed_by="", **values) else None

    def fail(self, answer: str, *, for_good: bool = False) -> State | None:
        """Have it wait for the next try, or give it up; None when our claim was lost."""
        answer = answer[:500]
        if for_good or self.tries > len(self.PAUSES):
            return self.end(self.State.GIVEN_UP, answer=answer)
        due_at = timezone.now() + self.PAUSES[self.tries - 1]
        return self.end(self.State.WAITING, answer=answer, due_at=due_at)

    @property
    def can_be_retried(self) -> bool:
        """Whether a person may have it sent again."""
        return self.state in (self.State.GIVEN_UP, self.State.UNCERTAIN)

    def retry(self) -> bool:
        """Have it sent again, with all tries anew; False where that cannot be, or not any more."""
        as_seen = type(self).objects.filter(pk=self.pk, state=self.state, tries=self.tries)
        return self.can_be_retried and bool(
            as_seen.update(state=self.State.WAITING, tries=0, due_at=timezone.now())
        )
