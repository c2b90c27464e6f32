"""The reference for people: one page, drawn on the server from the same description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.api.collections import COLLECTIONS, ROOT, Collection
from directory.api.description import SUMMARY
from directory.api.limits import WINDOW
from directory.api.parameters import Parameter, list_parameters
from directory.api.questions import PER_PAGE
from directory.api.schemas import item_schema
from directory.catalog.schema_org import Absolute
from directory.listings.listing import Listing
from directory.listings.markdown import (
    heading,
    link,
    plain,
    table,
)
from directory.models import Stamp
from directory.search.queries import MAX_PER_PAGE
from directory.web import caching

TITLE = _("API for developers")
SHOWN_VALUES = 12


@dataclass(frozen=True)
class Described:
    """A collection as the page shows it."""

    collection: Collection
    total: int
    parameters: list[Parameter]

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Each field of an entry: its name, its type in words, and what it means."""
        found = []
        for name, schema in item_schema(self.collection)["properties"].items():
            kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            text = ": ".join(filter(None, [schema.get("title"), schema.get("description")]))
            found.append((name, " | ".join(kinds), text))
        return found

    @property
    def rows(self) -> list[tuple[Parameter, list[str], int]]:
        """Each parameter with the first of its values, and how many more there are."""
        found = []
        for parameter in self.parameters:
            values = list(parameter.values)
            found.append((parameter, values[:SHOWN_VALUES], max(0, len(values) - SHOWN_VALUES)))
        return found


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show the page. Public; a repeated question is answered 304."""
    stamps = Stamp.read()
    if unchanged := caching.not_modified(request, stamps):
        return unchanged
    context = {
        "root": request.build_absolute_uri(ROOT),
        "title": TITLE,
        "summary": SUMMARY,
        "described": described(stamps),
        "per_page": PER_PAGE,
        "most": MAX_PER_PAGE,
        "window": WINDOW,
    }
    response = render(request, "directory/api_reference.html", context)
    return caching.label(request, response, stamps)


def described(stamps: Mapping[str, int]) -> list[Described]:
    """Return every collection as it is now."""
    found = []
    for collection in COLLECTIONS.values():
        listing = Listing(collection.directory, stamps=stamps)
        found.append(Described(collection, listing.total, list_parameters(collection, listing)))
    return found


def in_markdown(absolute: Absolute, stamps: Mapping[str, int]) -> Iterator[str]:
    """Yield the parameters and fields of each collection, for the twin of the page."""
    yield f"OpenAPI 3.1: {link('openapi.json', absolute(f'{ROOT}openapi.json'))}"
    for each in described(stamps):
        name = each.collection.name
        yield heading(2, name)
        yield f"{plain(each.collection.title)}: {link(f'GET {ROOT}{name}', absolute(ROOT + name))}"
        yield table(
            [_t("Parameter"), _t("Meaning"), _t("Values")],
            [
                [
                    f"`{parameter.name}`", plain(parameter.description),
                    plain(", ".join(values) or parameter.written) + (f" (+{more})" if more else ""),
                ]
                for parameter, values, more in each.rows
            ],
        )  # fmt: skip
        yield table(
            [_t("Field"), _t("Type"), _t("Meaning")],
            [[f"`{field}`", plain(kinds), plain(text)] for field, kinds, text in each.fields],
        )
