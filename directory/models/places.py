from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models.records import Record


class Place(Record):
    """A US state, district or territory, or a Canadian province or territory (ISO 3166-2)."""

    class Country(models.TextChoices):
        US = "US", _("United States")
        CA = "CA", _("Canada")

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        DISTRICT = "district", _("District")
        TERRITORY = "territory", _("Territory")
        PROVINCE = "province", _("Province")

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        help_text=_("ISO 3166-2: US-CA is California, CA-ON is Ontario."),
    )
    # Of a draft too: no two places may be without one.
    code.required_on_save = True
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    region = models.CharField(_("region"), max_length=30)
    division = models.CharField(_("division"), max_length=30, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=60)
    name_fr = models.CharField(_("name in French"), max_length=60)

    directory_slug = "places"

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "pk"]

    def slug_source(self) -> str:
        return slugify(self.name)

    @property
    def names(self) -> tuple[str, str, str]:
        """The names in English, Spanish and French, some of which may be the same."""
        return self.name, self.name_es, self.name_fr

    def is_near(self, other: "Place") -> bool:
        """Return whether both are in the same division of their country."""
        return (self.country, self.region, self.division) == (
            other.country, other.region, other.division,
        )  # fmt: skip

    @property
    def letters(self) -> str:
        """Those of postal addresses: "OH"."""
        return self.code.partition("-")[2]

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return {"es": self.name_es, "fr": self.name_fr}.get((get_language() or "")[:2], self.name)
