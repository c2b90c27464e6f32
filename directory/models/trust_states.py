"""The trust states, and how the database tells in which of them entries are.

Trusted.trust_on() says the same of one entry in words; a test holds the two together.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, date
from functools import cache

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.links import Link
from directory.models.records import RecordQuerySet


class TrustState(models.TextChoices):
    VERIFIED = "verified", _("Verified")
    DUE = "due", _("Due for review")
    UNVERIFIED = "unverified", _("Not yet verified by an editor")
    CHANGED = "changed", _("Source changed")
    UNREACHABLE = "unreachable", _("Source unreachable")


def months_after(day: date, months: int) -> date:
    """Return the same day `months` months later, or the last day of a month that is too short; the
    last day of the calendar where that is over."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_due(day: date, months: int) -> date:
    """Return the latest day for which months_after() gives `day` or an earlier one."""
    earlier = months_after(day.replace(day=1), -months)
    days = monthrange(earlier.year, earlier.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return earlier.replace(day=days if is_last else min(day.day, days))


class TrustedQuerySet(RecordQuerySet):
    def published(self) -> "TrustedQuerySet":
        """Return the published, as of every record; each brings along what is known of its source,
        in the same query.

        An entry that was merged into another one is never public.
        """
        return super().published().filter(merged_into__isnull=True).with_source()

    def with_source(self) -> "TrustedQuerySet":
        """Return the entries, each with what is known of its source, in the same query."""
        return self.annotate(**_source_state())

    def with_trust(self, day: date | None = None) -> "TrustedQuerySet":
        """Return the entries, each with its state on `day` (today without one) as `trust_state`: to
        filter, sort and count by in the database."""
        state = {each: models.Value(each) for each in TrustState}
        changed_on = TruncDate("source_changed_at")
        is_changed = models.lookups.GreaterThan(changed_on, F("verified_on"))
        return self.with_source().annotate(
            trust_state=models.Case(
                models.When(source_unreachable_since__isnull=False, then=state["unreachable"]),
                models.When(verified_on__isnull=True, then=state["unverified"]),
                models.When(is_changed, then=state["changed"]),
                models.When(self._due(day or timezone.localdate()), then=state["due"]),
                default=state["verified"],
                output_field=models.CharField(),
            )
        )

    def in_trust_state(self, *states: str, day: date | None = None) -> "TrustedQuerySet":
        """Return the entries that are in one of `states` on `day`, which is today without one."""
        return self.with_trust(day).filter(trust_state__in=states)

    def _due(self, day: date) -> Q:
        usual = Q(review_months__isnull=True) | Q(review_months=0)
        return (usual & Q(verified_on__lte=last_day_due(day, self.model.REVIEW_MONTHS))) | (
            ~usual & _is_reached("verified_on", "review_months", day)
        )


@cache  # every question about entries begins with it
def _source_state() -> Mapping[str, models.Subquery]:
    link = Link.objects.filter(url=models.OuterRef("source_url"))
    broken = link.filter(state=Link.State.BROKEN)
    return {
        "source_unreachable_since": models.Subquery(broken.values("first_failure_at")),
        "source_changed_at": models.Subquery(link.values("changed_at")),
    }


def _is_reached(path: str, months: str, day: date) -> Q:
    """Return the condition that the date at `path` lies as many months before `day` as the field
    `months` says."""
    month = ExtractYear(path) * 12 + ExtractMonth(path) + F(months)
    this = day.year * 12 + day.month
    earlier = Q(models.lookups.LessThan(month, this))
    if day.day == monthrange(day.year, day.month)[1]:
        return earlier | Q(models.lookups.Exact(month, this))
    in_month = Q(models.lookups.LessThanOrEqual(ExtractDay(path), day.day))
    return earlier | (Q(models.lookups.Exact(month, this)) & in_month)
