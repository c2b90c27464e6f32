"""What happens to a submission: each step changes its state, is logged, and tells the sender.

All of that is one transaction. A step that comes too late, since somebody else was quicker, raises
TooLate.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import Entry, OutgoingMail, Record, Submission, SubmissionStep
from directory.submissions import emails, limits

State = Submission.State
Action = SubmissionStep.Action
ADDRESS_KEPT = timedelta(days=90)  # after the end
PEER_KEPT = timedelta(days=1)


class TooLate(Exception):
    """The submission has come to its end already."""


@transaction.atomic
def receive(submission: Submission) -> Submission:
    """Keep what somebody sent; beyond the limits for all of it, aside and without a letter."""
    if limits.is_beyond(email=submission.email):
        submission.state = State.ASIDE
    submission.save()
    submission.steps.create(action=Action.RECEIVED)
    if submission.state != State.ASIDE:
        emails.write(submission)
    return submission


@transaction.atomic
def take(submission: Submission, user: AbstractBaseUser) -> None:
    """Have the user look at it, and it is aside no more; who looked at it before is relieved of
    it."""
    held = _open(submission)
    held.state, held.assigned_to = State.LOOKED_AT, user
    _keep(held, Action.TAKEN, user)


@transaction.atomic
def accept(submission: Submission, entry: Entry, user: AbstractBaseUser) -> None:
    """Record that the user began an entry from it; the end comes when the entry is published.

    TooLate too when somebody else began one that is still there.
    """
    held = _open(submission)
    if held.entry is not None:
        raise TooLate
    held.state, held.assigned_to, held.entry = State.LOOKED_AT, user, entry
    _keep(held, Action.ACCEPTED, user, str(entry))
    if entry.is_published:
        _publish(held, user)


@transaction.atomic
def resolve(submission: Submission, user: AbstractBaseUser | None, outcome: str) -> None:
    """End it as dealt with; the sender is told what was done."""
    _end(_open(submission), State.DONE, Action.DONE, user, outcome)


@transaction.atomic
def decline(submission: Submission, user: AbstractBaseUser, reason: str) -> None:
    """End it as not acted upon; the sender is told why."""
    _end(_open(submission), State.DECLINED, Action.DECLINED, user, reason)


@transaction.atomic
def entry_published(sender: type[models.Model], instance: models.Model, **kwargs) -> None:
    """End the suggestion that an entry was made of, now that the entry is public."""
    if not issubclass(sender, Entry) or not instance.is_published:
        return
    made_of = Submission.objects.waiting().filter(
        kind=Submission.Kind.SUGGESTION,
        content_type=ContentType.objects.get_for_model(sender),
        object_id=instance.pk,
    )
    revision = kwargs.get("revision")
    for submission in made_of:
        _publish(_open(submission), revision.user if revision else None)


def _publish(submission: Submission, user: AbstractBaseUser | None) -> None:
    with override(submission.language):
        outcome = _("It is now in the center.")
    _end(submission, State.DONE, Action.DONE, user, outcome)


def _open(submission: Submission) -> Submission:
    """Return the submission as it is now, kept from others until the transaction ends."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if not held.is_open:
        raise TooLate
    return held


def _end(
    held: Submission, state: State, action: Action, user: AbstractBaseUser | None, outcome: str
) -> None:
    # The address of what was put aside may be a stranger's: nobody was written to, nor is now.
    was_aside = held.state == State.ASIDE
    held.state, held.outcome, held.ended_at = state, outcome, timezone.now()
    _keep(held, action, user, outcome, is_told=not was_aside)


def _keep(
    held: Submission,
    action: Action,
    user: AbstractBaseUser | None,
    note: str = "",
    *,
    is_told: bool = True,
) -> None:
    held.save()
    held.steps.create(action=action, user=user, note=note)
    if is_told:
        emails.write(held)


def waiting_counts() -> Mapping[str, int]:
    """Return how many suggestions and reports wait for somebody: {"suggestion": 3, "report": 0}."""
    counted = Submission.objects.waiting().order_by().values_list("kind")
    found = dict(counted.annotate(number=models.Count("pk")))
    return {kind: found.get(kind, 0) for kind in Submission.Kind.values}


@transaction.atomic
def forget_senders() -> int:
    """Erase what is kept for a time only: scrambled network addresses after a day, e-mail addresses
    and the letters to them 90 days after the end. Returns how many e-mail addresses."""
    now = timezone.now()
    Submission.objects.filter(created_at__lt=now - PEER_KEPT).exclude(peer="").update(peer="")
    over = Submission.objects.filter(ended_at__lt=now - ADDRESS_KEPT).exclude(email="")
    names = [emails.about(submission) for submission in over.only("pk")]
    OutgoingMail.objects.filter(about__in=names).update(recipient="", text="", answer="")
    return over.update(email="")


def can_be_reported(model: type[models.Model]) -> bool:
    """Return whether the public may say that something is wrong with such a thing."""
    return issubclass(model, Record)
