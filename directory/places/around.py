"""What is around a place: its neighbors, the lists that its page asks, and the entries it reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.place_parts import Reach
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED, Place
from directory.models.addresses import directory_path


class FetchedEntries:
    """Entries of several directories, each directory read at once."""

    def __init__(self) -> None:
        self._wanted: dict[str, tuple[Listing, set[int]]] = {}
        self._found: dict[str, Mapping[int, models.Model]] = {}

    def want(self, listing: Listing, pks: Iterable[int]) -> None:
        """Have these entries of the directory of `listing` read with all others."""
        self._wanted.setdefault(listing.directory.slug, (listing, set()))[1].update(pks)

    def read(self) -> None:
        """Read all that was wanted: a query for each directory, and its prefetches."""
        for slug, (listing, pks) in self._wanted.items():
            self._found[slug] = {each.pk: each for each in listing.fetch(sorted(pks))}

    def records(self, listing: Listing, pks: Iterable[int]) -> list[models.Model]:
        """Return those of the entries that are public, in this order."""
        found = self._found.get(listing.directory.slug, {})
        return [found[pk] for pk in pks if pk in found]


@dataclass
class Around:
    """A place with what is near it, and the words for all of that."""

    place: Place
    neighbors: Sequence[Place]
    stamps: Mapping[str, int]
    # Lists that were asked for before: what reaches a whole country is the same for its places.
    lists: dict[tuple[str, str, int], Listing]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {
            "place": self.place.local_name,
            "region": self.place.division or self.place.region,
            "country": str(COUNTRIES[self.place.country]),
        }

    def worded(self, words: object) -> str:
        """Return these words with the names in them; %(counted)s stays for later."""
        return str(words) % {**self.names, "counted": "%(counted)s"} if words else ""

    def listing(self, directory: Directory, asked: QueryDict, *, per_page: int) -> Listing:
        """Return the list that the page of the directory shows for what is asked."""
        key = (directory.slug, asked.urlencode(), per_page)
        if (listing := self.lists.get(key)) is None:
            listing = self.lists[key] = Listing(
                directory, asked, path=directory_path(directory.slug), per_page=per_page,
                stamps=self.stamps,
            )  # fmt: skip
        return listing

    def asked(self, directory: Directory, reach: Reach, query: str) -> QueryDict | None:
        """Return what is asked of a directory within a reach; None where nothing lies there."""
        asked = QueryDict(query, mutable=True)
        if reach == Reach.PLACE:
            asked["place"] = self.place.slug
        elif reach == Reach.REGION:
            if not self.neighbors:
                return None
            asked.setlist("place", [each.slug for each in self.neighbors])
        elif reach == Reach.COUNTRY and "country" in directory.bound:
            untied = [NOT_RECORDED] if directory.bound["country"].facet.blank else []
            asked.setlist("country", [self.place.country, *untied])
        return asked
