"""Finding a place by what somebody types: its name in any of its languages, its letters, a slip."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import fold
from directory.listings.listing import Listing
from directory.models import Place
from directory.search.queries import Query

EVERY_PLACE = 100


@dataclass(frozen=True)
class FoundPlaces:
    """The places that may be meant, and the one that is, if that is sure."""

    listing: Listing
    place: Place | None

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
    return FoundPlaces(listing, _meant(listing) if listing.query.q else None)


def _meant(listing: Listing) -> Place | None:
    names = {
        fold(name): place
        for place in listing.records
        for name in (*place.names, place.letters, place.code)
    }
    exact = names.get(fold(listing.query.q))
    as_typed = not (listing.corrected or listing.dropped)
    return exact or (listing.records[0] if listing.total == 1 and as_typed else None)
