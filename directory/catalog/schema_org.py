"""Entries in the words of schema.org, for search engines and catalogues.

What is not recorded is left out: schema.org has no word for not knowing.
"""

import json
from collections.abc import Callable, Mapping

from django.db import models

from directory.catalog.facts import standing_of, summary_of
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)

Node = dict[str, object]
# Makes an address of this site a whole one.
Absolute = Callable[[str], str]

KINDS_OF_RESOURCE = {
    "article": "Article",
    "course": "Course",
    "journal": "Periodical",
    "newsletter": "Periodical",
    "scholarship": "MonetaryGrant",
    "website": "WebSite",
}
ALA = "American Library Association"


def text_of(value: object) -> str:
    """JSON that can stand inside a `script` element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def node(kind: str, **values: object) -> Node:
    """A node without the values that are not recorded."""
    kept = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return {"@type": kind, **kept}


def of_record(record: models.Model, absolute: Absolute) -> Node | None:
    """What an entry is, or None when schema.org has no word for it."""
    describe = NODES.get(record.directory_slug)
    described = describe(record, absolute) if describe else None
    if described is not None:
        described["@id"] = f"{absolute(record.get_absolute_url())}#it"
    return described


def place(record: Place) -> Node:
    kind = "State" if record.kind == Place.Kind.STATE else "AdministrativeArea"
    country = node("Country", name=str(record.get_country_display()), identifier=record.country)
    return node(kind, name=record.name, identifier=record.code, containedInPlace=country)


def _school(record: Institution) -> Node:
    """A school; of one whose own entry is not public, what its programs say of it."""
    region = record.place.code.partition("-")[2]
    number = node("PropertyValue", propertyID="IPEDS", value=record.ipeds_unitid)
    own = {
        "url": record.url,
        "description": summary_of(record),
        "identifier": number if record.ipeds_unitid else None,
    }
    return node(
        "CollegeOrUniversity",
        name=record.name,
        **(own if record.is_published else {}),
        address=node(
            "PostalAddress", addressLocality=record.city, addressRegion=region,
            addressCountry=record.place.country,
        ),
    )  # fmt: skip


def _institution(record: Institution, absolute: Absolute) -> Node:
    return _school(record)


def _program(record: Program, absolute: Absolute) -> Node:
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
        description=summary_of(record),
        provider=_school(record.institution),
        educationalProgramMode=record.delivery,
        educationalCredentialAwarded=credential,
    )


def _requirement(record: CertificationRequirement, absolute: Absolute) -> Node | None:
    """The certificate that a place gives; None where none was found, or nobody knows of one."""
    if record.requirement in ("none", "unknown"):
        return None
    years = record.renewal_years if record.renewal == "expires" else None
    authority = node("Organization", name=record.authority, url=record.authority_url)
    return node(
        "EducationalOccupationalCredential",
        name=record.name,
        url=record.url,
        description=summary_of(record),
        creativeWorkStatus=standing_of(record),
        audience=[node("Audience", audienceType=str(each)) for each in record.audiences.all()],
        recognizedBy=authority if record.authority else None,
        validIn=place(record.jurisdiction),
        validFor=f"P{years}Y" if years else None,
    )


def _association(record: Association, absolute: Absolute) -> Node:
    parent = record.public_parent.name if record.public_parent else record.parent_name
    return node(
        "Organization",
        name=record.name,
        alternateName=record.acronym,
        url=record.url,
        description=summary_of(record),
        areaServed=[place(each) for each in record.places.all()],
        parentOrganization=node("Organization", name=parent) if parent else None,
    )


def _resource(record: Resource, absolute: Absolute) -> Node:
    kind = KINDS_OF_RESOURCE.get(record.format, "CreativeWork")
    publisher = node("Organization", name=record.publisher) if record.publisher else None
    values: Mapping[str, object] = {
        "name": record.name, "url": record.url, "description": summary_of(record),
    }  # fmt: skip
    if kind == "MonetaryGrant":
        return node(kind, **values, funder=publisher)
    return node(
        kind,
        **values,
        headline=record.name if kind == "Article" else None,
        # Search engines know a course by its provider, whatever publishes it.
        provider=publisher if kind == "Course" else None,
        publisher=publisher,
        about=[str(topic) for topic in record.topics.all()],
        spatialCoverage=[place(each) for each in record.places.all()],
        isAccessibleForFree={"free": True, "paid": False}.get(record.cost),
    )


def _place(record: Place, absolute: Absolute) -> Node:
    return place(record)


NODES: dict[str, Callable[[models.Model, Absolute], Node | None]] = {
    "associations": _association,
    "certification": _requirement,
    "institutions": _institution,
    "places": _place,
    "programs": _program,
    "resources": _resource,
}
