"""Picks: what of a list is ticked for a comparison, and the way there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict
from django.utils.safestring import SafeString

from directory.catalog.compared import FEWEST, MOST
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.listings.controls import drawn
from directory.listings.listing import Listing
from directory.listings.rows import TICKED, drawn_box
from directory.listings.selection import FROM_LIST, comparison_path

# So many are carried on; the comparison says which of them have no room.
MAX_TICKED = 2 * MOST


@dataclass(frozen=True, slots=True)
class Picks:
    """The entries of the directory `compared` that are ticked, in the order of the address.

    `marker` tells the comparison that the filters sent with them are none of its business.
    """

    compared: Directory
    records: Sequence[models.Model] = ()
    fewest: int = FEWEST
    most: int = MOST
    marker: str = FROM_LIST

    @property
    def ticked(self) -> list[str]:
        return [record.slug for record in self.records]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that carry them on."""
        return [(TICKED, slug) for slug in self.ticked]

    @property
    def path(self) -> str:
        """Where they stand side by side."""
        return comparison_path(self.compared)

    def elsewhere(self, listing: Listing) -> SafeString:
        """Return boxes for what is ticked and has none among the rows of this page."""
        here = listing.picks_shown
        boxes = (
            drawn_box(each.slug, str(each), is_ticked=True, is_alone=True)
            for each in self.records
            if each.slug not in here
        )
        return drawn(f"<li>{box}</li>" for box in boxes)


def picks_of(directory: Directory, params: QueryDict) -> Picks | None:
    """Return what an address has ticked; None where nothing can be compared. What the public does
    not know is left out."""
    if directory.pick is None:
        return None
    compared = DIRECTORIES[directory.pick.compared]
    typed = [slug for slug in dict.fromkeys(params.getlist(TICKED)) if "\x00" not in slug]
    if not typed:
        return Picks(compared)
    found = {each.slug: each for each in compared.records().filter(slug__in=typed[:MAX_TICKED])}
    return Picks(compared, [found[slug] for slug in typed if slug in found])
