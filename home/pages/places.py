"""Everything about one place, each part a list that its directory gives for the same question."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.models import Audience, CertificationRequirement, Place
from directory.models.addresses import directory_path

SHOWN = 8
ALL_OF_THEM = 500
# Not those that no longer exist: nobody can join them.
NATIONAL = "focus=support-staff&scope=national&status=active&status=unknown"


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
    """What is recorded for a place, in the order of a reader's questions."""
    name = {"place": place.local_name}
    here = {"place": place.slug}
    return [
        Part(
            "programs", _("Programs"), _("Programs in %(place)s") % name, listing("programs", here),
            _("No program in %(place)s is recorded. Online programs are open to you.") % name,
        ),
        Part(
            "online", _("Online from anywhere"), _("Online programs, open from anywhere"),
            listing("programs", {"delivery": "online"}),
            _("No online program is recorded."),
            _("Schools may set limits for students of other places: ask before you apply."),
        ),
        Part(
            "associations", _("Associations"), _("Associations in %(place)s") % name,
            listing("associations", here),
            _("No association of %(place)s or its region is recorded.") % name,
        ),
        Part(
            "national", _("National associations"), _("National associations for support staff"),
            listing("associations", QueryDict(NATIONAL)),
            _("No national association for support staff is recorded."),
        ),
        Part(
            "resources", _("Resources"), _("Resources for %(place)s") % name,
            listing("resources", here),
            _("No resource made for %(place)s is recorded.") % name,
        ),
        Part(
            "aid", _("Financial aid"), _("Financial aid in %(place)s") % name,
            listing("resources", {**here, "section": "financial-assistance"}),
            _("No financial aid of %(place)s is recorded. Ask your employer and your state "
              "association first.") % name,
        ),
        Part(
            "aid-anywhere", _("Aid from anywhere"), _("Financial aid open to anybody"),
            listing("resources", {"section": "financial-assistance", "place": "not-recorded"}),
            _("No financial aid is recorded."),
        ),
        Part(
            "announcements", _("Announcements"), _("Announcements for %(place)s") % name,
            listing("announcements", here),
            _("No announcement concerns %(place)s.") % name,
        ),
    ]  # fmt: skip


def listing(slug: str, params: QueryDict | dict[str, str], *, shown: int = SHOWN) -> Listing:
    """The same list that the page of the directory shows for `params`, cut to `shown` entries."""
    return Listing(DIRECTORIES[slug], params, path=directory_path(slug), per_page=shown)


@dataclass(frozen=True)
class Asked:
    """What a place asks, row by row, and of whom nothing is recorded."""

    listing: Listing
    requirements: list[CertificationRequirement]
    unrecorded: list[Audience]


def asked(place: Place) -> Asked:
    """The certification requirements of a place; an audience without one is named, not left out."""
    found = listing("certification", {"place": place.slug}, shown=ALL_OF_THEM)
    covered = {audience.pk for each in found.records for audience in each.audiences.all()}
    unrecorded = [audience for audience in Audience.objects.all() if audience.pk not in covered]
    return Asked(found, found.records, unrecorded)


def neighbors(place: Place) -> list[Place]:
    """The other places of the same division of the country: near, but not all bordering."""
    near = Place.objects.published().filter(region=place.region, division=place.division)
    return list(near.exclude(pk=place.pk))


@dataclass(frozen=True)
class Country:
    """A country with the kinds of its places, and the places of each kind by name."""

    code: str
    name: str
    kinds: list[tuple[str, list[Place]]]


def by_country(places: Iterable[Place]) -> list[Country]:
    """The given places by country and kind, the United States and the states first."""
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
