"""What a place asks of library staff, and the certificates that it gives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog import quantities
from directory.catalog.compared import Pick
from directory.catalog.directory import Directory
from directory.catalog.facets import Facet, Recorded
from directory.catalog.facts import Fact, FactPart, named, said, status_of
from directory.catalog.leads import Lead, Tables, study, to_list
from directory.catalog.schema_org import Absolute, Node, node, place
from directory.catalog.sorts import Sort, by_choice, by_place
from directory.models import (
    CertificationRequirement,
)
from directory.models.addresses import record_url


def _facts(record: CertificationRequirement) -> list[Fact]:
    requirement = FactPart(record.get_requirement_display(), note=status_of(record))
    levels = tuple(FactPart(level.name) for level in record.levels.all())
    run = record.get_levels_run_display() if levels and record.levels_run else ""
    audiences = ", ".join(str(audience) for audience in record.audiences.all())
    return [
        named(_t("State or province"), record.jurisdiction),
        Fact(_t("Requirement"), (requirement,), answer=record.requirement, in_brief=True),
        said(_t("Applies to"), record.applies_to),
        said(_t("Who it is for"), audiences),
        said(_t("Basis"), record.get_basis_display()),
        said(_t("Status"), record.get_status_display()),
        Fact(_t("Levels"), levels, shape="list", after=run or ""),
        said(_t("Renewal"), record.get_renewal_display(), in_brief=True),
        said(_t("Period"), quantities.years(record.renewal_years), in_brief=True),
        said(
            _t("Continuing education hours"),
            quantities.hours(record.ce_hours, record.ce_unit),
            in_brief=True,
        ),
        said(_t("Fee"), quantities.fee(record.fee_usd, record.fee_note), in_brief=True),
        said(_t("Authority"), record.authority, record.authority_url),
        said(_t("Statute or rule"), record.statute_citation, record.statute_url),
        said(_t("Web address"), record.url, record.url),
    ]


REQUIREMENTS = {
    CertificationRequirement.Requirement.MANDATORY: _(
        "%(place)s requires a certificate of: %(who)s."
    ),
    CertificationRequirement.Requirement.VOLUNTARY: _(
        "%(place)s has a certificate that is voluntary, for: %(who)s."
    ),
    CertificationRequirement.Requirement.NONE: _(
        "No certificate was found in %(place)s for: %(who)s."
    ),
    CertificationRequirement.Requirement.UNKNOWN: _(
        "Whether %(place)s asks for a certificate is not known, for: %(who)s."
    ),
}


def _sentence(record: CertificationRequirement) -> str:
    """Return "Ohio requires a certificate of: public library directors."."""
    said = str(REQUIREMENTS[record.requirement])
    return said % {"place": record.jurisdiction.local_name, "who": record.applies_to}


class _Rule(NamedTuple):
    """A public rule as leads tell of it."""

    pk: int
    name: str
    slug: str
    requirement: str
    applies_to: str

    directory_slug = CertificationRequirement.directory_slug


def _rules() -> Mapping[int, list[_Rule]]:
    """Return the public rules of each place. A table."""
    rows = CertificationRequirement.objects.published().order_by("pk")
    found = defaultdict(list)
    for jurisdiction, *row in rows.values_list("jurisdiction", *_Rule._fields):
        found[jurisdiction].append(_Rule(*row))
    return found


def _akin(record: CertificationRequirement, tables: Tables) -> Iterable[Lead]:
    """Yield the other rules of the place, and where to study there."""
    place = record.jurisdiction
    name = {"place": place.local_name}
    others = [rule for rule in tables.once(_rules)[place.pk] if rule.pk != record.pk]
    if len(others) == 1:
        asked = CertificationRequirement.Requirement(others[0].requirement).label
        yield Lead(others[0].name, record_url(others[0]), f"{asked}.")
    elif others:
        yield to_list(
            "certification",
            _t("All rules of %(place)s") % name,
            _t("Also for: %(who)s.") % {"who": "; ".join(other.applies_to for other in others)},
            place=place.slug,
        )
    yield study(place, tables)


def _node(record: CertificationRequirement, absolute: Absolute) -> Node | None:
    """Return the certificate that a place gives; None where none was found, or nobody knows of
    one."""
    if record.requirement in ("none", "unknown"):
        return None
    years = record.renewal_years if record.renewal == "expires" else None
    authority = node("Organization", name=record.authority, url=record.authority_url)
    return node(
        "EducationalOccupationalCredential",
        name=record.name,
        url=record.url,
        creativeWorkStatus=status_of(record),
        audience=[node("Audience", audienceType=str(each)) for each in record.audiences.all()],
        recognizedBy=authority if record.authority else None,
        validIn=place(record.jurisdiction),
        validFor=f"P{years}Y" if years else None,
    )


CERTIFICATION = Directory(
    slug="certification",
    model=CertificationRequirement,
    title=_("Certification"), nouns=_("certification requirement rule"),
    count=ngettext_lazy("%(number)d requirement", "%(number)d requirements", "number"),
    facts=_facts, sentence=_sentence, akin=_akin, node=_node, api_name="certification-requirements",
    search_order=3,
    is_tied=True,
    suggestion=_("A rule: what a state or province asks of library staff"), suggestion_order=4,
    pick=Pick("places", lambda rule: rule.jurisdiction), has_map=True,
    related=["jurisdiction", "verified_by"],
    prefetch=["levels", "audiences"],
    facets=[
        Facet("place", _("State or province"), "jurisdiction", blank=None,
              help=_("The place that sets the rule."), phrase=_("in %s")),
        Facet("requirement", _("Requirement"), "requirement", blank=None,
              help=_("“No certificate found” means that somebody looked."),
              # "Required" in a question asks whether it is, and not for what is.
              spoken=[CertificationRequirement.Requirement.NONE],
              leads=["mandatory", "voluntary"],
              names={"none": _("with no certificate found"),
                     "unknown": _("where the answer is not known")}),
        Facet("audience", _("Who it is for"), "audiences", phrase=_("for %s"), spoken=True,
              help=_("One place often asks different things of different people.")),
        Facet("basis", _("Basis"), "basis", help=_("What the rule rests on."),
              phrase=_("by %s"), names={"state-aid": _("a condition of state aid"),
                     "local-adoption": _("adoption in the local library"),
                     "association": _("a program of an association")}),
        Facet("renewal", _("Renewal"), "renewal", help=_("Whether the certificate runs out."),
              phrase=_("that %s")),
        Recorded("ce_hours", _("Continuing education hours"), "ce_hours",
                 recorded=_("Hours are set"), help=_("Whether a number of hours is recorded."),
              names={"recorded": _("with hours set")}),
    ],
    search=["name", "jurisdiction__name", "applies_to", "authority", "summary",
            "jurisdiction__name_es", "jurisdiction__name_fr"],
    sorts={
        "place": Sort(_("place"), [*by_place("jurisdiction"), "pk"],
                      group=lambda rule: rule.jurisdiction.local_name,
                      name=lambda rule: capfirst(rule.applies_to)),
        "requirement": Sort(
            _("requirement"),
            [by_choice("requirement", CertificationRequirement.Requirement),
             "jurisdiction__name"],
            group=lambda rule: rule.get_requirement_display(),
        ),
        "verified": Sort(_("last verified"), ["-verified_on", "jurisdiction__name"]),
    },
    columns=[
        "slug", "name", "place", "place_code", "requirement", "applies_to", "audience", "basis",
        "status", "levels", "levels_run", "summary", "renewal", "renewal_years", "ce_hours",
        "ce_unit", "fee_usd", "fee_note", "authority", "authority_url", "statute_citation",
        "statute_url", "url",
    ],
)  # fmt: skip
