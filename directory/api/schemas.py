"""The shape of what is answered, as JSON Schema; the fields of an entry come from the codebook."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from directory.api.collections import Collection
from directory.api.items import KEYS, SOURCE_KEYS, SOURCES, item_fields
from directory.api.tombstones import LEFT_OUT
from directory.catalog.codebook import meanings
from directory.links.usage import url_fields
from directory.models import NOT_RECORDED, Change, Link, TrustState

Schema = dict[str, object]
TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MAYBE_ADDRESS: Schema = {**MAYBE, "format": "uri"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def item_schema(collection: Collection) -> Schema:
    """Describe an entry; only its keys are always there: `fields` may leave out the others."""
    properties = {
        "id": {"type": "integer", "description": _("Stays the same for good.")},
        "html_url": {**ADDRESS, "description": _("The page of the entry.")},
        "updated_at": {**MOMENT, "description": _("Since when it reads as it does.")},
        **{each.name: each.json_schema for each in meanings(collection.directory)},
        **_trust(),
        "sources": {
            "type": "array",
            "description": _("Where the facts come from."),
            "items": whole(
                {"role": {"type": "string", "enum": list(SOURCES)}}
                | dict.fromkeys(SOURCE_KEYS, MAYBE)
            ),
        },
        "sentence": {
            **MAYBE,
            "description": _("The summary, or a sentence made from the facts where there is none."),
        },
        "way_out": {
            **whole({"url": ADDRESS, "whose": TEXT}),
            "type": ["object", "null"],
            "description": _(
                "Where to send readers: an address of the entry, or where it has none that of the "
                "record in `whose`, such as its institution."
            ),
        },
        "link_states": {
            **whole(dict.fromkeys(url_fields(collection.directory.model), _link_state())),
            "description": _("What checking each address of the entry has shown."),
        },
        "states": {
            "type": "object",
            "description": _("Why a field is null: nobody has recorded it, which is not “no”."),
            "additionalProperties": {"type": "string", "enum": [NOT_RECORDED]},
        },
    }
    properties["slug"] = {"type": "string", "description": _("The key in addresses and files.")}
    ordered = {name: properties[name] for name in item_fields(collection)}
    return {**whole(ordered), "required": list(KEYS)}


def list_schema(collection: Collection, refs: Mapping[str, str]) -> Schema:
    """Describe a page of a list; `refs` are the addresses of the items' schemas, by collection."""
    properties: Schema = {
        "data": {"type": "array", "items": {"$ref": refs[collection.name]}},
        "meta": {
            "type": "object",
            "required": ["total", "page", "per_page", "dataset_version", "as_of"],
            "properties": {
                "total": COUNT,
                "page": COUNT,
                "per_page": COUNT,
                "dataset_version": {**TEXT, "description": _("Another one after each change.")},
                "as_of": {**MOMENT, "description": _("Give it as modified_after the next time.")},
                "corrected": {**TEXT, "description": _("The words that were searched instead.")},
                "dropped": {**TEXT, "description": _("Words that were left out.")},
            },
        },
        "links": whole({"self": ADDRESS, "next": MAYBE_ADDRESS, "prev": MAYBE_ADDRESS}),
        "facets": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": whole(
                    {"value": TEXT, "label": TEXT, "count": COUNT, "selected": {"type": "boolean"}}
                ),
            },
        },
        **_included(collection, refs),
    }
    if collection.dated_by:
        properties["tombstones"] = {
            "type": "array",
            "items": whole(
                {
                    "id": {"type": "integer"},
                    "slug": TEXT,
                    "state": {
                        "type": "string",
                        "enum": [*(str(kind) for kind in Change.GONE), LEFT_OUT],
                    },
                    "at": {"type": "string", "format": "date-time"},
                }
            ),
        }
    return {**whole(properties), "required": ["data", "meta", "links"]}


def one_schema(
    collection: Collection, refs: Mapping[str, str], answers: Schema | None = None
) -> Schema:
    """Describe one entry with what was asked for beside it, and what it answers where it does."""
    properties = {
        "data": {"$ref": refs[collection.name]},
        "meta": whole({"dataset_version": TEXT}),
        "links": whole({"self": ADDRESS, "collection": ADDRESS}),
        **_included(collection, refs),
    }
    required = ["data", "meta", "links"]
    if answers is not None:
        properties["answers"] = answers
        required.append("answers")
    return {**whole(properties), "required": required}


def problem_schema() -> Schema:
    """Describe what is told of a wrong request (RFC 9457)."""
    properties = {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "parameter": {**TEXT, "description": _("The parameter that is wrong.")},
        "allowed": {
            "description": _("What it may be."),
            "oneOf": [TEXT, {"type": "array", "items": TEXT}],
        },
    }
    return {**whole(properties), "required": ["type", "title", "status", "detail"]}


def _trust() -> Schema:
    states = [*TrustState.values, None]
    return {
        "trust": {
            "type": ["string", "null"],
            "enum": states,
            "description": _("How far the entry can be trusted today."),
        },
        "verified_on": {
            "type": ["string", "null"],
            "format": "date",
            "description": _("The day on which an editor verified it; null: nobody has yet."),
        },
        "trust_due_on": {
            "type": ["string", "null"],
            "format": "date",
            "description": _("From this day on it is due for review."),
        },
    }


def _link_state() -> Schema:
    return {
        "oneOf": [
            {"type": "null"},
            whole({"state": {"type": "string", "enum": Link.State.values}, "since": MOMENT}),
        ]
    }


def _included(collection: Collection, refs: Mapping[str, str]) -> Schema:
    if not collection.includes:
        return {}
    return {
        "included": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {"type": "array", "items": {"$ref": refs[other]}}
                for name, (_column, other) in collection.includes.items()
            },
        }
    }


def whole(properties: Mapping[str, object]) -> Schema:
    """Describe an object that has all of these, and nothing else."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
