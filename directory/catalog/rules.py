"""A rule in words, as it stands among the others of its place: verdict, facts, and what is missing.

Its page lists its facts one by one (directory/catalog/certification.py); here those that belong
together are told together, and none is left out.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.catalog import quantities
from directory.catalog.facts import Fact, FactPart, said, status_of
from directory.catalog.place_answers import ALL_ENDED
from directory.catalog.sources import host_of
from directory.catalog.values import StrOrPromise, in_lower_case
from directory.models import CertificationRequirement

Rule = CertificationRequirement
BASES: Mapping[str, StrOrPromise] = {
    Rule.Basis.LAW: gettext_lazy("By law or regulation."),
    Rule.Basis.STATE_AID: gettext_lazy("A condition of state aid."),
    Rule.Basis.RETIREMENT: gettext_lazy("For entry to a retirement system."),
    Rule.Basis.LOCAL_ADOPTION: gettext_lazy("Where the local library adopts it."),
    Rule.Basis.ASSOCIATION: gettext_lazy("A program of an association, not of the state."),
}
# Of a certificate that is not known to be there nobody misses the fee.
CERTIFIED = (Rule.Requirement.MANDATORY, Rule.Requirement.VOLUNTARY)


def verdict_of(rule: Rule) -> str:
    """Return whether a certificate is asked for, with what qualifies that: "Required, perhaps
    dormant: ask first"."""
    was_there = rule.requirement == Rule.Requirement.NONE and rule.status == Rule.Status.ENDED
    status = str(ALL_ENDED) if was_there else status_of(rule)
    return ", ".join(filter(None, [str(rule.get_requirement_display()), in_lower_case(status)]))


def basis_of(rule: Rule) -> str:
    """Return what the rule rests on, as a sentence; "" where nobody has recorded it."""
    return str(BASES.get(rule.basis, ""))


def told_in_brief(rule: Rule, certificate: Iterable[Fact]) -> list[Fact]:
    """Return what is recorded beside verdict, basis, audiences and summary: of the facts of the
    certificate, and others."""
    return [fact for fact in (*certificate, *_other_facts(rule)) if fact.parts]


def missing_of(rule: Rule, certificate: Iterable[Fact]) -> list[str]:
    """Return the labels of what a certificate has and nobody has recorded of this one."""
    if rule.requirement not in CERTIFIED:
        return []
    return [in_lower_case(fact.label) for fact in certificate if not fact.parts]


def certificate_facts(rule: Rule) -> list[Fact]:
    """Return what a certificate has: its levels, renewal, hours and fee, recorded or not."""
    return [_levels(rule), _renewal(rule), _hours(rule), _fee(rule)]


def _other_facts(rule: Rule) -> Iterator[Fact]:
    if rule.status == Rule.Status.IN_FORCE:
        yield said(_("Status"), rule.get_status_display())
    yield _linked(_("Authority"), rule.authority, rule.authority_url)
    yield _linked(_("Statute or rule"), rule.statute_citation, rule.statute_url)
    # The same page need not be named twice.
    if rule.url not in (rule.source_url, rule.authority_url, rule.statute_url):
        yield _linked(_("Web address"), "", rule.url)


def _levels(rule: Rule) -> Fact:
    names = [level.name for level in rule.levels.all()]
    run = str(rule.get_levels_run_display() or "") if len(names) > 1 else ""
    label = _("Certificate") if len(names) == 1 else _("Levels")
    note = in_lower_case(run)
    return Fact(label, (FactPart(", ".join(names), note=note),) if names else ())


def _renewal(rule: Rule) -> Fact:
    words = str(rule.get_renewal_display() or "")
    if rule.renewal == Rule.Renewal.EXPIRES and rule.renewal_years:
        words = in_lower_case(quantities.every(rule.renewal_years))
    return said(_("Renewal"), words)


def _hours(rule: Rule) -> Fact:
    words = quantities.hours(rule.ce_hours, rule.ce_unit)
    years = rule.renewal_years
    if years and rule.renewal != Rule.Renewal.EXPIRES:
        words = " ".join(filter(None, [words, quantities.within(years)]))
    return said(_("Hours"), words)


def _fee(rule: Rule) -> Fact:
    return said(_("Fee"), quantities.fee(rule.fee_usd, rule.fee_note).rstrip("."))


def _linked(label: str, text: str, url: str) -> Fact:
    return said(label, text or host_of(url), url)
