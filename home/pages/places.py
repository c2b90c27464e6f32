"""Everything about one place, each part a list that its directory gives for the same question."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory, PlacePart
from directory.listings.listing import Listing
from directory.models import Audience, CertificationRequirement, Place
from directory.models.addresses import directory_path

SHOWN = 8
ALL_OF_THEM = 500


@dataclass(frozen=True)
class Part:
    """A part of the page of a place: some of a filtered directory, and the way to all of it."""

    anchor: str
    short: str
    title: str
    listing: Listing
    absent: str
    note: str = ""

    @property
    def is_cut(self) -> bool:
        return self.listing.total > self.listing.per_page


def parts(place: Place) -> list[Part]:
    """Return what is recorded for a place, in the order of a reader's questions."""
    declared = [
        (part, directory) for directory in DIRECTORIES.values() for part in directory.place_parts
    ]
    return [
        _part(place, part, directory)
        for part, directory in sorted(declared, key=lambda each: each[0].order)
    ]


def _part(place: Place, part: PlacePart, directory: Directory) -> Part:
    name = {"place": place.local_name}
    asked = QueryDict(part.asked, mutable=True)
    if part.is_of_place:
        asked["place"] = place.slug
    return Part(
        part.anchor, str(part.short), part.title % name, listing(directory.slug, asked),
        part.absent % name, str(part.note),
    )  # fmt: skip


def listing(slug: str, params: QueryDict | dict[str, str], *, shown: int = SHOWN) -> Listing:
    """Return the list that the page of the directory shows for `params`, cut to `shown` entries."""
    return Listing(DIRECTORIES[slug], params, path=directory_path(slug), per_page=shown)


@dataclass(frozen=True)
class Asked:
    """What a place asks, row by row, and of whom nothing is recorded."""

    listing: Listing
    requirements: list[CertificationRequirement]
    unrecorded: list[Audience]


def asked(place: Place) -> Asked:
    """Return the certification requirements of a place, and the audiences that have none."""
    found = listing("certification", {"place": place.slug}, shown=ALL_OF_THEM)
    covered = {audience.pk for each in found.records for audience in each.audiences.all()}
    unrecorded = [audience for audience in Audience.objects.all() if audience.pk not in covered]
    return Asked(found, found.records, unrecorded)


def neighbors(place: Place) -> list[Place]:
    """Return the other places of the same division of the country: near, but not all bordering."""
    near = Place.objects.published().filter(region=place.region, division=place.division)
    return list(near.exclude(pk=place.pk))


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
