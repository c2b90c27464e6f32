"""Entries in the words of schema.org, for search engines and catalogues.

What is not recorded is left out: schema.org has no word for not knowing.
"""

import json
from collections.abc import Callable

from directory.models import (
    Institution,
    Place,
)

Node = dict[str, object]
# Makes an address of this site a whole one.
Absolute = Callable[[str], str]

ALA = "American Library Association"


def text_of(value: object) -> str:
    """Return JSON that can stand inside a `script` element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def node(kind: str, **values: object) -> Node:
    """Return a node without the values that are not recorded."""
    kept = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return {"@type": kind, **kept}


def place(record: Place) -> Node:
    kind = "State" if record.kind == Place.Kind.STATE else "AdministrativeArea"
    country = node("Country", name=str(record.get_country_display()), identifier=record.country)
    return node(kind, name=record.name, identifier=record.code, containedInPlace=country)


def school(record: Institution) -> Node:
    """Return the node of a school; of one whose own entry is not public, what its programs say of
    it."""
    region = record.place.code.partition("-")[2]
    number = node("PropertyValue", propertyID="IPEDS", value=record.ipeds_unitid)
    own = {
        "url": record.url,
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
