"""What a place asks, audience by audience, and of whom nothing is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.catalog.directories import DIRECTORIES
from directory.catalog.facts import Fact
from directory.catalog.place_answers import USUAL_AUDIENCE
from directory.catalog.rules import (
    basis_of,
    certificate_facts,
    missing_of,
    told_in_brief,
    verdict_of,
)
from directory.catalog.sources import SourceLine, source_line
from directory.catalog.values import in_lower_case
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED, CertificationRequirement, Entry, Place
from directory.models.addresses import directory_path
from directory.places.choices import Choices

ALL_OF_THEM = 500
# An audience in which two kinds of people are ruled apart.
SCHOOL = "school"
IN_SCHOOLS = gettext_lazy("A rule for school staff may be for librarians or for aides alone.")


@dataclass(frozen=True)
class Ask:
    """What is asked of some people, in the words of a page; without a `rule`, that nobody knows."""

    heading: str
    verdict: str
    sentence: str
    answer: str = "unknown"
    exactly: str = ""
    basis: str = ""
    facts: Sequence[Fact] = ()
    missing: Sequence[str] = ()
    source: SourceLine | None = None
    rule: CertificationRequirement | None = None

    @property
    def missing_words(self) -> str:
        """What is not recorded, in one line."""
        return ", ".join(self.missing)


@dataclass(frozen=True)
class Rules:
    """The rules of a place for one audience or for all, first those for whom the center is made."""

    asks: Sequence[Ask]
    listing: Listing
    unrecorded: str  # for whom nothing is recorded, as a sentence; ""
    others: str = ""  # the rules that were left out, in words; ""

    @property
    def records(self) -> list[CertificationRequirement]:
        """The rules that are shown."""
        return [ask.rule for ask in self.asks if ask.rule is not None]


def rules_of(
    place: Place, choices: Choices, who_can_say: Sequence[Entry], stamps: Mapping[str, int]
) -> Rules:
    """Return what a place asks of the audience that was chosen, or of everybody; `who_can_say` are
    whom to ask where nothing is recorded."""
    directory = DIRECTORIES["certification"]
    listing = Listing(
        directory, {"place": place.slug}, path=directory_path(directory.slug),
        per_page=ALL_OF_THEM, stamps=stamps,
    )  # fmt: skip
    names = {
        slug: str(name) for slug, name in listing.labels["audience"].items() if slug != NOT_RECORDED
    }
    order = {slug: number for number, slug in enumerate(names)}
    asked = {rule: _audiences(rule, order) for rule in listing.records}
    every = sorted(asked, key=lambda rule: (_rank(asked[rule], order), len(asked[rule])))
    audience = choices.audience
    chosen = [rule for rule in every if not audience or audience in asked[rule]]
    covered = {slug for slugs in asked.values() for slug in slugs}
    asks = [_ask(rule, [names[slug] for slug in asked[rule]]) for rule in chosen]
    first = choices.audience or USUAL_AUDIENCE
    if first in names and first not in covered:
        asks.insert(0, _unknown(names[first], place, who_can_say))
    left = [] if choices.audience else [n for s, n in names.items() if s not in {*covered, first}]
    others = [rule for rule in every if audience and audience not in asked[rule]]
    told = [_unrecorded(left)]
    if SCHOOL in covered and audience in ("", SCHOOL):
        told.append(_of_schools(place) if audience else str(IN_SCHOOLS))
    unrecorded = " ".join(filter(None, told))
    return Rules(asks, listing, unrecorded, _others(others, asked, names))


def _audiences(rule: CertificationRequirement, order: Mapping[str, int]) -> list[str]:
    return sorted((each.slug for each in rule.audiences.all()), key=lambda slug: order[slug])


def _rank(audiences: Sequence[str], order: Mapping[str, int]) -> int:
    return order[audiences[0]] if audiences else len(order)


def _ask(rule: CertificationRequirement, audiences: Sequence[str]) -> Ask:
    heading = ", ".join([*audiences[:1], *map(in_lower_case, audiences[1:])])
    certificate = certificate_facts(rule)
    return Ask(
        heading=heading or _("Audience not recorded"),
        exactly=rule.applies_to[:1].upper() + rule.applies_to[1:],
        answer=rule.requirement,
        verdict=verdict_of(rule),
        basis=basis_of(rule),
        sentence=rule.summary,
        facts=told_in_brief(rule, certificate),
        missing=missing_of(rule, certificate),
        source=source_line(rule),
        rule=rule,
    )


def _unknown(audience: str, place: Place, who_can_say: Sequence[Entry]) -> Ask:
    """What is said of people for whom nothing is recorded, and who can say."""
    values = {
        "place": place.local_name, "audience": in_lower_case(audience),
        "bodies": get_text_list([each.name for each in who_can_say], _("or")),
    }  # fmt: skip
    sentence = _(
        "Nobody has found out yet what %(place)s asks of %(audience)s, which does not mean that "
        "nothing is asked."
    )
    if who_can_say:
        sentence = f"{sentence} {_('Before you act, ask: %(bodies)s.')}"
    return Ask(audience, _("Not recorded"), sentence % values)


def _unrecorded(audiences: Sequence[str]) -> str:
    if not audiences:
        return ""
    listed = get_text_list([in_lower_case(each) for each in audiences], _("or"))
    return _(
        "Nothing is recorded for %(audiences)s, which does not mean that nothing is asked of them."
    ) % {"audiences": listed}


def _of_schools(place: Place) -> str:
    """What is said where one of two kinds of people may be ruled, and not the other."""
    return _(
        "School library staff are librarians and aides. Where the rules above are for one of them, "
        "none of %(place)s is recorded for the other, which does not mean that nothing is asked: "
        "ask the school district."
    ) % {"place": place.local_name}


def _others(
    rules: Sequence[CertificationRequirement],
    asked: Mapping[CertificationRequirement, Sequence[str]],
    names: Mapping[str, str],
) -> str:
    """Return in words how many rules are left out, and for whom they are."""
    if not rules:
        return ""
    slugs = {slug for rule in rules for slug in asked[rule]}
    listed = ", ".join(in_lower_case(name) for slug, name in names.items() if slug in slugs)
    counted = ngettext("%(number)d other rule", "%(number)d other rules", len(rules)) % {
        "number": len(rules)
    }
    return f"{counted}: {listed}" if listed else counted
