"""How much may be sent from one network, and how much with one e-mail address and in all.

A network that sends too much is told so. What goes beyond the other two is kept aside: a stranger
can bring both about, and must not silence the form for others, or fill anybody's mailbox.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models

from directory.models import Submission, within

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def is_too_much(*, peer: str, among: models.QuerySet | None = None) -> bool:
    """Return whether one more from this network would be more than is taken from one; `among` are
    those of another form, which have the same fields `peer` and `created_at`."""
    limits = settings.SUBMISSION_LIMITS
    sent = (Submission.objects.all() if among is None else among).filter(peer=peer)
    return (
        sent.filter(within("created_at", HOUR)).count() >= limits["peer in an hour"]
        or sent.filter(within("created_at", DAY)).count() >= limits["peer in a day"]
    )


def is_beyond(*, email: str) -> bool:
    """Return whether one more with this e-mail address is to be kept aside."""
    limits = settings.SUBMISSION_LIMITS
    sent = Submission.objects.filter(within("created_at", HOUR))
    today = Submission.objects.filter(within("created_at", DAY))
    return sent.count() >= limits["all in an hour"] or (
        email != "" and today.filter(email__iexact=email).count() >= limits["e-mail in a day"]
    )
