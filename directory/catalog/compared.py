"""Entries side by side: rows of what each of them says, drawn from their own facts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.facets import StrOrPromise
from directory.catalog.facts import Fact, FactPart
from directory.catalog.sources import SourceLine, source_line
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


@dataclass(frozen=True, slots=True)
class Side:
    """What one entry says in a row: its parts, or nothing where that is not recorded.

    `answer` is the value that the style sheets colour. `lines` say more; those that are not small
    count when two sides are compared.
    """

    parts: tuple[FactPart, ...] = ()
    answer: str = ""
    lines: tuple[SideLine, ...] = ()

    @property
    def is_recorded(self) -> bool:
        return bool(self.parts)

    @property
    def short(self) -> str:
        """The parts in words; "" where they are not recorded."""
        return ", ".join(part.words for part in self.parts)

    @property
    def said(self) -> tuple[str, ...]:
        """All that is compared."""
        return (self.short, *(line.text for line in self.lines if not line.is_small))

    @property
    def text(self) -> str:
        """All of it as one text; "" where nothing is recorded."""
        lines = (line.text for line in self.lines)
        return " ".join([f"{self.short.rstrip('.')}.", *lines]) if self.lines else self.short


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One question and what each entry says to it, in the order of the entries.

    A "head" stands below the name of an entry, an "origin" tells how far to trust it; only facts
    are counted among what differs.
    """

    label: str
    sides: tuple[Side, ...]
    kind: Literal["head", "fact", "origin"] = "fact"


@dataclass(frozen=True)
class Compared:
    """How the entries of a directory stand side by side.

    `parameter` names one of them in an address, `button` stands below a list of them, `column` is
    the shortest name that tells it from others in most cases, and `rows` says what is compared.
    """

    parameter: str
    title: StrOrPromise
    lede: StrOrPromise
    button: StrOrPromise
    column: Callable[[models.Model], str]
    rows: Callable[[Sequence[models.Model]], list[ComparedRow]]


@dataclass(frozen=True, slots=True)
class Pick:
    """What ticking an entry of a list chooses: an entry of the directory `compared`, which may be
    the entry itself or what it is about."""

    compared: str
    of: Callable[[models.Model], models.Model]


def rows_of_facts(facts: Iterable[Sequence[Fact]]) -> list[ComparedRow]:
    """Return a row for each fact of any of the entries, in the order of their pages; what one says
    twice under a label stands in one row.

    A fact that an entry cannot have says there that it does not apply; of one with sources of its
    own, which any may have, nothing is recorded.
    """
    by_label: list[dict[str, list[Fact]]] = []
    for each in facts:
        found: dict[str, list[Fact]] = {}
        for fact in each:
            found.setdefault(fact.label, []).append(fact)
        by_label.append(found)
    return [
        ComparedRow(label, tuple(_sides([each.get(label, []) for each in by_label])))
        for label in _in_order([*each] for each in by_label)
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


def _sides(cells: list[list[Fact]]) -> Iterator[Side]:
    may_be_missing = any(fact.sources for cell in cells for fact in cell)
    for cell in cells:
        if not cell and not may_be_missing:
            yield Side((FactPart(_("Does not apply")),))
            continue
        parts = tuple(part for fact in cell for part in fact.parts)
        after = [SideLine((FactPart(fact.after),)) for fact in cell if fact.after]
        sources = [source_line_of(line) for fact in cell for line in fact.sources]
        answer = next((fact.answer for fact in cell if fact.answer), "")
        yield Side(parts, answer, (*after, *sources))


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


def source_parts(record: Trusted) -> tuple[FactPart, ...]:
    """Return where an entry was read and when, as parts side by side."""
    line = source_line(record)
    days = (FactPart(line.days),) if line.days else ()
    return (FactPart(line.text, line.url, bool(line.url)), *days)
