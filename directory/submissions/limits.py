"""How much may be sent: from one network address, with one e-mail address, and in all."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from directory.models import Submission

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def is_too_much(*, peer: str, email: str) -> bool:
    """Whether one more from this peer, with this address, would be more than is taken.

    The limit of one e-mail address is what keeps a stranger from filling somebody's mailbox.
    """
    limits = settings.SUBMISSION_LIMITS
    sent = Submission.objects.filter(created_at__gt=timezone.now() - HOUR)
    today = Submission.objects.filter(created_at__gt=timezone.now() - DAY)
    return (
        sent.filter(peer=peer).count() >= limits["peer in an hour"]
        or today.filter(peer=peer).count() >= limits["peer in a day"]
        or sent.count() >= limits["all in an hour"]
        or (email != "" and today.filter(email__iexact=email).count() >= limits["e-mail in a day"])
    )
