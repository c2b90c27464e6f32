"""The OpenAPI document: the operations of directory/api/urls.py, as the directories tell them."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.api import answers, places, questions
from directory.api.collections import COLLECTIONS, ROOT, Collection
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
    """Answer with the document, as JSON."""
    questions.refuse_all_but(request.GET, ())
    return answers.as_json(document(request))


def document(request: HttpRequest) -> dict[str, object]:
    """Return the whole document for the site as it is now."""
    base = answers.origin(request)
    components = {name: item_schema(each) for name, each in COLLECTIONS.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Directory of the Library Support Staff Resource Center",
            "version": "1",
            "description": str(SUMMARY),
            "contact": {"name": settings.WAGTAIL_SITE_NAME, "url": f"{base}/"},
            "license": dict(settings.DATA_LICENSE),
        },
        "paths": dict(_paths(request)),
        "components": {"schemas": {**components, "problem": problem_schema()}},
        "servers": [{"url": base}],
        "security": [],  # no key
        "tags": [{"name": name, "description": each.title} for name, each in COLLECTIONS.items()],
    }


def _paths(request: HttpRequest) -> Iterator[tuple[str, Mapping[str, object]]]:
    for collection in COLLECTIONS.values():
        yield from _paths_of(collection, request)
    yield f"{ROOT}freshness", _operation(
        "get-freshness", "freshness", _("How fresh the center is, in numbers"),
        _("How many entries are in each trust state, and how many links work, today."),
        {"application/json": {"schema": freshness_schema()}},
    )  # fmt: skip
    yield ROOT, _operation(
        "get-index", "index", _("The collections"),
        _("The address of each collection, with how many entries it has."),
        {"application/json": {"schema": {"type": "object"}}},
    )  # fmt: skip


def _paths_of(
    collection: Collection, request: HttpRequest
) -> Iterator[tuple[str, Mapping[str, object]]]:
    name, titled = collection.name, {"title": collection.title}
    base = answers.origin(request)
    listing = Listing(collection.directory, stamps=request.stamps)
    sample = items(collection, listing, listing.all_pks[:1], origin=base, stamps=request.stamps)
    yield f"{ROOT}{name}", _operation(
        f"list-{name}", name, _("%(title)s: a list") % titled,
        _("The entries that are filtered and searched for, page by page, in the order asked for. A "
          "parameter or value that does not exist is refused, and never left out."),
        {"application/json": {"schema": list_schema(collection, REFS)}},
        _openapi(list_parameters(collection, listing)),
    )  # fmt: skip
    yield f"{ROOT}{name}.ndjson", _operation(
        f"lines-{name}", name, _("%(title)s: all of a list, one entry a line") % titled,
        _("As the list, but whole: one JSON object a line (NDJSON), without pages."),
        {"application/x-ndjson": {"schema": {"type": "string"}}},
        _openapi(lines_parameters(collection, listing)),
    )  # fmt: skip
    answers_schema = places.schema() if collection.has_answers else None
    narrowing = places.parameters() if collection.has_answers else ()
    media: dict[str, object] = {"schema": one_schema(collection, REFS, answers_schema)}
    if sample:
        media["example"] = {
            "data": sample[0],
            "meta": {"dataset_version": "0123456789abcdef"},
            "links": {
                "self": f"{base}{ROOT}{name}/{sample[0]['slug']}",
                "collection": f"{base}{ROOT}{name}",
            },
        }
    if sample and collection.has_answers:
        media["example"]["answers"] = answers.answers_for(request, collection, sample[0]["slug"])
    slug = {
        "name": "slug",
        "in": "path",
        "required": True,
        "description": _("The key of the entry."),
        "schema": {"type": "string", "minLength": 1},
        "example": sample[0]["slug"] if sample else "a-slug",
    }
    yield f"{ROOT}{name}/{{slug}}", _operation(
        f"get-{name}", name, _("%(title)s: one entry") % titled,
        _("The entry whose key stands in the address, with all of its fields."),
        {"application/json": media},
        [slug, *_openapi([*item_parameters(collection), *narrowing])],
        {"301": _moved(), "404": _problem(404)},
    )  # fmt: skip


def _operation(
    key: str,
    tag: str,
    summary: str,
    description: str,
    content: Mapping[str, object],
    parameters: Sequence[Mapping[str, object]] = (),
    further: Mapping[str, object] | None = None,
) -> Mapping[str, object]:
    """Describe what GET does at a path; `further` are responses that only this operation has."""
    return {
        "get": {
            "operationId": key,
            "summary": summary,
            "parameters": list(parameters),
            "responses": {**_responses(content), **(further or {})},
            "tags": [tag],
            "description": description,
        }
    }


def _moved() -> dict[str, object]:
    return {
        "description": _("It was merged into another entry, whose address is in the header."),
        "headers": {
            "Location": {
                "description": _("The same question for the entry that was kept."),
                "schema": {"type": "string", "format": "uri"},
            }
        },
    }


def _openapi(parameters: list[Parameter]) -> list[Mapping[str, object]]:
    return [parameter.openapi for parameter in parameters]


def _responses(content: Mapping[str, object]) -> dict[str, object]:
    headers = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    return {
        "200": {"description": "OK", "headers": headers, "content": content},
        "304": {"description": _("Nothing has changed since the ETag or moment that you sent.")},
        "400": _problem(400),
        "429": _problem(429),
    }


def _problem(status: int) -> dict[str, object]:
    return {
        "description": TITLES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}problem"}}},
    }
