"""What is recorded of an entry, fact by fact: its page, its Markdown and its embed draw this once.

A fact without parts is not recorded, which is never "no".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Record,
    Resource,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a fact, and where they lead: to a page of this site, or outside."""

    text: str
    url: str = ""
    is_outside: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """The text and its note."""
        return f"{self.text} ({self.note})" if self.note else self.text


# The addresses that are broken, each with the day on which it first failed.
Broken = Mapping[str, date]
NONE_BROKEN: Broken = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its label and its parts, side by side, as a list, or as numbered steps.

    `in_brief` says that it stands beside the name of the entry in a list; `answer` is the value
    that the style sheets colour, `after` a sentence below the parts.
    """

    label: str
    parts: tuple[Part, ...]
    shape: Literal["line", "list", "steps"] = "line"
    in_brief: bool = False
    answer: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The parts in words with their notes, or the words for a missing fact."""
        return ", ".join(part.words for part in self.parts) or _("Not recorded")


# Of an entry in one of these there is nothing to warn of; "unknown" is told as its status alone.
USUAL = frozenset({"", "active", "in-force", "unknown"})


def standing_of(record: models.Model) -> str:
    """What qualifies all that an entry says: "Perhaps dormant: ask first", "Ended"; else nothing.

    It goes wherever the claim of the entry goes.
    """
    is_usual = getattr(record, "status", "") in USUAL
    return "" if is_usual else str(record.get_status_display())


def summary_of(record: models.Model) -> str:
    """The summary of an entry where no facts stand beside it, behind what qualifies it."""
    summary = getattr(record, "summary", "")
    standing = standing_of(record)
    return " ".join(filter(None, [f"{standing}." if standing else "", summary]))


def facts_of(record: models.Model, broken: Broken = NONE_BROKEN) -> list[Fact]:
    """Every fact of an entry, in the order of its page; a link that is `broken` has a note."""
    if not hasattr(record, "directory_slug"):
        return []
    return [
        replace(fact, parts=tuple(_noted(part, broken) for part in fact.parts)) if broken else fact
        for fact in FACTS[record.directory_slug](record)
    ]


def broken_note(url: str, broken: Broken) -> str:
    """What readers are told of an address that is broken; of any other, nothing."""
    if (since := broken.get(url)) is None:
        return ""
    return _("This link has not worked since %(day)s") % {"day": date_format(since, "j F Y")}


def _noted(part: Part, broken: Broken) -> Part:
    note = broken_note(part.url, broken) if part.is_outside else ""
    return replace(part, note=note) if note else part


def said(label: str, text: object, url: str = "", *, in_brief: bool = False) -> Fact:
    """A fact in one text, which leads outside when there is an address."""
    parts = (Part(str(text), url, is_outside=bool(url)),) if text not in (None, "") else ()
    return Fact(label, parts, in_brief=in_brief)


def named(label: str, record: Record, *, in_brief: bool = False) -> Fact:
    """Another entry by its name; it is linked when the public may see it."""
    return Fact(label, (_link(record),), in_brief=in_brief)


def places_fact(label: str, places: Iterable[Place], otherwise: str) -> Fact:
    """Places by name, or what it means that there are none."""
    return Fact(label, tuple(_link(place) for place in places) or (Part(otherwise),), in_brief=True)


def _link(record: Record) -> Part:
    text = record.local_name if isinstance(record, Place) else record.name
    return Part(text, record.get_absolute_url() if record.is_published else "")


def _program(record: Program) -> list[Fact]:
    school = record.institution
    lssc = record.get_lssc_approved_display()
    if record.lssc_approved == "yes":
        lssc = _("Was recognized; most of these were announced between 2009 and 2014")
    facts = [
        named(_("Institution"), school, in_brief=True),
        said(_("City"), school.city),
        named(_("State or province"), school.place, in_brief=True),
        said(_("Country"), school.place.get_country_display()),
        said(_("Credential"), record.get_credential_display(), in_brief=True),
        said(_("Level of the certificate"), record.get_level_display()),
        said(_("How it is taught"), record.get_delivery_display(), in_brief=True),
        said(_("Accredited by ALA"), record.get_ala_accredited_display()),
        said(_("Recognized by LSSC"), lssc),
        said(_("Public or private"), school.get_control_display()),
        said(_("Status"), record.get_status_display(), in_brief=True),
        said(_("Language"), record.get_language_display()),
        said(_("Web address"), record.url, record.url),
    ]
    # Only certificates come on different levels.
    return facts if record.credential == "certificate" else [*facts[:5], *facts[6:]]


def _requirement(record: CertificationRequirement) -> list[Fact]:
    requirement = Part(record.get_requirement_display(), note=standing_of(record))
    levels = tuple(Part(level.name) for level in record.levels.all())
    run = record.get_levels_run_display() if levels and record.levels_run else ""
    audiences = ", ".join(str(audience) for audience in record.audiences.all())
    return [
        named(_("State or province"), record.jurisdiction),
        Fact(_("Requirement"), (requirement,), answer=record.requirement, in_brief=True),
        said(_("Applies to"), record.applies_to),
        said(_("Who it is for"), audiences),
        said(_("Basis"), record.get_basis_display()),
        said(_("Status"), record.get_status_display()),
        Fact(_("Levels"), levels, shape="steps", after=run or ""),
        said(_("Renewal"), record.get_renewal_display(), in_brief=True),
        said(_("Period"), _years(record.renewal_years), in_brief=True),
        said(_("Continuing education hours"), _hours(record), in_brief=True),
        said(_("Fee"), record.fee_in_words, in_brief=True),
        said(_("Authority"), record.authority, record.authority_url),
        said(_("Statute or rule"), record.statute_citation, record.statute_url),
        said(_("Web address"), record.url, record.url),
    ]


def _years(years: int | None) -> str:
    if years is None:
        return ""
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


def _hours(record: CertificationRequirement) -> str:
    return f"{record.ce_hours} {record.ce_unit or _('hours')}" if record.has_hours else ""


def _institution(record: Institution) -> list[Fact]:
    programs = tuple(
        Part(
            program.name,
            program.get_absolute_url(),
            note=", ".join(filter(None, [program.get_credential_display(), standing_of(program)])),
        )
        for program in record.published_programs
    )
    facts = [
        said(_("City"), record.city, in_brief=True),
        named(_("State or province"), record.place, in_brief=True),
        said(_("Country"), record.place.get_country_display()),
        said(_("Public or private"), record.get_control_display(), in_brief=True),
        said(_("Web address"), record.url, record.url),
        Fact(_("Programs"), programs, shape="list"),
    ]
    if record.place.country == Place.Country.US:
        facts.insert(4, said(_("IPEDS number"), record.ipeds_unitid))
    return facts


def _association(record: Association) -> list[Fact]:
    parent = record.public_parent
    part_of = named(_("Part of"), parent) if parent else said(_("Part of"), record.parent_name)
    return [
        said(_("Acronym"), record.acronym),
        said(_("Scope"), record.get_scope_display(), in_brief=True),
        places_fact(_("States and provinces"), record.places.all(), _("Not tied to one place")),
        part_of,
        said(_("Focus"), record.get_focus_display(), in_brief=True),
        said(_("Status"), record.get_status_display(), in_brief=True),
        said(_("Language"), record.get_language_display()),
        said(_("Web address"), record.url, record.url),
    ]


def _resource(record: Resource) -> list[Fact]:
    topics = ", ".join(str(topic) for topic in record.topics.all())
    return [
        said(_("Publisher"), record.publisher, in_brief=True),
        said(_("Section"), record.get_section_display(), in_brief=True),
        said(_("Format"), record.get_format_display(), in_brief=True),
        said(_("Cost"), record.get_cost_display(), in_brief=True),
        said(_("Language"), record.get_language_display()),
        said(_("Topics"), topics),
        places_fact(_("States and provinces"), record.places.all(), _("Not tied to one place")),
        said(_("Web address"), record.url, record.url),
    ]


def _place(record: Place) -> list[Fact]:
    return [
        said(_("Code"), record.code),
        said(_("Kind"), record.get_kind_display(), in_brief=True),
        said(_("Country"), record.get_country_display(), in_brief=True),
        said(_("Region"), record.region),
        said(_("Division"), record.division),
    ]


# By the directory's slug. Those of announcements are declared where these are.
FACTS: dict[str, Callable[[models.Model], list[Fact]]] = {
    "certification": _requirement,
    "programs": _program,
    "institutions": _institution,
    "associations": _association,
    "resources": _resource,
    "places": _place,
}
