from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable

from directory.models.entries import Entry
from directory.models.stamps import Stamped


class CertificationRequirement(Entry):
    """What one jurisdiction asks of one audience, with its source."""

    class Requirement(models.TextChoices):
        MANDATORY = "mandatory", _("Required")
        VOLUNTARY = "voluntary", _("Voluntary")
        NONE = "none", _("No certificate found")
        UNKNOWN = "unknown", _("Not known")

    class Basis(models.TextChoices):
        LAW = "law", _("Law or regulation")
        STATE_AID = "state-aid", _("Condition of state aid")
        RETIREMENT = "retirement", _("Entry to a retirement system")
        LOCAL_ADOPTION = "local-adoption", _("Where the local library adopts it")
        ASSOCIATION = "association", _("A program of an association")

    class Renewal(models.TextChoices):
        EXPIRES = "expires", _("Expires and is renewed")
        DOES_NOT_EXPIRE = "does-not-expire", _("Does not expire")

    class LevelsRun(models.TextChoices):
        LOWEST_FIRST = "lowest-first", _("From the lowest to the highest")
        HIGHEST_FIRST = "highest-first", _("From the highest to the lowest")

    class Status(models.TextChoices):
        IN_FORCE = "in-force", _("In force")
        DORMANT = "dormant", _("Perhaps dormant: ask first")
        ENDED = "ended", _("Ended")

    jurisdiction = models.ForeignKey(
        "directory.Place",
        verbose_name=_("state or province"),
        on_delete=models.PROTECT,
        related_name="certification_requirements",
    )
    requirement = models.CharField(
        _("requirement"),
        max_length=9,
        choices=Requirement.choices,
        help_text=_("“No certificate found” says that somebody looked; there may still be duties."),
    )
    applies_to = models.CharField(
        _("applies to"), max_length=200, help_text=_("In the words of the rule.")
    )
    # Of a draft too: the address is made from it, and no two of a place are alike.
    applies_to.required_on_save = True
    audiences = ParentalManyToManyField(
        "directory.Audience",
        verbose_name=_("audiences"),
        blank=True,
        related_name="certification_requirements",
    )
    basis = models.CharField(_("basis"), max_length=14, choices=Basis.choices, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, blank=True)
    levels_run = models.CharField(
        _("levels run"), max_length=13, choices=LevelsRun.choices, blank=True
    )
    renewal = models.CharField(_("renewal"), max_length=15, choices=Renewal.choices, blank=True)
    renewal_years = models.PositiveSmallIntegerField(
        _("period in years"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(50)],
        help_text=_("Years until renewal, or over which the hours are counted."),
    )
    ce_hours = models.PositiveSmallIntegerField(
        _("continuing education hours"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1000)],
        help_text=_("In each period, in the unit below."),
    )
    ce_unit = models.CharField(
        _("unit of the hours"),
        max_length=60,
        blank=True,
        help_text=_("As the rule calls them: contact hours, credits, library education units."),
    )
    fee_usd = models.DecimalField(
        _("fee in US dollars"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    fee_note = models.CharField(
        _("fee in words"),
        max_length=200,
        blank=True,
        help_text=_("First issue, renewal, members and others often differ."),
    )
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    authority_url = models.URLField(_("authority's web address"), max_length=500, blank=True)
    statute_citation = models.CharField(_("statute or rule"), max_length=200, blank=True)
    statute_url = models.URLField(_("statute's web address"), max_length=500, blank=True)

    directory_slug = "certification"

    class Meta:
        verbose_name = _("certification requirement")
        verbose_name_plural = _("certification requirements")
        ordering = ["jurisdiction__name", "pk"]
        default_permissions = Entry.Meta.default_permissions
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "applies_to"],
                name="one_requirement_for_each_audience_of_a_place",
                violation_error_message=_("This place already has an entry for these people."),
            ),
        ]

    def slug_source(self) -> str:
        return f"{self.jurisdiction.name} {self.applies_to}"

    def check_publishable(self) -> None:
        super().check_publishable()
        if not self.has_source:
            raise ValidationError(
                {"source_url": _("A requirement is not published without its source.")}
            )

    @property
    def has_hours(self) -> bool:
        """Whether a number of continuing education hours is recorded."""
        return self.ce_hours is not None

    @property
    def located_in(self) -> list[models.Model]:
        """The place that sets the rule."""
        return [self.jurisdiction]


class CertificationLevel(Stamped, Orderable):
    """A level of a certificate; the order is stored, since numbers run both ways."""

    stamp_name = "directory.certificationrequirement"

    requirement = ParentalKey(
        CertificationRequirement, on_delete=models.CASCADE, related_name="levels"
    )
    name = models.CharField(_("level"), max_length=100)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("level")
        verbose_name_plural = _("levels")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if ";" in self.name:
            raise ValidationError(
                {"name": _("In files a semicolon parts two levels: write a comma or a dash.")}
            )
