"""How far a fact can be trusted: computed in one place, shown to readers in words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory.models.links import Link
from directory.models.trust_states import TrustedQuerySet, TrustState, months_after

LONGEST_REVIEW = 120  # months


@dataclass(frozen=True, slots=True)
class Trust:
    """The trust state of one entry on one day."""

    state: TrustState
    verified_on: date | None = None
    due_on: date | None = None
    verified_by: str = ""
    # Since when the source is unreachable or changed.
    since: date | None = None
    gathered_on: date | None = None

    def __str__(self) -> str:
        match self.state:
            case TrustState.UNVERIFIED if self.gathered_on:
                return _t("Gathered %(date)s, not yet verified by an editor") % {
                    "date": date_format(self.gathered_on, "j F Y"),
                }
            case TrustState.UNREACHABLE if self.verified_on is None and self.gathered_on:
                return _t(
                    "Source unreachable since %(since)s; gathered %(date)s, not yet verified by an "
                    "editor"
                ) % {
                    "since": date_format(self.since, "j F Y"),
                    "date": date_format(self.gathered_on, "j F Y"),
                }
            case TrustState.UNREACHABLE if self.verified_on is None:
                return _t("Source unreachable since %(since)s; not yet verified by an editor") % {
                    "since": date_format(self.since, "j F Y"),
                }
            case TrustState.UNREACHABLE:
                return _t("Source unreachable since %(since)s; verified %(date)s") % {
                    "since": date_format(self.since, "j F Y"),
                    "date": date_format(self.verified_on, "j F Y"),
                }
            case TrustState.CHANGED:
                return _t("Source changed %(since)s; verified %(date)s, before that") % {
                    "since": date_format(self.since, "j F Y"),
                    "date": date_format(self.verified_on, "j F Y"),
                }
            case TrustState.VERIFIED if self.verified_by:
                return _t("Verified %(date)s by %(name)s") % {
                    "date": date_format(self.verified_on, "j F Y"),
                    "name": self.verified_by,
                }
            case TrustState.VERIFIED:
                return _t("Verified %(date)s") % {"date": date_format(self.verified_on, "j F Y")}
            case TrustState.DUE:
                return _t("Due for review since %(due)s; verified %(date)s") % {
                    "due": date_format(self.due_on, "j F Y"),
                    "date": date_format(self.verified_on, "j F Y"),
                }
        return str(TrustState.UNVERIFIED.label)


def real_date(text: str) -> None:
    """Raise ValidationError unless `text` is a year, a month or a day that the calendar has."""
    parts = text.split("-")
    try:
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError
        date(*(int(part) for part in parts), *([1] * (3 - len(parts))))
    except ValueError:
        raise ValidationError(
            _("Give a year, a month or a day: 2024, 2024-07 or 2024-07-15.")
        ) from None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the link checker knows against the source of an entry."""

    unreachable_since: datetime | None = None
    changed_at: datetime | None = None


class Trusted(models.Model):
    """Fields from which the trust state follows. Saving an entry never verifies it."""

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    # How long a verification lasts, in months, unless the entry says otherwise.
    REVIEW_MONTHS = 12

    source_url = models.URLField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("The page where this fact was read."),
    )
    source_title = models.CharField(_("title of the source"), max_length=200, blank=True)
    source_note = models.CharField(
        _("note on the source"),
        max_length=200,
        blank=True,
        help_text=_("Says where a fact comes from that has no page to cite."),
    )
    source_date = models.CharField(
        _("date of the source"),
        max_length=10,
        blank=True,
        validators=[real_date],
        help_text=_("The date that the source gives itself: 2024, 2024-07 or 2024-07-15."),
    )
    gathered_on = models.DateField(
        _("gathered on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody read the fact at its source. It verifies nothing."),
    )
    archive_url = models.URLField(
        _("archived copy of the source"),
        max_length=500,
        blank=True,
        help_text=_("A copy at an archive. Readers are sent there while the source is down."),
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=6,
        choices=Confidence.choices,
        blank=True,
        help_text=_("For editors: what to verify first. Readers never see it."),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review_months = models.PositiveSmallIntegerField(
        _("months between reviews"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_REVIEW)],
        help_text=_("Leave empty for the usual interval of this directory."),
    )

    objects = TrustedQuerySet.as_manager()

    class Meta:
        abstract = True

    def with_content_json(self, content) -> "Trusted":
        """Take an old version, as every record does; who verified the entry, and when, is never
        part of one."""
        found = super().with_content_json(content)
        found.verified_on, found.verified_by_id = self.verified_on, self.verified_by_id
        return found

    @property
    def has_source(self) -> bool:
        """Whether it says where its facts come from: a page, or in words what has no page."""
        return bool(self.source_url or self.source_note)

    @property
    def has_readable_source(self) -> bool:
        """Whether it names a page or a document, with which somebody else can compare it."""
        return bool(self.source_url or self.source_title)

    @property
    def source_state(self) -> SourceState:
        """What is known against the source: read with a published entry, else with one query."""
        known = vars(self)
        if "source_changed_at" not in known:
            found = Link.objects.filter(url=self.source_url).first() if self.source_url else None
            is_broken = found is not None and found.state == Link.State.BROKEN
            known["source_unreachable_since"] = found.first_failure_at if is_broken else None
            known["source_changed_at"] = found.changed_at if found else None
        return SourceState(known["source_unreachable_since"], known["source_changed_at"])

    def trust_on(self, day: date) -> Trust:
        """Return the trust state as it stands on `day`.

        A source that is down comes before all else. A source that changed on a later day than the
        verification counts as changed until somebody verifies the entry again.
        """
        source = self.source_state
        if self.verified_on is None and source.unreachable_since is None:
            return Trust(TrustState.UNVERIFIED, gathered_on=self.gathered_on)
        due_on, by = None, ""
        if self.verified_on is not None:
            due_on = months_after(self.verified_on, self.review_months or self.REVIEW_MONTHS)
            by = (self.verified_by.get_full_name() if self.verified_by_id else "") or ""
        if source.unreachable_since is not None:
            since = timezone.localdate(source.unreachable_since)
            return Trust(
                TrustState.UNREACHABLE, self.verified_on, due_on, by, since, self.gathered_on
            )
        if source.changed_at is not None:
            since = timezone.localdate(source.changed_at)
            if since > self.verified_on:
                return Trust(TrustState.CHANGED, self.verified_on, due_on, by, since)
        state = TrustState.DUE if due_on <= day else TrustState.VERIFIED
        return Trust(state, self.verified_on, due_on, by)

    @property
    def trust(self) -> Trust:
        """The trust state today."""
        return self.trust_on(timezone.localdate())
