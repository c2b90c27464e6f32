"""What is recorded of each place, in numbers: what it asks, and where to study there."""

from collections.abc import Iterable, Mapping

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.models import Place

COUNTED = ("certification", "programs")


def place_counts(
    places: Iterable[Place], stamps: Mapping[str, int] | None = None
) -> Mapping[int, str]:
    """Return for each place, by its number, how much is recorded of it: "3 requirements, 7
    programs". What nothing is recorded of is left out; a place of which nothing is has no words.
    """
    directories = [DIRECTORIES[slug] for slug in COUNTED]
    counts = [(each, Listing(each, stamps=stamps).answer.counts["place"]) for each in directories]
    return {
        place.pk: ", ".join(
            directory.counted(number)
            for directory, by_place in counts
            if (number := by_place.get(place.slug, 0))
        )
        for place in places
    }
