"""The OpenAPI document: what django-ninja knows of the operations, and what the directories say."""

from collections.abc import Mapping
from copy import deepcopy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.api import answers, questions
from directory.api.collections import COLLECTIONS, ROOT, Collection
from directory.api.endpoints import api
from directory.api.freshness import schema as freshness_schema
from directory.api.items import items
from directory.api.parameters import (
    Parameter,
    item_parameters,
    lines_parameters,
    list_parameters,
)
from directory.api.schemas import item_schema, list_schema, one_schema, problem_schema
from directory.listings.listing import Listing
from directory.web.problems import CONTENT_TYPE, TITLES

# What holds for all of it, in a few sentences.
SUMMARY = gettext_lazy(
    "The directories of the center for other programs: the same entries, filters, search and "
    "orders as on its pages. No key is needed. What is not recorded is null, never “no”."
)
SCHEMAS = "#/components/schemas/"
REFS = {name: f"{SCHEMAS}{name}" for name in COLLECTIONS}
HEADERS = {
    "ETag": "Give it as If-None-Match the next time: 304 says that nothing has changed.",
    "Last-Modified": "When anything last changed.",
    "RateLimit": "What is left in this minute.",
    "RateLimit-Policy": "How many requests a minute are answered.",
}


def openapi(request: HttpRequest) -> HttpResponse:
    """The document, as JSON."""
    questions.refuse_all_but(request.GET, ())
    return answers.as_json(document(request))


def document(request: HttpRequest) -> dict[str, object]:
    """The whole document for the site as it is now."""
    made = deepcopy(dict(api.get_openapi_schema(path_prefix=ROOT)))
    made["info"] |= {
        "description": str(SUMMARY),
        "contact": {"name": settings.WAGTAIL_SITE_NAME, "url": f"{answers.origin(request)}/"},
        "license": dict(settings.DATA_LICENSE),
    }
    made["security"] = []  # no key
    made["servers"] = [{"url": answers.origin(request)}]
    made["tags"] = [{"name": name, "description": each.title} for name, each in COLLECTIONS.items()]
    components = {name: item_schema(each) for name, each in COLLECTIONS.items()}
    made["components"] = {"schemas": {**components, "problem": problem_schema()}}
    for collection in COLLECTIONS.values():
        _describe(made["paths"], collection, request)
    for name, text, more, schema in (
        (
            "", _("The collections"),
            _("The address of each collection, with how many entries it has."), {"type": "object"},
        ),
        (
            "freshness", _("How fresh the center is, in numbers"),
            _("How many entries are in each trust state, and how many links work, today."),
            freshness_schema(),
        ),
    ):  # fmt: skip
        operation = made["paths"][ROOT + name]["get"]
        operation["summary"], operation["description"] = text, more
        operation["responses"] = _responses({"application/json": {"schema": schema}})
    return made


def _describe(paths: dict, collection: Collection, request: HttpRequest) -> None:
    name, title = collection.name, collection.title
    listing = Listing(collection.directory, stamps=request.stamps)
    sample = items(
        collection, listing, listing.all_pks[:1],
        origin=answers.origin(request), stamps=request.stamps,
    )  # fmt: skip
    listed = paths[ROOT + name]["get"]
    listed["summary"] = _("%(title)s: a list") % {"title": title}
    listed["description"] = _(
        "The entries that are filtered and searched for, page by page, in the order asked for. A "
        "parameter or value that does not exist is refused, and never left out."
    )
    listed["parameters"] = _openapi(list_parameters(collection, listing))
    listed["responses"] = _responses(
        {"application/json": {"schema": list_schema(collection, REFS)}}
    )
    lines = paths[f"{ROOT}{name}.ndjson"]["get"]
    lines["summary"] = _("%(title)s: all of a list, one entry a line") % {"title": title}
    lines["description"] = _(
        "As the list, but whole: one JSON object a line (NDJSON), without pages."
    )
    lines["parameters"] = _openapi(lines_parameters(collection, listing))
    lines["responses"] = _responses({"application/x-ndjson": {"schema": {"type": "string"}}})
    one = paths[f"{ROOT}{name}/{{slug}}"]["get"]
    one["summary"] = _("%(title)s: one entry") % {"title": title}
    one["description"] = _("The entry whose key stands in the address, with all of its fields.")
    media: dict[str, object] = {"schema": one_schema(collection, REFS)}
    if sample:
        media["example"] = {
            "data": sample[0],
            "meta": {"dataset_version": "0123456789abcdef"},
            "links": {
                "self": f"{answers.origin(request)}{ROOT}{name}/{sample[0]['slug']}",
                "collection": f"{answers.origin(request)}{ROOT}{name}",
            },
        }
    slug = {
        "name": "slug",
        "in": "path",
        "required": True,
        "description": _("The key of the entry."),
        "schema": {"type": "string", "minLength": 1},
        "example": sample[0]["slug"] if sample else "a-slug",
    }
    one["parameters"] = [slug, *_openapi(item_parameters(collection))]
    one["responses"] = _responses({"application/json": media})
    one["responses"]["301"] = {
        "description": _("It was merged into another entry, whose address is in the header."),
        "headers": {
            "Location": {
                "description": _("The same question for the entry that was kept."),
                "schema": {"type": "string", "format": "uri"},
            }
        },
    }
    one["responses"]["404"] = _problem(404)


def _openapi(parameters: list[Parameter]) -> list[Mapping[str, object]]:
    return [parameter.openapi for parameter in parameters]


def _responses(content: Mapping[str, object]) -> dict[str, object]:
    headers = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    responses: dict[str, object] = {
        "200": {"description": "OK", "headers": headers, "content": content},
        "304": {"description": _("Nothing has changed since the ETag or moment that you sent.")},
        "400": _problem(400),
        "429": _problem(429),
    }
    return responses


def _problem(status: int) -> dict[str, object]:
    return {
        "description": TITLES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}problem"}}},
    }
