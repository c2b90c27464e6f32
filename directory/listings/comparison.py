"""Comparison: some entries of a directory side by side. Page, twin, CSV and JSON build this one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.compared import FEWEST, MOST, ComparedRow, Side, rows_of
from directory.catalog.directory import Directory
from directory.catalog.values import in_lower_case
from directory.listings.selection import Selection

SHORT = 24  # letters of an answer that is repeated where it differs
NAMED = 2  # entries that are named where a row differs
LONGEST_TITLE = 60  # letters of the names in a title


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """One of the compared: its short name, its row below that, and the address without it."""

    record: models.Model
    name: str
    head: Side | None
    url_without: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as the table shows it: each cell below the name of its column, and in words how the
    cells differ. Where all say the same there is one cell for all."""

    row: ComparedRow
    cells: list[tuple[str, Side]]
    words: str = ""
    is_alike: bool = False


class Comparison:
    """Entries side by side: what differs first and in words, then what is the same."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.directory: Directory = selection.directory
        self.records: Sequence[models.Model] = selection.records[:MOST]
        self.names = short_names(self.directory, self.records)

    @cached_property
    def rows(self) -> list[ComparedRow]:
        """Every row, in the order of the facts."""
        return rows_of([entry.cells for entry in self.selection.entries[:MOST]])

    @cached_property
    def columns(self) -> list[ComparedColumn]:
        heads = next((row.sides for row in self.rows if row.kind == "head"), None)
        return [
            ComparedColumn(
                record, name, heads[at] if heads else None, self.selection.url_without(record)
            )
            for at, (record, name) in enumerate(zip(self.records, self.names, strict=True))
        ]

    @cached_property
    def facts(self) -> list[ComparedRow]:
        """The rows of facts of which one entry at least says something."""
        return [
            row for row in self.rows
            if row.kind == "fact" and any(side.is_recorded for side in row.sides)
        ]  # fmt: skip

    @cached_property
    def differing(self) -> list[TableRow]:
        """The facts that differ, in words how."""
        told = ((row, difference(row.sides, self.names)) for row in self.facts)
        return [TableRow(row, self._cells(row), words) for row, words in told if words]

    @property
    def alike(self) -> list[TableRow]:
        """The facts that are the same in all."""
        differing = [each.row for each in self.differing]
        return [
            TableRow(row, self._cells(row)[:1], is_alike=True)
            for row in self.facts
            if row not in differing
        ]

    def _cells(self, row: ComparedRow) -> list[tuple[str, Side]]:
        return list(zip(self.names, row.sides, strict=True))

    @property
    def unrecorded(self) -> list[str]:
        """What is not recorded for any of them."""
        return [
            row.label for row in self.rows
            if row.kind == "fact" and not any(side.is_recorded for side in row.sides)
        ]  # fmt: skip

    @property
    def origins(self) -> list[TableRow]:
        """What tells how far each can be trusted."""
        return [TableRow(row, self._cells(row)) for row in self.rows if row.kind == "origin"]

    @property
    def title(self) -> str:
        """ "Ohio, Indiana and Kentucky side by side", or "6 programs side by side"."""
        names = listed(self.names)
        if len(names) > LONGEST_TITLE:
            names = self.directory.counted(len(self.names))
        return _("%(names)s side by side") % {"names": names}

    @property
    def sentence(self) -> str:
        """ "7 of 11 rows differ; those come first and say how."."""
        values = {"differing": len(self.differing), "all": len(self.facts)}
        if not self.differing:
            return _("Nothing that is recorded differs.")
        return (
            ngettext(
                "%(differing)d of %(all)d rows differs; it comes first and says how.",
                "%(differing)d of %(all)d rows differ; those come first and say how.",
                values["differing"],
            )
            % values
        )

    @property
    def addresses(self) -> list[str]:
        """Every address outside that the table leads to, once each: paper spells them out."""
        return sorted({url for row in self.rows for side in row.sides for url in side.outside})


def difference(sides: Sequence[Side], names: Sequence[str]) -> str:
    """Return in words how the sides of a row differ; "" where all say the same, or nothing."""
    known = [side for side in sides if side.is_recorded]
    if not known:
        return ""
    is_alike = len({side.said for side in known}) == 1
    if len(known) < len(sides):
        missing = _missing(sides, names)
        return missing if is_alike else _("Differs; %(rest)s") % {"rest": in_lower_case(missing)}
    if is_alike:
        return ""
    if len({side.short for side in known}) == 1:
        return _("The same answer, but not in everything")
    return _odd_one(sides, names) or _("Differs")


def _missing(sides: Sequence[Side], names: Sequence[str]) -> str:
    """Return of whom a row says something, or of whom it says nothing, whichever are fewer; by
    name as long as they are two at most."""
    known = [name for side, name in zip(sides, names, strict=True) if side.is_recorded]
    missing = [name for side, name in zip(sides, names, strict=True) if not side.is_recorded]
    if len(known) <= min(len(missing), NAMED) and len(sides) > FEWEST:
        return _("Known for %(names)s only") % {"names": listed(known)}
    if len(missing) <= NAMED:
        return _("Not recorded for %(names)s") % {"names": listed(missing)}
    numbers = {"number": len(missing), "all": len(sides)}
    return _("Not recorded for %(number)d of %(all)d") % numbers


def _odd_one(sides: Sequence[Side], names: Sequence[str]) -> str:
    """Return which one differs where all others say the same."""
    said = [side.short for side in sides]
    odd = [at for at, short in enumerate(said) if said.count(short) == 1]
    if len(odd) != 1 or len(sides) < 3 or len(set(said)) != 2:
        return ""
    (at,) = odd
    told = {"name": names[at], "answer": in_lower_case(said[at])}
    if len(said[at]) > SHORT:
        return _("Differs: %(name)s") % told
    return _("Differs: %(name)s, %(answer)s") % told


def short_names(directory: Directory, records: Iterable[models.Model]) -> list[str]:
    """Return a name for each entry that tells it from the others, as short as that may be."""
    records = list(records)
    names = [directory.compared.column(record) for record in records]
    for longer in (lambda record: record.local_name, str):
        names = [
            longer(record) if names.count(name) > 1 else name
            for record, name in zip(records, names, strict=True)
        ]
    return names


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the last after "and"."""
    *first, last = names
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}
