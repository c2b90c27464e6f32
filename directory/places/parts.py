"""The parts of the page of a place beside its rules: a few entries of each, nearest first."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from directory.catalog.directories import DIRECTORIES, summary_of
from directory.catalog.directory import Directory
from directory.catalog.place_parts import PlaceGroup, PlacePart
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED, Place
from directory.places.around import Around, FetchedEntries
from directory.places.choices import NEAR, ONLINE, Choices

MOST = 8  # rows of a page beside its rules
# How many entries are read for each row that may be shown: some stand in one row.
READ_FOR_ONE = 4


@dataclass(frozen=True)
class PlaceRow:
    """One row: an entry, and those that are alike, which stand in the same row."""

    record: models.Model
    others: tuple[models.Model, ...] = ()

    told: Callable[[models.Model], str] | None = None

    @property
    def key(self) -> tuple[str, tuple[int, ...]]:
        """What tells it from other rows, on the page of any place."""
        return self.record.directory_slug, tuple(record.pk for record in self.records)

    @property
    def words(self) -> str:
        """What is said of the entry."""
        return (self.told or summary_of)(self.record)

    @property
    def records(self) -> tuple[models.Model, ...]:
        return (self.record, *self.others)


@dataclass(frozen=True, slots=True)
class Onward:
    """A link to a list, and what it says."""

    text: str
    url: str


@dataclass
class PlaceRows:
    """Entries of one reach, and the list that they are of."""

    declared: PlaceGroup
    title: str
    listing: Listing
    onward: str
    pks: Sequence[int] = ()
    candidates: list[PlaceRow] = field(default_factory=list)
    rows: list[PlaceRow] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The level of the headings of its entries: below its own, where it has one."""
        return 4 if self.title else 3

    @property
    def unknown(self) -> Onward | None:
        """How many entries do not say what the group asks for, with the way to them."""
        if self.declared.unknown is None:
            return None
        name, words = self.declared.unknown
        number = self.listing.answer.counts[name].get(NOT_RECORDED, 0)
        if not number:
            return None
        query = self.listing.query
        for value in query.choices.get(name, ()):
            query = query.without(name, value)
        url = self.listing.url(query.with_choice(name, NOT_RECORDED))
        return Onward(words % {"number": number}, url)


@dataclass
class SheetPart:
    """A part as it stands on a page: its rows by group, what is missing, and where it goes on."""

    declared: PlacePart
    directory: Directory
    title: str
    absent: str
    groups: list[PlaceRows]
    missing: list[str]

    @property
    def anchor(self) -> str:
        return self.declared.anchor

    @property
    def short(self) -> str:
        return str(self.declared.short)

    @property
    def is_dated(self) -> bool:
        return self.declared.is_dated

    @property
    def has_section(self) -> bool:
        """Whether it is more than a link: without news of late nothing is said of news."""
        return bool(self.declared.most and (self.rows or not self.declared.is_dated))

    @property
    def rows(self) -> list[PlaceRow]:
        """All its rows, in order."""
        return [row for group in self.groups for row in group.rows]

    @cached_property
    def onward(self) -> list[Onward]:
        """The lists that it shows some of, each with how much it holds."""
        found = (
            Onward(group.onward % {"counted": group.listing.counted}, group.listing.url())
            for group in self.groups
            if group.onward and group.listing.total
        )
        return list({each.url: each for each in found}.values())

    @cached_property
    def unknown(self) -> list[Onward]:
        """What is said of entries that do not record what the groups ask for."""
        return [found for group in self.groups if (found := group.unknown)]


def parts_of(around: Around, choices: Choices, fetched: FetchedEntries) -> Iterator[SheetPart]:
    """Yield the parts of the page of a place; their rows come with fill(), once all is read."""
    declared = [
        (part, directory) for directory in DIRECTORIES.values() for part in directory.place_parts
    ]
    for part, directory in sorted(declared, key=lambda each: each[0].order):
        yield _part(around, part, directory, choices, fetched)


def _part(
    around: Around, part: PlacePart, directory: Directory, choices: Choices, fetched: FetchedEntries
) -> SheetPart:
    groups, missing = [], []
    for declared in part.groups:
        if declared.audience not in ("", choices.audience):
            continue
        reach, query = declared.reach, declared.asked
        if part.is_study:
            if choices.how == NEAR and not reach.is_near:
                continue
            query = _narrowed(query, choices)
        asked = around.asked(directory, reach, query)
        if asked is None:
            continue
        per_page = declared.most * READ_FOR_ONE or 1
        listing = around.listing(directory, asked, per_page=per_page)
        group = PlaceRows(declared, around.worded(declared.title), listing,
                      around.worded(declared.onward))  # fmt: skip
        if declared.most and part.most:
            group.pks = _best_first(around, directory, declared, listing)
            fetched.want(listing, group.pks)
        if declared.absent and not listing.total:
            missing.append(around.worded(declared.absent))
        groups.append(group)
    title, absent = around.worded(part.title), around.worded(part.absent)
    return SheetPart(part, directory, title, absent, groups, missing)


def _narrowed(query: str, choices: Choices) -> str:
    asked = QueryDict(query, mutable=True)
    if choices.credential:
        asked["credential"] = choices.credential
    if choices.how == ONLINE:
        asked["delivery"] = "online"
    return asked.urlencode()


def _best_first(
    around: Around, directory: Directory, declared: PlaceGroup, listing: Listing
) -> list[int]:
    """Return the first entries of a group, before all those that answer its further question."""
    pks = listing.answer.pks
    if not declared.first:
        return pks
    asked = around.asked(directory, declared.reach, f"{declared.asked}&{declared.first}")
    best = around.listing(directory, asked, per_page=listing.per_page).answer.pks
    return list(dict.fromkeys([*best, *pks]))


def fill(parts: Sequence[SheetPart], fetched: FetchedEntries, place: Place) -> None:
    """Give each part of the page of a place its rows: turn by turn one more for each, as long as
    there are MOST at most."""
    for part in parts:
        _find_candidates(part, fetched)
    left, waiting = MOST, list(parts)
    while left and waiting:
        for part in list(waiting):
            if not left or len(part.rows) >= part.declared.most or not _one_more(part):
                waiting.remove(part)
            elif not part.declared.is_figure:
                left -= 1
    for part in parts:
        if part.declared.most and not part.rows and not part.missing:
            part.missing.append(part.absent)
        if doubt := part.declared.doubt:
            shown = [record for row in part.rows for record in row.records]
            part.missing += filter(None, [doubt(place, shown)])


def _find_candidates(part: SheetPart, fetched: FetchedEntries) -> None:
    """Put what was read into rows; no entry stands in two of them."""
    seen: set[int] = set()
    for group in part.groups:
        rows: dict[object, list[models.Model]] = defaultdict(list)
        for record in fetched.records(group.listing, group.pks):
            if record.pk in seen or (part.declared.fits and not part.declared.fits(record)):
                continue
            seen.add(record.pk)
            key = part.declared.alike(record) if part.declared.alike else None
            rows[record.pk if key is None else key].append(record)
        group.candidates = [
            PlaceRow(first, tuple(others), part.declared.told) for first, *others in rows.values()
        ]
        if rank := part.declared.rank:
            group.candidates.sort(key=lambda row: rank(row.record))


def _one_more(part: SheetPart) -> bool:
    """Show one more row of a part: of the nearest group that has not had its share yet, or else of
    the nearest that has any left."""
    having = [group for group in part.groups if len(group.rows) < len(group.candidates)]
    short = [group for group in having if len(group.rows) < group.declared.most]
    # First one of each group, so that what is far is not crowded out by what is near.
    empty = [group for group in short if not group.rows]
    for group in (empty or short or having)[:1]:
        group.rows.append(group.candidates[len(group.rows)])
        return True
    return False
