"""The reference for people: one page, drawn on the server from the same description."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.api.collections import COLLECTIONS, ROOT, Collection
from directory.api.description import SUMMARY
from directory.api.limits import WINDOW
from directory.api.parameters import Parameter, list_parameters
from directory.api.questions import PER_PAGE
from directory.api.schemas import item_schema
from directory.listings.listing import Listing
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
    if known := caching.answered_before(request, stamps):
        return known
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
