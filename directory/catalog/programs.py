"""Courses of study: the credential, the school, how they are taught."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog import quantities
from directory.catalog.compared import Cell, Compared, Pick, Side, cells_of_facts, origin_cells
from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Facet, Flags
from directory.catalog.facts import (
    Fact,
    FactPart,
    WayOut,
    applicable,
    named,
    own_address,
    said,
    sourced,
)
from directory.catalog.place_parts import PlaceGroup, PlacePart, Reach
from directory.catalog.program_leads import CREDENTIALS, akin
from directory.catalog.schema_org import ALA, Absolute, Node, node, school
from directory.catalog.sorts import Sort, by_place
from directory.catalog.sources import host_of
from directory.catalog.text import words
from directory.models import (
    Institution,
    Program,
    ProgramFact,
)


def _facts(record: Program) -> list[Fact]:
    school = record.institution
    lssc = record.get_lssc_approved_display()
    if record.lssc_approved == "yes":
        lssc = _t(
            "Was recognized: graduates could get it without a portfolio or further courses. Most "
            "of these agreements were announced between 2009 and 2014, so ask whether it still "
            "holds."
        )
    facts = [
        named(_t("Institution"), school, in_brief=True),
        said(_t("City"), school.city),
        named(_t("State or province"), school.place, in_brief=True),
        said(_t("Country"), school.place.get_country_display()),
        said(_t("Credential"), record.get_credential_display(), in_brief=True),
        # Only certificates come on different levels.
        said(_t("Level of the certificate"), record.get_level_display())
        if record.credential == "certificate"
        else None,
        said(_t("How it is taught"), record.get_delivery_display(), in_brief=True),
        said(_t("Accredited by ALA"), record.get_ala_accredited_display()),
        said(_t("National certificate (LSSC)"), lssc),
        *_costs_and_length(record),
        said(_t("Public or private"), school.get_control_display()),
        said(_t("Status"), record.get_status_display(), in_brief=True),
        said(_t("Language"), record.get_language_display()),
        said(_t("Web address"), record.url, record.url),
    ]
    return applicable(facts)


TAUGHT = {
    Program.Delivery.ONLINE: _("taught online"),
    Program.Delivery.HYBRID: _("taught partly online"),
    Program.Delivery.IN_PERSON: _("taught in person"),
    "": _("how it is taught is not recorded"),
}


def _costs_and_length(record: Program) -> Iterator[Fact]:
    """Yield what a student must bring: the fields that have sources of their own, then the rows."""
    rows = defaultdict(list)
    for row in record.facts.all():
        rows[row.about].append(row)
    words = {
        "credits": quantities.credits(
            record.credits_from, record.credits_to, record.credits_unit
        ),
        "length": record.length,
        "tuition": quantities.tuition(
            record.tuition, record.tuition_currency, record.tuition_year, record.tuition_note
        ),
        "transfer": record.transfer,
    }  # fmt: skip
    for about, text in words.items():
        period = next((row.period for row in rows[about] if row.period), "")
        yield sourced(
            str(ProgramFact.About(about).label), text, rows[about],
            period="" if about == "tuition" else period,
        )  # fmt: skip
    for row in rows[""]:
        yield sourced(capfirst(row.label), row.value, [row], period=row.period)


def _sentence(record: Program) -> str:
    """Return "Associate degree at Belmont College, St Clairsville, Ohio; taught online."."""
    school = record.institution
    where = [school.name, school.city, school.place.local_name]
    accredited = _t("accredited by ALA") if record.ala_accredited == "yes" else ""
    credential = CREDENTIALS.get(record.credential, record.get_credential_display())
    said = _t("%(credential)s at %(school)s; %(taught)s.") % {
        "credential": credential,
        "school": ", ".join(filter(None, where)),
        "taught": ", ".join(filter(None, [accredited, str(TAUGHT[record.delivery])])),
    }
    asks = record.status == Program.Status.UNKNOWN
    return f"{said} {_t('Ask whether it is still open.')}" if asks else said


def _way_out(record: Program) -> WayOut | None:
    """Return its own address, or that of its school."""
    if own := own_address(record):
        return own
    school = record.institution
    if not school.url or not school.is_published:
        return None
    return WayOut(school.url, "institution", _t("the school’s site"))


def _compared(records: Sequence[Program]) -> Iterator[list[Cell]]:
    """Yield what each program is, below its school, and where it sends readers."""
    elsewhere = {
        _t("Institution"), _t("City"), _t("State or province"), _t("Country"), _t("Web address"),
    }  # fmt: skip
    for record in records:
        yield [
            Cell(_t("Institution"), Side(tuple(_where(record.institution))), "head"),
            *cells_of_facts(fact for fact in _facts(record) if fact.label not in elsewhere),
            Cell(_t("Web address"), Side(_address(_way_out(record))), "origin"),
            *origin_cells(record),
        ]


def _where(school: Institution) -> Iterator[FactPart]:
    yield from named(_t("Institution"), school).parts
    if school.city:
        yield FactPart(school.city)
    yield FactPart(school.place.local_name)


def _address(way: WayOut | None) -> tuple[FactPart, ...]:
    return (FactPart(host_of(way.url), way.url, True, way.note),) if way else ()


def _node(record: Program, absolute: Absolute) -> Node:
    accredited = record.ala_accredited == "yes"
    credential = node(
        "EducationalOccupationalCredential",
        name=record.name,
        credentialCategory=str(record.get_credential_display()),
        educationalLevel=str(record.get_level_display() or ""),
        recognizedBy=node("Organization", name=ALA) if accredited else None,
    )
    return node(
        "EducationalOccupationalProgram",
        name=record.name,
        url=record.url,
        provider=school(record.institution),
        educationalProgramMode=record.delivery,
        educationalCredentialAwarded=credential,
    )


class Tier(models.IntegerChoices):
    """How far up a program begins: those that ask for no degree come first."""

    STAFF = 1, _("Certificates, diplomas and associate degrees")
    BACHELOR = 2, _("Bachelor's degrees")
    GRADUATE = 3, _("Graduate certificates")
    MASTER = 4, _("Master's degrees")
    POST_MASTER = 5, _("Post-master's")


TIERS = {"bachelor": Tier.BACHELOR, "master": Tier.MASTER, "post-master": Tier.POST_MASTER}
_TIER = models.Case(
    models.When(credential="certificate", level="graduate", then=Tier.GRADUATE),
    *(models.When(credential=credential, then=tier) for credential, tier in TIERS.items()),
    default=Tier.STAFF,
)


def _tier(record: Program) -> str:
    is_graduate = record.credential == "certificate" and record.level == "graduate"
    tier = Tier.GRADUATE if is_graduate else TIERS.get(record.credential, Tier.STAFF)
    return str(tier.label)


# What schools call the credential inside the name of a program.
_CREDENTIAL_WORDS = frozenset(
    words(
        "A AA AAS AS BA BS BSEd: achievement, associate, associates, certificate, degree, diploma "
        "in or of applied arts or science"
    )
)


def _school_and_subject(record: Program) -> tuple[int, frozenset[str]] | None:
    """Return what two programs share that are one course of study with two credentials; None for
    one whose name says the credential alone."""
    found = frozenset(words(record.name))
    subject = found - _CREDENTIAL_WORDS or found
    return (record.institution_id, subject) if _tier(record) == Tier.STAFF.label else None


PROGRAMS = Directory(
    slug="programs",
    model=Program,
    title=_("Programs"), nouns=_("program"),
    count=ngettext_lazy("%(number)d program", "%(number)d programs", "number"),
    facts=_facts, sentence=_sentence, way_out=_way_out, akin=akin, node=_node,
    api_name="programs", search_order=4,
    suggestion=_("A program: a course of study with a credential"), suggestion_order=2,
    compared=Compared(
        "p", _("Compare programs"),
        _("Two to six courses of study side by side: where they differ comes first."),
        _("Compare the programs ticked"), lambda program: program.institution.name, _compared,
        ("programs",),
    ),
    pick=Pick("programs", lambda program: program),
    related=["institution__place", "verified_by"],
    prefetch=["facts"],
    elsewhere={"delivery": "online"},
    facets=[
        Facet("place", _("State or province"), "institution__place", blank=None,
              help=_("Where the school is. Online programs reach you anywhere."),
              phrase=_("in %s")),
        Facet("credential", _("Credential"), "credential", leads=True, spoken=True, blank=None,
              help=_("What you hold at the end.")),
        Facet("delivery", _("How it is taught"), "delivery", leads=True, spoken=True,
              help=_("Online means wholly online.")),
        Flags("recognition", _("Recognition"), spoken=True,
              help=_("ALA accredits master’s programs. LSSC is the national certificate of "
                     "support staff; most of its agreements are of 2009 to 2014."),
              flags={
                  "ala-accredited": ("ala_accredited", "yes", _("ALA-accredited")),
                  "lssc": ("lssc_approved", "yes", _("Was recognized for LSSC")),
              },
              names={"ala-accredited": _("accredited by ALA"),
                     "lssc": _("once recognized for LSSC")}),
        Facet("level", _("Level"), "level", leads=True, help=_("Of a certificate.")),
        Facet("country", _("Country"), "institution__place__country", blank=None,
              help=_("Where the school is."), phrase=_("in %s"), names=COUNTRIES,
              spoken=True),
        Facet("control", _("Public or private"), "institution__control", leads=True,
              help=_("Who runs the school.")),
        Facet("status", _("Status"), "status", blank=None,
              help=_("Whether it takes students now."),
              leads=["active", "ended"], names={"unknown": _("not known to be open")}),
    ],
    place_parts=[
        PlacePart(
            "study", 2, _("Study"), _("Where can you study?"), _("No such program is recorded."),
            most=4, alike=_school_and_subject, is_study=True,
            groups=[
                PlaceGroup(
                    Reach.PLACE, _("In %(place)s"), "sort=level",
                    absent=_("No such program in %(place)s is recorded."),
                    onward=_("%(counted)s in %(place)s"),
                ),
                PlaceGroup(
                    Reach.REGION, _("In the same region (%(region)s)"), "sort=level", most=1,
                    onward=_("%(counted)s in the same region"),
                ),
                PlaceGroup(
                    Reach.COUNTRY, _("Online, from anywhere in %(country)s"),
                    "delivery=online&sort=level", most=1, onward=_("%(counted)s online"),
                    unknown=("delivery", ngettext_lazy(
                        "%(number)d program does not record how it is taught; it may be online "
                        "too.",
                        "%(number)d programs do not record how they are taught; some may be "
                        "online too.",
                        "number",
                    )),
                ),
            ],
        ),
    ],
    search=["name", "institution__name", "institution__city", "institution__place__name",
            "summary", "institution__place__name_es", "institution__place__name_fr"],
    sorts={
        "place": Sort(_("place"),
                      [*by_place("institution__place"), "institution__name", "name"],
                      group=lambda program: program.institution.place.local_name),
        "level": Sort(_("level"), [_TIER, "status", "institution__name", "name"], group=_tier),
        "name": Sort(_("name"), ["name"]),
        "institution": Sort(_("institution"), ["institution__name", "name"]),
        "verified": Sort(_("last verified"), ["-verified_on", "name"]),
    },
    columns=[
        "slug", "name", "institution", "institution_slug", "city", "place", "place_code",
        "country", "credential", "level", "delivery", "recognition", "ala_accredited",
        "lssc_approved", "credits_from", "credits_to", "credits_unit", "length", "tuition",
        "tuition_currency", "tuition_year", "tuition_note", "transfer", "facts", "control",
        "status", "summary", "url",
    ],
)  # fmt: skip
