"""Places side by side: what each asks of whom, and what else there is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.catalog.associations import ASSOCIATIONS
from directory.catalog.certification import CERTIFICATION
from directory.catalog.compared import Cell, Side, SideLine, source_line_of
from directory.catalog.facts import USUAL, FactPart
from directory.catalog.place_answers import answer_of
from directory.catalog.programs import PROGRAMS
from directory.catalog.rules import certificate_facts, missing_of, verdict_of
from directory.catalog.sources import source_line
from directory.catalog.values import in_lower_case
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Place,
    Program,
)
from directory.models.addresses import directory_path

Rules = Sequence[CertificationRequirement]


def cells_of_places(places: Sequence[Place]) -> Iterator[list[Cell]]:
    """Yield what each place asks of each audience, who can say, and what else there is."""
    rules, programs, groups = _rules(places), _programs(places), _groups(places)
    audiences = {each.pk: str(each) for each in Audience.objects.all()}
    for place in places:
        asked = rules[place.pk]
        yield [
            *_asked(asked, audiences),
            Cell(_("Programs there"), _program_side(place, programs[place.pk])),
            Cell(_("Group of support staff"), Side(tuple(groups[place.pk]))),
            Cell(_("Who can say"), Side(_authorities(asked)), "origin"),
            Cell(_("State of the facts"), _states(asked), "origin"),
        ]


def _rules(places: Sequence[Place]) -> Mapping[int, Rules]:
    """Return the rules of each place, by its number."""
    by_number = {place.pk: place for place in places}
    found: dict[int, list[CertificationRequirement]] = defaultdict(list)
    rules = CERTIFICATION.records().filter(jurisdiction__in=places)
    for rule in rules.prefetch_related(*CERTIFICATION.prefetch).order_by("applies_to", "pk"):
        rule.jurisdiction = by_number[rule.jurisdiction_id]  # which is read already
        found[rule.jurisdiction_id].append(rule)
    return found


def _asked(rules: Rules, audiences: Mapping[int, str]) -> Iterator[Cell]:
    """Yield a cell for each audience, and one for rules that do not say of whom.

    A rule for several audiences is told with the first; the others say where that was.
    """
    about = {rule: {each.pk for each in rule.audiences.all()} or {None} for rule in rules}
    told: dict[CertificationRequirement, str] = {}
    for pk, name in [*audiences.items(), (None, _("Of whom is not recorded"))]:
        asked = [rule for rule in rules if pk in about[rule]]
        if pk is not None or asked:
            yield Cell(name, _answer(asked, told))
        told = {**dict.fromkeys(asked, name), **told}


def _answer(rules: Rules, told: Mapping[CertificationRequirement, str]) -> Side:
    if not rules:
        return Side()
    answer = answer_of(rules)
    lines = []
    for rule in rules:
        lines.append(_of_whom(rule, is_one_of=len(rules) > 1))
        lines += [_told_above(told[rule])] if rule in told else _lines(rule)
    return Side((FactPart(answer.words),), answer.state.value, tuple(lines))


def _of_whom(rule: CertificationRequirement, *, is_one_of: bool) -> SideLine:
    """Return whom a rule is about; of one of several, what it asks."""
    of_whom = FactPart(capfirst(rule.applies_to), rule.get_absolute_url())
    end = f": {in_lower_case(verdict_of(rule))}." if is_one_of else "."
    return SideLine((of_whom, FactPart(end)))


def _told_above(audience: str) -> SideLine:
    return SideLine((FactPart(_("As told above: %(audience)s.") % {"audience": audience}),), True)


def _lines(rule: CertificationRequirement) -> Iterable[SideLine]:
    """Yield what a rule says, what of its facts is recorded, and its source."""
    if rule.summary:
        yield SideLine((FactPart(rule.summary),))
    if told := " ".join(_in_words(rule)):
        yield SideLine((FactPart(told),))
    yield source_line_of(source_line(rule))


def _in_words(rule: CertificationRequirement) -> Iterable[str]:
    """Yield what is recorded of the certificate, and what of it is not."""
    certificate = certificate_facts(rule)
    if told := [f"{fact.label}: {fact.text}" for fact in certificate if fact.parts]:
        yield "; ".join(told) + "."
    if missing := missing_of(rule, certificate):
        yield _("Not recorded: %(facts)s.") % {"facts": ", ".join(missing)}


def _authorities(rules: Rules) -> tuple[FactPart, ...]:
    """Return the bodies that the rules name, each once, with an address where one is recorded."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.authority:
            found[rule.authority] = found.get(rule.authority) or rule.authority_url
    return tuple(FactPart(name, url, bool(url)) for name, url in found.items())


def _programs(places: Sequence[Place]) -> Mapping[int, Mapping[str, int]]:
    """Return how many programs each place has, of each credential; none is not recorded, since
    nobody can say that there is none."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    where = "institution__place"
    rows = PROGRAMS.records().filter(institution__place__in=places).order_by()
    for place, credential, number in rows.values_list(where, "credential").annotate(
        number=models.Count("pk")
    ):
        counts[place][credential] = number
    return counts


def _program_side(place: Place, counts: Mapping[str, int]) -> Side:
    if not counts:
        return Side()
    url = f"{directory_path(PROGRAMS.slug)}?place={place.slug}"
    each = (
        FactPart(in_lower_case(str(label)), note=str(counts[value])).words
        for value, label in Program.Credential.choices
        if value in counts
    )
    whole = FactPart(PROGRAMS.counted(sum(counts.values())), url)
    return Side((whole,), lines=(SideLine((FactPart(", ".join(each) + "."),)),))


def _groups(places: Sequence[Place]) -> Mapping[int, Sequence[FactPart]]:
    """Return the associations of support staff at home in each place that may still exist."""
    found: dict[int, list[FactPart]] = defaultdict(list)
    associations = ASSOCIATIONS.records().filter(
        focus=Association.Focus.SUPPORT_STAFF, places__in=places
    )
    there = associations.exclude(status=Association.Status.DEFUNCT).order_by("name", "pk")
    path = directory_path(ASSOCIATIONS.slug)
    for place, name, slug, status in there.values_list("places", "name", "slug", "status"):
        note = "" if status in USUAL else str(Association.Status(status).label)
        found[place].append(FactPart(name, f"{path}{slug}/", note=note))
    return found


def _states(rules: Rules) -> Side:
    """Return how many of the rules of a place are in which state of trust."""
    counts: dict[str, int] = defaultdict(int)
    for rule in rules:
        counts[str(rule.trust.state.label)] += 1
    return Side(tuple(FactPart(label, note=str(number)) for label, number in counts.items()))
