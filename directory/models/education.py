from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.entries import Answer, Entry
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

    def slug_source(self) -> str:
        return f"{self.institution.name} {self.name}"
