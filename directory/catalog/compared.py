"""Entries side by side: rows of what each of them says, drawn from their own facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.catalog.facts import Fact, FactPart
from directory.catalog.sources import SourceLine, source_line
from directory.catalog.values import StrOrPromise
from directory.models import Trusted

# How many entries stand side by side: a table of more is not read, and does not fit on paper.
FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class SideLine:
    """A line below the answer of one side; `is_small` where it tells where the answer is from."""

    parts: tuple[FactPart, ...]
    is_small: bool = False

    @property
    def text(self) -> str:
        return "".join(part.words for part in self.parts)

    @property
    def html(self) -> str:
        kind = ' class="from"' if self.is_small else ""
        return f"<p{kind}>{''.join(part.html() for part in self.parts)}</p>"


@dataclass(frozen=True)
class Side:
    """What one entry says in a row: its parts, or nothing where that is not recorded.

    `answer` is the value that the style sheets colour. `lines` say more; those that are not small
    count when two sides are compared. It is kept with its entry, and so is what is said and drawn
    of it.
    """

    parts: tuple[FactPart, ...] = ()
    answer: str = ""
    lines: tuple[SideLine, ...] = ()

    @property
    def is_recorded(self) -> bool:
        return bool(self.parts)

    @cached_property
    def short(self) -> str:
        """The parts in words; "" where they are not recorded."""
        return ", ".join(part.words for part in self.parts)

    @cached_property
    def said(self) -> tuple[str, ...]:
        """All that is compared."""
        return (self.short, *(line.text for line in self.lines if not line.is_small))

    @property
    def text(self) -> str:
        """All of it as one text; "" where nothing is recorded."""
        lines = (line.text for line in self.lines)
        return " ".join([f"{self.short.rstrip('.')}.", *lines]) if self.lines else self.short

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """The addresses outside that it leads to, once each, in their order."""
        parts = (*self.parts, *(part for line in self.lines for part in line.parts))
        return tuple(dict.fromkeys(part.url for part in parts if part.is_outside and part.url))

    @cached_property
    def html(self) -> SafeString:
        """The answer and its lines as paragraphs."""
        return SafeString("".join([f"<p>{self._answer}</p>", *(line.html for line in self.lines)]))

    @property
    def _answer(self) -> str:
        if not self.is_recorded:
            return f'<span class="unknown">{escape(_("Not recorded"))}</span>'
        if self.answer:
            return f'<span class="answer" data-is="{self.answer}">{escape(self.short)}</span>'
        return ", ".join(part.html_with_note() for part in self.parts)


Kind = Literal["head", "fact", "origin"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one entry says under a label.

    A "head" stands below the name of the entry, an "origin" tells how far to trust it; only facts
    are counted among what differs. Of an entry without such a cell it is not recorded where
    `is_for_all`; else it does not apply to that.
    """

    label: str
    side: Side
    kind: Kind = "fact"
    is_for_all: bool = True


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One question and what each entry says to it, in the order of the entries."""

    label: str
    sides: tuple[Side, ...]
    kind: Kind = "fact"


@dataclass(frozen=True)
class Compared:
    """How the entries of a directory stand side by side.

    `parameter` names one of them in an address, `button` stands below a list of them, `column` is
    the shortest name that tells it from others in most cases, and `cells` says what each of some
    entries says, with the same few queries for any number. `reads` names the directories it asks.
    """

    parameter: str
    title: StrOrPromise
    lede: StrOrPromise
    button: StrOrPromise
    column: Callable[[models.Model], str]
    cells: Callable[[Sequence[models.Model]], Iterable[list[Cell]]]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """What ticking an entry of a list chooses: an entry of the directory `compared`, which may be
    the entry itself or what it is about."""

    compared: str
    of: Callable[[models.Model], models.Model]


def rows_of(columns: Sequence[Sequence[Cell]]) -> list[ComparedRow]:
    """Return a row for each label that any of the columns has, in their order."""
    by_label = [{cell.label: cell for cell in cells} for cells in columns]
    return [
        _row(label, [cells.get(label) for cells in by_label])
        for label in _in_order([*each] for each in by_label)
    ]


def _row(label: str, cells: list[Cell | None]) -> ComparedRow:
    first = next(filter(None, cells))
    is_for_all = any(cell.is_for_all for cell in cells if cell)
    absent = Side() if is_for_all else Side((FactPart(_("Does not apply")),))
    return ComparedRow(label, tuple(cell.side if cell else absent for cell in cells), first.kind)


def cells_of_facts(facts: Iterable[Fact]) -> list[Cell]:
    """Return a cell for each label of an entry's facts; what it says twice stands in one.

    A fact that an entry cannot have does not apply to it; one with sources of its own any may have.
    """
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.label, []).append(fact)
    return [
        Cell(label, _side(said), is_for_all=any(fact.sources for fact in said))
        for label, said in found.items()
    ]


def source_line_of(line: SourceLine) -> SideLine:
    """Return where something was read and when: "Source: olc.org, no date of its own."."""
    days = f", {line.days}." if line.days else "."
    parts = (
        FactPart(_("Source: ")),
        FactPart(line.text, line.url, bool(line.url)),
        FactPart(days),
    )
    return SideLine(parts, is_small=True)


def _side(facts: Sequence[Fact]) -> Side:
    parts = tuple(part for fact in facts for part in fact.parts)
    after = [SideLine((FactPart(fact.after),)) for fact in facts if fact.after]
    sources = [source_line_of(line) for fact in facts for line in fact.sources]
    answer = next((fact.answer for fact in facts if fact.answer), "")
    return Side(parts, answer, (*after, *sources))


def _in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return all labels once; one that only some lists have stands behind what it follows there."""
    merged: list[str] = []
    for labels in lists:
        at = 0
        for label in labels:
            if label in merged:
                at = merged.index(label) + 1
            else:
                merged.insert(at, label)
                at += 1
    return merged


def origin_cells(record: Trusted) -> list[Cell]:
    """Return how far an entry can be trusted, and where it was read and when."""
    line = source_line(record)
    days = (FactPart(line.days),) if line.days else ()
    source = (FactPart(line.text, line.url, bool(line.url)), *days)
    return [
        Cell(_("State of the facts"), Side((FactPart(str(record.trust)),)), "origin"),
        Cell(_("Source"), Side(source), "origin"),
    ]
