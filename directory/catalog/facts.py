"""What is recorded of an entry, fact by fact: its page draws this, and its Markdown is the page.

A fact without parts is not recorded, which is never "no".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from django.db import models
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.catalog import quantities
from directory.catalog.sources import SourceLine, source_line
from directory.catalog.text import by_name
from directory.catalog.values import in_lower_case
from directory.models import (
    Place,
    Record,
    SourcedRow,
)


@dataclass(frozen=True, slots=True)
class FactPart:
    """Some words of a fact, and where they lead: to a page of this site, or outside."""

    text: str
    url: str = ""
    is_outside: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """The text and its note."""
        return f"{self.text} ({self.note})" if self.note else self.text

    def html(self, *, in_frame: bool = False) -> SafeString:
        """Return the text, linked when it leads somewhere; from a frame it leads out of that."""
        text = escape(self.text)
        if not self.url:
            return text
        outside = ' rel="external"' if self.is_outside else ""
        kind = ' target="_blank" rel="noopener"' if in_frame else outside
        return SafeString(f'<a href="{escape(self.url)}"{kind}>{text}</a>')

    def html_with_note(self, *, in_frame: bool = False) -> SafeString:
        """Return the same with its note in brackets."""
        note = f" ({escape(self.note)})" if self.note else ""
        return SafeString(self.html(in_frame=in_frame) + note)


# The addresses that are broken, each with the day on which it first failed.
Broken = Mapping[str, date]
NONE_BROKEN: Broken = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its label and its parts, side by side or as a list.

    `in_brief` says that it stands beside the name of the entry in a list; `answer` is the value
    that the style sheets colour, `after` a sentence below the parts. `sources` are its own,
    beside that of the entry.
    """

    label: str
    parts: tuple[FactPart, ...]
    shape: Literal["line", "list"] = "line"
    in_brief: bool = False
    answer: str = ""
    after: str = ""
    sources: tuple[SourceLine, ...] = ()

    @property
    def text(self) -> str:
        """The parts in words with their notes, or the words for a missing fact."""
        return ", ".join(part.words for part in self.parts) or _("Not recorded")


# Of an entry in one of these there is nothing to warn of; "unknown" is told as its status alone.
USUAL = frozenset({"", "active", "in-force", "unknown"})


def status_of(record: models.Model) -> str:
    """Return what qualifies all that an entry says: "Perhaps dormant: ask first", "Ended"; else "".

    It goes wherever the claim of the entry goes.
    """
    is_usual = getattr(record, "status", "") in USUAL
    return "" if is_usual else str(record.get_status_display())


@dataclass(frozen=True, slots=True)
class WayOut:
    """The address to which an entry sends readers. `whose` names the field with the record whose
    it is where the entry has none itself, and `note` says so: "the school's site"."""

    url: str
    whose: str = ""
    note: str = ""


def own_address(record: models.Model) -> WayOut | None:
    """Return the entry's own address; None where none is recorded. What Wagtail calls the `url` of
    a page is where it stands here, and no way out."""
    is_recorded = any(field.name == "url" for field in record._meta.fields)
    url = record.url if is_recorded else ""
    return WayOut(url) if url else None


def missing(facts: Iterable[Fact]) -> str:
    """Return the labels of the facts that are not recorded, as words in a row; "" where all are."""
    return ", ".join(in_lower_case(fact.label) for fact in facts if not fact.parts)


def resting_on(facts: Iterable[Fact], own: SourceLine | None) -> bool:
    """Return whether some of the facts that have sources were read where the entry was, on the same
    day: that is said once of all of them."""
    return own is not None and any(own.is_same(each) for fact in facts for each in fact.sources)


def with_notes(facts: Iterable[Fact], broken: Broken) -> list[Fact]:
    """Return the facts, with a note beside each link that is `broken`."""
    if not broken:
        return list(facts)
    return [
        replace(fact, parts=tuple(_noted(part, broken) for part in fact.parts))
        if any(part.url in broken for part in fact.parts)
        else fact
        for fact in facts
    ]


def applicable(facts: Iterable[Fact | None]) -> list[Fact]:
    """Return the facts without those that do not apply to an entry, which stand as None."""
    return [fact for fact in facts if fact is not None]


def broken_note(url: str, broken: Broken) -> str:
    """Return what readers are told of an address that is broken; "" of any other."""
    if (since := broken.get(url)) is None:
        return ""
    return _("This link has not worked since %(day)s") % {"day": date_format(since, "j F Y")}


def _noted(part: FactPart, broken: Broken) -> FactPart:
    note = broken_note(part.url, broken) if part.is_outside else ""
    return replace(part, note=note) if note else part


def said(label: str, text: object, url: str = "", *, in_brief: bool = False) -> Fact:
    """Return a fact in one text, which leads outside when there is an address."""
    parts = (FactPart(str(text), url, is_outside=bool(url)),) if text not in (None, "") else ()
    return Fact(label, parts, in_brief=in_brief)


def sourced(label: str, text: str, rows: Iterable[SourcedRow], *, period: str = "") -> Fact:
    """Return a fact in one text with the sources of its own that these rows say, and with the
    period for which it holds."""
    fact, lines = (
        said(label, capfirst(text)),
        tuple(dict.fromkeys(source_line(row) for row in rows)),
    )
    parts = tuple(replace(part, note=quantities.period(period)) for part in fact.parts)
    return replace(fact, parts=parts, sources=lines) if parts else fact


def named(label: str, record: Record, *, in_brief: bool = False) -> Fact:
    """Return another entry by its name; it is linked when the public may see it."""
    return Fact(label, (_link(record),), in_brief=in_brief)


def places_fact(label: str, places: Iterable[Place], otherwise: str) -> Fact:
    """Return a fact of places by name, or of what it means that there are none."""
    return Fact(
        label,
        tuple(_link(place) for place in by_name(places)) or (FactPart(otherwise),),
        in_brief=True,
    )


def _link(record: Record) -> FactPart:
    text = record.local_name if isinstance(record, Place) else record.name
    return FactPart(text, record.get_absolute_url() if record.is_published else "")
