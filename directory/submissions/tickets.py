"""The signed time stamp of a public form: when the form was opened, and a word that counts once.

A ticket says for which form it was given out; it is good from 3 seconds to 24 hours after that. The
word in it is unique among submissions, so that one opened form is one submission, however often it
is sent. Nothing is stored until then, and no cookie is set.
"""

import secrets
from enum import Enum

from django.core import signing

YOUNGEST = 3  # seconds; nobody fills in a form faster
OLDEST = 24 * 3600


class TicketFault(Enum):
    """Why a ticket is not good."""

    UNKNOWN = "unknown"
    TOO_YOUNG = "too young"
    TOO_OLD = "too old"


def _signer(form: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"directory.submissions.{form}")


def issue(form: str) -> str:
    """Return a new ticket for the form of that name."""
    return _signer(form).sign(secrets.token_urlsafe(16))


def read(form: str, ticket: str) -> str | TicketFault:
    """Return the word of a good ticket, or what is wrong with it."""
    signer = _signer(form)
    try:
        word = signer.unsign(ticket, max_age=OLDEST)
    except signing.SignatureExpired:
        return TicketFault.TOO_OLD
    except signing.BadSignature:
        return TicketFault.UNKNOWN
    try:
        signer.unsign(ticket, max_age=YOUNGEST)
    except signing.SignatureExpired:
        return word
    return TicketFault.TOO_YOUNG
