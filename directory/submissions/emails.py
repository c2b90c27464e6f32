"""What the sender of a submission is told by mail, if an address was given.

The address may be anybody's: until an editor has looked at it, a letter repeats nothing of what was
sent, so that nobody can make the center carry words to a stranger.
"""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from directory.models import Submission
from directory.outbox import emails

State = Submission.State


def about(submission: Submission) -> str:
    """Return how the outbox calls a submission."""
    return f"submission-{submission.pk}"


def write(submission: Submission) -> None:
    """Put the letter on the present state into the outbox; nothing without an address."""
    if not submission.email:
        return
    with translation.override(submission.language):
        words = _WORDS[State(submission.state)](submission)
        text = "\n\n".join([*filter(None, words), _foot(submission)]) + "\n"
        emails.queue_email(
            about=about(submission),
            event=submission.state,
            recipient=submission.email,
            subject=_subject(submission),
            text=text,
        )


def _subject(submission: Submission) -> str:
    values = {
        "reference": submission.reference,
        "state": submission.get_state_display().lower(),
    }
    if submission.is_report:
        return _("Your report %(reference)s: %(state)s") % values
    return _("Your suggestion %(reference)s: %(state)s") % values


def _received(submission: Submission) -> list[str]:
    return [
        _("Thank you. What you sent has arrived and has the number %s.") % submission.reference,
        _("An editor will look at it, and you will hear from us."),
    ]


def _looked_at(submission: Submission) -> list[str]:
    return [_("An editor is looking at what you sent (%s).") % submission.reference]


def _done(submission: Submission) -> list[str]:
    return [
        _("What you sent (%s) has been dealt with:") % submission.reference,
        submission.outcome,
        entry_address(submission),
        _("Thank you for your help."),
    ]


def _declined(submission: Submission) -> list[str]:
    return [
        _("We looked at what you sent (%s) and will not act on it:") % submission.reference,
        submission.outcome,
        _("Thank you all the same."),
    ]


_WORDS: dict[State, Callable[[Submission], list[str]]] = {
    State.RECEIVED: _received,
    State.LOOKED_AT: _looked_at,
    State.DONE: _done,
    State.DECLINED: _declined,
}


def entry_address(submission: Submission) -> str:
    """Return the address of the entry concerned, or "" while the public cannot see it."""
    entry = submission.entry
    if entry is None or not entry.is_published:
        return ""
    return f"{settings.WAGTAILADMIN_BASE_URL}{entry.get_absolute_url()}"


def _foot(submission: Submission) -> str:
    status = reverse("submission", args=[submission.token])
    return "\n".join(
        [
            _("How it stands: %s") % f"{settings.WAGTAILADMIN_BASE_URL}{status}",
            "",
            _("You get this because your address was given with it on our site. It is used for "
              "nothing else, and erased 90 days after the end."),
        ]
    )  # fmt: skip
