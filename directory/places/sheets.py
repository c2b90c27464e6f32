"""PlaceSheet: all that the page of a place says, for what was chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode

from directory.catalog.checked import Checked, checked
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import COUNTRIES
from directory.catalog.sources import SourceLine, source_line
from directory.listings.listing import Listing
from directory.listings.unchanged import while_unchanged
from directory.models import Entry, Place, Resource
from directory.places.around import Around, FetchedEntries
from directory.places.choices import Choices
from directory.places.parts import SheetPart, fill, parts_of
from directory.places.rules import Rules, rules_of

# What editors file a library agency under, and what a country asks wherever somebody works in it.
AGENCIES = "state-library"
NATIONAL_RULES = {Place.Country.US: "federal-rules-us", Place.Country.CA: "federal-rules-ca"}
MOST_FILED = 5
MOST_ASKED = 2
KEPT_SHEETS = 150  # of each language, of some 80 KB each


@dataclass(frozen=True)
class Shared:
    """What the sheets of many places have in common: lists that reach a whole country, and rows
    as they were drawn."""

    lists: dict[object, Listing] = field(default_factory=dict)
    rows: dict[object, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceSheet:
    """The answers of one place."""

    place: Place
    choices: Choices
    # The library agency of the place; None where none is recorded.
    agency: Resource | None
    # Who can say more: the agency, or associations where none is recorded.
    who_can_say: Sequence[Entry]
    rules: Rules
    # What the country asks beside the place.
    national: Sequence[Resource]
    parts: Sequence[SheetPart]
    neighbors: Sequence[Place]
    shared: Shared

    @property
    def country_name(self) -> str:
        """The country of the place, in the middle of a sentence."""
        return str(COUNTRIES[self.place.country])

    @property
    def everyone(self) -> str:
        """The query string of the same choices for everybody."""
        return self.choices.with_value("audience", "").query

    @cached_property
    def shown_parts(self) -> list[SheetPart]:
        """The parts that have a section of their own."""
        return [part for part in self.parts if part.has_section]

    @cached_property
    def linked_parts(self) -> list[SheetPart]:
        """The parts that are no more than a link to what they hold."""
        return [part for part in self.parts if not part.has_section and part.onward]

    @property
    def listings(self) -> Iterator[Listing]:
        """The lists that it was read from."""
        yield self.rules.listing
        for part in self.parts:
            yield from (group.listing for group in part.groups)

    @property
    def records(self) -> Iterator[models.Model]:
        """Every entry that is shown."""
        yield from self.rules.records
        yield from self.national
        for part in self.parts:
            for row in part.rows:
                yield from row.records

    @cached_property
    def checked(self) -> Checked | None:
        """What is said once of how well all of it is checked."""
        return checked(self.records)

    @cached_property
    def checked_rules(self) -> Checked | None:
        """The same of the rules alone, for what shows nothing else."""
        return checked([*self.rules.records, *self.national])

    @cached_property
    def national_lines(self) -> list[tuple[Resource, SourceLine]]:
        """What the country asks, each with its source and day."""
        return [(each, source_line(each)) for each in self.national]


def sheet_of(place: Place, choices: Choices, stamps: Mapping[str, int]) -> PlaceSheet:
    """Return the answers of a public place; the number of queries is the same for all places.

    They are kept while nothing changes in any directory, and for a day.
    """
    kept = while_unchanged("sheets", *DIRECTORIES, stamps=stamps)
    shared = kept.setdefault("shared", Shared())
    if choices.faults:
        return _sheet(place, choices, stamps, shared)
    key = (place.pk, choices.query)
    found = kept.get(key)
    if found is None:
        if len(kept) > KEPT_SHEETS:
            kept.clear()
        found = kept[key] = _sheet(place, choices, stamps, shared)
    return found


def _sheet(place: Place, choices: Choices, stamps: Mapping[str, int], shared: Shared) -> PlaceSheet:
    neighbors = neighbors_of(place, stamps)
    around, fetched = Around(place, neighbors, stamps, shared.lists), FetchedEntries()
    agencies = _filed(around, topic=AGENCIES, place=place.slug)
    national = _filed(around, topic=NATIONAL_RULES[place.country])
    for filed in (agencies, national):
        fetched.want(*filed)
    parts = list(parts_of(around, choices, fetched))
    fetched.read()
    fill(parts, fetched, place)
    agency = _agency(fetched.records(*agencies))
    who_can_say = [agency] if agency else _instead_of_agency(parts)
    return PlaceSheet(
        place=place,
        choices=choices,
        agency=agency,
        who_can_say=who_can_say,
        rules=rules_of(place, choices, who_can_say, stamps),
        national=fetched.records(*national),
        parts=parts,
        neighbors=neighbors,
        shared=shared,
    )


def _agency(filed: Sequence[Resource]) -> Resource | None:
    """Return the agency itself of what is filed under agencies, where its courses are too."""
    return next((each for each in filed if each.publisher in ("", each.name)), None)


def _instead_of_agency(parts: Sequence[SheetPart]) -> list[Entry]:
    """Return whom to ask where no library agency is recorded: bodies of the place, or else those of
    its country."""
    groups = [group for part in parts if part.declared.can_say for group in part.groups]
    near = [row.record for group in groups if group.declared.reach.is_near for row in group.rows]
    return (near or [row.record for group in groups for row in group.rows])[:MOST_ASKED]


def neighbors_of(place: Place, stamps: Mapping[str, int]) -> list[Place]:
    """Return the other places of the same division of the country: near, but not all bordering."""
    listing = Listing(DIRECTORIES["places"], stamps=stamps)
    return [
        each for each in listing.fetch(listing.all_pks) if each != place and each.is_near(place)
    ]


def _filed(around: Around, **filed: str) -> tuple[Listing, list[int]]:
    """Return what is filed under a topic, as a list and its first entries; none where editors have
    no such topic."""
    asked = QueryDict(urlencode(filed))
    listing = around.listing(DIRECTORIES["resources"], asked, per_page=MOST_FILED)
    return listing, listing.answer.pks if "topic" in listing.query.choices else []
