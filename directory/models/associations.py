from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from directory.models.entries import Entry
from directory.models.places import Place
from directory.models.records import in_its_time


class Association(Entry):
    """A body that library workers can join, or could."""

    class Scope(models.TextChoices):
        NATIONAL = "national", _("National")
        REGIONAL = "regional", _("Regional")
        STATE = "state", _("State")
        PROVINCIAL = "provincial", _("Provincial")

    class Focus(models.TextChoices):
        SUPPORT_STAFF = "support-staff", _("Support staff")
        GENERAL = "general", _("All library work")
        ACADEMIC = "academic", _("Academic libraries")
        ADVOCACY = "advocacy", _("Advocacy")
        ARCHIVES = "archives", _("Archives")
        ARTS = "arts", _("Art libraries")
        EDUCATION = "education", _("Library education")
        ETHNIC_AFFILIATE = "ethnic-affiliate", _("Ethnic affiliates")
        GOVERNMENT_DOCUMENTS = "government-documents", _("Government documents")
        LAW = "law", _("Law libraries")
        MEDICAL = "medical", _("Medical libraries")
        OUTREACH = "outreach", _("Outreach")
        PUBLIC = "public", _("Public libraries")
        RURAL = "rural", _("Rural libraries")
        SCHOOL = "school", _("School libraries")
        SPECIAL = "special", _("Special libraries")
        STATE_AGENCIES = "state-agencies", _("State library agencies")
        TECHNICAL_SERVICES = "technical-services", _("Technical services")
        THEOLOGICAL = "theological", _("Theological libraries")
        TRAINING = "training", _("Training")
        YOUTH = "youth", _("Youth services")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        UNKNOWN = "unknown", _("Not known whether it is active")
        DEFUNCT = "defunct", _("No longer exists")

    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices)
    places = ParentalManyToManyField(
        "directory.Place",
        verbose_name=_("states and provinces"),
        blank=True,
        related_name="associations",
        help_text=_("Where it is at home; empty for a national body."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=Place.Country.choices,
        blank=True,
        help_text=_("Of a national body: where it is at home; empty where that is not recorded."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sections",
    )
    parent_name = models.CharField(
        _("part of, in words"),
        max_length=200,
        blank=True,
        help_text=_("Only when the larger body has no entry of its own."),
    )
    focus = models.CharField(_("focus"), max_length=20, choices=Focus.choices)
    status = models.CharField(
        _("status"), max_length=7, choices=Status.choices, default=Status.UNKNOWN
    )

    directory_slug = "associations"

    class Meta(Entry.Meta):
        verbose_name = _("association")
        verbose_name_plural = _("associations")

    @property
    def public_parent(self) -> "Association | None":
        """The larger body, when the public may see its entry."""
        return self.parent if self.parent_id and self.parent.is_published else None

    def clean(self) -> None:
        super().clean()
        if self.pk and self in self.above("parent"):
            raise ValidationError({"parent": _("An association is not part of itself.")})


# What the public may not see of the larger body is not searched either.
PUBLIC_PARENT_NAME = models.Case(
    models.When(in_its_time(Now(), "parent__"), then="parent__name"), default=models.Value("")
)
