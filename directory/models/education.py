from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from directory.models.entries import Answer, Entry
from directory.models.sourced import SourcedRow
from directory.models.trust import TrustedQuerySet


class Institution(Entry):
    """A college, university or agency that teaches."""

    class Control(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    place = models.ForeignKey(
        "directory.Place",
        verbose_name=_("state or province"),
        on_delete=models.PROTECT,
        related_name="institutions",
        help_text=_("Where it stands. Its online programs reach readers anywhere."),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    control = models.CharField(_("control"), max_length=7, choices=Control.choices, blank=True)
    ipeds_unitid = models.CharField(
        _("IPEDS number"),
        max_length=6,
        blank=True,
        help_text=_("The number of a US institution in the federal IPEDS survey."),
    )

    directory_slug = "institutions"

    class Meta(Entry.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    @property
    def published_programs(self) -> models.QuerySet:
        """The programs of this institution that the public may see."""
        return self.programs.published()


class ProgramManager(models.Manager.from_queryset(TrustedQuerySet)):
    """Reads a program with its school, without which its name says too little."""

    def get_queryset(self) -> TrustedQuerySet:
        return super().get_queryset().select_related("institution")


def _number(name: str, help_text: str) -> models.DecimalField:
    return models.DecimalField(
        name,
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=help_text,
    )


class Program(Entry):
    """One course of study of one institution, with the credential that it leads to."""

    class Credential(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate")
        DIPLOMA = "diploma", _("Diploma (Canada)")
        ASSOCIATE = "associate", _("Associate degree")
        BACHELOR = "bachelor", _("Bachelor's degree")
        MASTER = "master", _("Master's degree")
        POST_MASTER = "post-master", _("Post-master's")

    class Level(models.TextChoices):
        UNDERGRADUATE = "undergraduate", _("Undergraduate")
        GRADUATE = "graduate", _("Graduate")

    class Delivery(models.TextChoices):
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Partly online")
        IN_PERSON = "in-person", _("In person")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Open")
        UNKNOWN = "unknown", _("Not known whether it is open")
        ENDED = "ended", _("Ended")

    class Currency(models.TextChoices):
        USD = "USD", _("US dollars")
        CAD = "CAD", _("Canadian dollars")

    institution = models.ForeignKey(
        Institution,
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        related_name="programs",
    )
    credential = models.CharField(_("credential"), max_length=11, choices=Credential.choices)
    level = models.CharField(
        _("level of a certificate"), max_length=13, choices=Level.choices, blank=True
    )
    delivery = models.CharField(
        _("how it is taught"), max_length=9, choices=Delivery.choices, blank=True
    )
    ala_accredited = models.CharField(
        _("accredited by ALA"), max_length=3, choices=Answer.choices, blank=True
    )
    lssc_approved = models.CharField(
        _("recognized by LSSC"),
        max_length=3,
        choices=Answer.choices,
        blank=True,
        help_text=_("Library Support Staff Certification: announced for the most part 2009-2014."),
    )
    status = models.CharField(
        _("status"), max_length=7, choices=Status.choices, default=Status.UNKNOWN
    )

    credits_from = _number(_("credits"), _("The number, or the least of several."))
    credits_to = _number(_("credits at most"), _("Empty when there is one number."))
    credits_unit = models.CharField(
        _("unit of the credits"),
        max_length=60,
        blank=True,
        help_text=_("As the school calls them: credits, units, semester hours."),
    )
    length = models.CharField(
        _("length"),
        max_length=200,
        blank=True,
        help_text=_("In words: two years full time, three years part time."),
    )
    tuition = models.DecimalField(
        _("tuition"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    tuition_currency = models.CharField(
        _("currency of the tuition"), max_length=3, choices=Currency.choices, blank=True
    )
    tuition_year = models.CharField(
        _("year of the tuition"),
        max_length=20,
        blank=True,
        help_text=_("The school year that it holds for: 2020-2021."),
    )
    tuition_note = models.CharField(
        _("tuition in words"),
        max_length=200,
        blank=True,
        help_text=_("What it pays for, and who pays it: a year; the first year, residents."),
    )
    transfer = models.CharField(
        _("transfer"),
        max_length=200,
        blank=True,
        help_text=_("Where its credits are taken, in words."),
    )

    objects = ProgramManager()

    directory_slug = "programs"
    needs = ("institution",)

    class Meta(Entry.Meta):
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    @property
    def located_in(self) -> list[models.Model]:
        """The place of its school."""
        return [self.institution.place]

    def __str__(self) -> str:
        """Return its name and its school: many schools give the same name to what they teach. A new
        one has no school yet."""
        return f"{self.name}, {self.institution.name}" if self.institution_id else self.name

    def clean(self) -> None:
        super().clean()
        least, most = self.credits_from, self.credits_to
        if most is not None and (least is None or most <= least):
            raise ValidationError({"credits_to": _("Give the lower number first.")})
        if self.tuition is not None and not self.tuition_currency:
            raise ValidationError({"tuition_currency": _("Say in which dollars it is.")})

    def slug_source(self) -> str:
        return f"{self.institution.name} {self.name}"


class ProgramFact(SourcedRow):
    """A fact about a program: one in words, or the source of one that has a field of its own."""

    stamp_name = "directory.program"

    class About(models.TextChoices):
        CREDITS = "credits", _("Credits")
        LENGTH = "length", _("Length")
        TUITION = "tuition", _("Tuition")
        TRANSFER = "transfer", _("Transfer")

    COLUMNS = ("about", "label", "value", "period", *SourcedRow.SOURCE_COLUMNS)

    program = ParentalKey(Program, on_delete=models.CASCADE, related_name="facts")
    about = models.CharField(
        _("source of"),
        max_length=8,
        choices=About.choices,
        blank=True,
        help_text=_("When this row says only where the field above was read."),
    )
    label = models.CharField(
        _("what it is"),
        max_length=60,
        blank=True,
        help_text=_("field work, time limit, leads to ..."),
    )
    value = models.CharField(
        _("in words"), max_length=200, blank=True, help_text=_("With its unit: 7 years.")
    )

    class Meta(SourcedRow.Meta):
        verbose_name = _("fact with its source")
        verbose_name_plural = _("facts with their sources")

    def __str__(self) -> str:
        return self.get_about_display() if self.about else f"{self.label}: {self.value}"

    def clean(self) -> None:
        super().clean()
        if self.about and (self.label or self.value):
            raise ValidationError({"value": _("The value stands in the field itself.")})
        if not self.about and not (self.label and self.value):
            raise ValidationError({"label": _("Say what it is, and the fact in words.")})
