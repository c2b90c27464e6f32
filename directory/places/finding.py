"""Finding a place by what somebody types: its name in any of its languages, its letters, a slip, a
town."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import fold
from directory.listings.listing import Listing
from directory.models import Institution, Place
from directory.search.queries import Query

EVERY_PLACE = 100


@dataclass(frozen=True)
class FoundPlaces:
    """The places that may be meant, and the one that is, if that is sure; those `of_town` have a
    school in a town of the name that was typed, which is the name of no place."""

    listing: Listing
    place: Place | None
    of_town: Sequence[Place] = ()

    @property
    def query(self) -> Query:
        return self.listing.query


def find_places(
    params: Mapping[str, str], path: str, stamps: Mapping[str, int] | None = None
) -> FoundPlaces:
    """Return the places that answer to `params` as those of a list do; nothing typed is every
    one."""
    listing = Listing(
        DIRECTORIES["places"], params, path=path, per_page=EVERY_PLACE, relax=True, stamps=stamps
    )
    if not listing.query.q:
        return FoundPlaces(listing, None)
    meant = _meant(listing)
    is_by_name = meant is not None or (listing.total and not listing.corrected)
    return FoundPlaces(listing, meant, () if is_by_name else _of_town(listing.query.q))


def _meant(listing: Listing) -> Place | None:
    names = {
        fold(name): place
        for place in listing.records
        for name in (*place.names, place.letters, place.code)
    }
    exact = names.get(fold(listing.query.q))
    as_typed = not (listing.corrected or listing.dropped)
    return exact or (listing.records[0] if listing.total == 1 and as_typed else None)


def _of_town(typed: str) -> list[Place]:
    """Return the places with a school in a town that is called so; readers type where they live."""
    town = fold(typed)
    schools = Institution.objects.published().exclude(city="")
    having = {place for city, place in schools.order_by().values_list("city", "place").distinct()
              if fold(city) == town}  # fmt: skip
    return list(Place.objects.published().filter(pk__in=having).order_by("name", "pk"))
