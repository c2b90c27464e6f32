"""Moments on record, read by a clock that may have been set: what lies further ahead than it ever
does was written while the clock was wrong, and keeps nothing from happening."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

# By so much the clocks of two machines differ.
SKEW = timedelta(minutes=1)


def has_come(field: str, at_most: timedelta) -> Q:
    """Return what finds the rows whose moment in `field`, set for `at_most` so long ahead, has
    come."""
    now = timezone.now()
    return Q(**{f"{field}__lte": now}) | Q(**{f"{field}__gt": now + at_most + SKEW})


def within(field: str, period: timedelta) -> Q:
    """Return what finds the rows whose moment in `field` lies in the last `period`."""
    now = timezone.now()
    return Q(**{f"{field}__gt": now - period, f"{field}__lte": now + SKEW})
