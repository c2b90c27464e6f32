"""What people who work in libraries are called in official lists, and figures of their work."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from directory.models.entries import Entry
from directory.models.places import Place
from directory.models.sourced import SourcedRow
from directory.models.trust import Trusted


class Occupation(Entry):
    """An occupation of an official list, in one country, state or province."""

    class CodeSystem(models.TextChoices):
        SOC_2018 = "soc-2018", _("SOC 2018")
        NOC_2021 = "noc-2021", _("NOC 2021")
        NOC_2016 = "noc-2016", _("NOC 2016")

    class Staff(models.TextChoices):
        SUPPORT_STAFF = "support-staff", _("Support staff")
        LIBRARIANS = "librarians", _("Librarians")
        FOR_COMPARISON = "for-comparison", _("For comparison: no library staff")

    code = models.CharField(
        _("code"), max_length=40, help_text=_("As the list has it: 25-4031, 52100.")
    )
    code_system = models.CharField(_("code system"), max_length=8, choices=CodeSystem.choices)
    country = models.CharField(_("country"), max_length=2, choices=Place.Country.choices)
    place = models.ForeignKey(
        "directory.Place",
        verbose_name=_("state or province"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occupations",
        help_text=_("Empty when the figures are those of the whole country."),
    )
    staff = models.CharField(
        _("who they are"), max_length=14, choices=Staff.choices, default=Staff.SUPPORT_STAFF
    )

    directory_slug = "occupations"

    class Meta(Entry.Meta):
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")

    @property
    def jurisdiction_name(self) -> str:
        """The place or the country whose figures these are."""
        return self.place.local_name if self.place_id else str(self.get_country_display())

    def __str__(self) -> str:
        """Return its name and where: one list is used in many places. A new one has no country."""
        return f"{self.name}, {self.jurisdiction_name}" if self.country else self.name

    @property
    def located_in(self) -> list[models.Model]:
        """The state or province; none where the figures are those of a country."""
        return [self.place] if self.place_id else []

    def slug_source(self) -> str:
        return f"{self.name} {self.jurisdiction_name}"

    def clean(self) -> None:
        super().clean()
        if self.place_id and self.country and self.place.country != self.country:
            raise ValidationError({"place": _("This place is in the other country.")})


class OccupationFigure(SourcedRow):
    """One figure about an occupation, for a period; readers never see one of low confidence."""

    stamp_name = "directory.occupation"

    class Unit(models.TextChoices):
        USD = "USD", _("US dollars")
        CAD = "CAD", _("Canadian dollars")
        JOBS = "jobs", _("jobs")
        OPENINGS = "openings", _("openings")
        PEOPLE = "people", _("people")
        PERCENT = "percent", _("percent")
        TEXT = "text", _("in words")

    COLUMNS = ("measure", "value", "unit", "period", *SourcedRow.SOURCE_COLUMNS)
    FOR_EDITORS = ("confidence",)
    HIDDEN: ClassVar[Mapping[str, str]] = {"confidence": Trusted.Confidence.LOW}

    occupation = ParentalKey(Occupation, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(
        _("measure"), max_length=80, help_text=_("median pay, hourly; openings a year; outlook ...")
    )
    value = models.CharField(
        _("value"), max_length=200, help_text=_("A number with digits and a point alone, or words.")
    )
    unit = models.CharField(_("unit"), max_length=8, choices=Unit.choices)
    confidence = models.CharField(
        _("confidence"),
        max_length=6,
        choices=Trusted.Confidence.choices,
        blank=True,
        help_text=_("Readers do not see a figure of low confidence."),
    )

    class Meta(SourcedRow.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.measure}: {self.value} {self.unit}", self.period]))

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None of words."""
        return None if self.unit == self.Unit.TEXT else _number(self.value)

    def clean(self) -> None:
        super().clean()
        if self.unit and self.unit != self.Unit.TEXT and _number(self.value) is None:
            raise ValidationError({"value": _("Write a number with digits and a point: 37540.")})


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    is_written = text.isascii() and not set(text) - set("-0123456789.")
    return found if is_written and len(text) <= 15 else None
