"""All places, by country and kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.models import Place


@dataclass(frozen=True)
class Country:
    """A country with the kinds of its places, and the places of each kind by name."""

    code: str
    name: str
    kinds: list[tuple[str, list[Place]]]

    @property
    def counted(self) -> str:
        """How many places of it are shown, in words."""
        return DIRECTORIES["places"].counted(sum(len(places) for _kind, places in self.kinds))


def by_country(places: Iterable[Place]) -> list[Country]:
    """Return the given places by country and kind, the United States and the states first."""
    headings = {
        Place.Kind.STATE: _("States and the District of Columbia"),
        Place.Kind.DISTRICT: _("States and the District of Columbia"),
        Place.Kind.PROVINCE: _("Provinces"),
        Place.Kind.TERRITORY: _("Territories"),
    }
    countries: dict[str, dict[str, list[Place]]] = {}
    for place in places:
        kinds = countries.setdefault(place.country, {})
        kinds.setdefault(headings[place.kind], []).append(place)
    return [
        Country(code, str(Place.Country(code).label), sorted(countries[code].items()))
        for code in sorted(countries, reverse=True)
    ]
