"""What may be asked of a collection, described: for the OpenAPI document and its reference page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.api.collections import Collection
from directory.api.items import item_fields
from directory.api.questions import PER_PAGE
from directory.catalog.bound_facets import RelationFacet
from directory.catalog.text import MAX_QUERY_LENGTH
from directory.listings.listing import Listing
from directory.search.queries import (
    BEST_MATCH,
    MAX_PAGE,
    MAX_PER_PAGE,
    MAX_VALUES,
)

Schema = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query: what it means, what it may be, and one value of it."""

    name: str
    description: str
    schema: Schema
    example: object
    values: Mapping[str, str]  # what each value is called, where there are only so many
    explode: bool = False  # several values: the parameter several times, not commas
    allowed: str = ""  # the values in words, where the schema does not fix them

    @property
    def written(self) -> str:
        """The example as it stands in an address."""
        example = self.example
        return ",".join(example) if isinstance(example, list) else str(example)

    @property
    def openapi(self) -> Mapping[str, object]:
        """As the OpenAPI document describes it."""
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": " ".join(filter(None, [self.description, self.allowed])),
            "schema": self.schema,
            "style": "form",
            "explode": self.explode,
            "example": self.example,
        }


def facet_parameters(collection: Collection, listing: Listing) -> Iterator[Parameter]:
    """Yield one for each facet, as the directory declares it; the example is a value that occurs.

    What editors name (topics, audiences, places) is any text to a generated client: a list of them
    in its code would age.
    """
    for group in listing.form.facets:
        facet = collection.directory.bound[group.name]
        labels = {value: str(label) for value, label in listing.labels[group.name].items()}
        occurring = [option.value for option in group.options if option.count]
        several = _("Given several times, an entry with any of the values is found.")
        word: dict[str, object] = {"type": "string"}
        allowed = ""
        if isinstance(facet, RelationFacet):
            allowed = _("One of: %(values)s.") % {"values": ", ".join(labels)} if labels else ""
        else:
            word["enum"] = list(labels)
        yield Parameter(
            group.name,
            " ".join(filter(None, [f"{facet.label}.", str(facet.help), several])),
            {"type": "array", "items": word, "maxItems": MAX_VALUES},
            occurring[:1],
            labels,
            explode=True,
            allowed=allowed,
        )


def search_parameters(collection: Collection) -> Iterator[Parameter]:
    """Yield words, order and fields: of a list and of a list in lines."""
    sorts = {name: str(sort.label) for name, sort in collection.directory.sorts.items()}
    sorts[BEST_MATCH] = _("best match")
    yield Parameter(
        "q",
        _("Words to search for, as on the site: misspelt ones are corrected, and words are left "
          "out rather than nothing found; `meta` says so."),
        {"type": "string", "maxLength": MAX_QUERY_LENGTH}, "library", {},
    )  # fmt: skip
    yield Parameter(
        "sort",
        _("The order. Without it the usual one, which is the first here; with `q` the best match."),
        {"type": "string", "enum": list(sorts)}, next(iter(sorts)), sorts,
    )  # fmt: skip
    yield fields_parameter(collection)


def fields_parameter(collection: Collection) -> Parameter:
    """Return that which says what fields of an entry are wanted."""
    names = list(item_fields(collection))
    return Parameter(
        "fields",
        _("The fields that are wanted, with commas between them; `id` and `slug` always come."),
        {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1},
        names[2:4], {},
    )  # fmt: skip


def include_parameter(collection: Collection) -> Iterator[Parameter]:
    """Yield that which asks for the entries that these name, where they name any."""
    if names := list(collection.includes):
        yield Parameter(
            "include",
            _("Related entries that are wanted too, each once, under `included`."),
            {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1},
            names[:1], {},
        )  # fmt: skip


def page_parameters(collection: Collection) -> Iterator[Parameter]:
    """Yield what only a list in pages has."""
    yield Parameter(
        "page",
        _("The page, from 1; one after the last is empty."),
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}, 1, {},
    )  # fmt: skip
    yield Parameter(
        "per_page",
        _("How many entries a page holds."),
        {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": PER_PAGE}, 100, {},
    )  # fmt: skip
    if collection.dated_by:
        yield Parameter(
            "modified_after",
            _("Only what came or changed after this moment; `tombstones` on the first page lists "
              "what has been deleted, unpublished or has expired since. Give the `as_of` of the "
              "last answer."),
            {"type": "string", "format": "date-time"}, "2026-01-31T12:00:00Z", {},
        )  # fmt: skip
    yield Parameter(
        "facets",
        _("With `true` the answer has, for each facet, its values and how many entries each would "
          "give."),
        {"type": "string", "enum": ["true", "false"], "default": "false"}, "true", {},
    )  # fmt: skip


def list_parameters(collection: Collection, listing: Listing) -> list[Parameter]:
    """Return all that a list takes."""
    return [
        *facet_parameters(collection, listing),
        *search_parameters(collection),
        *include_parameter(collection),
        *page_parameters(collection),
    ]


def lines_parameters(collection: Collection, listing: Listing) -> list[Parameter]:
    """Return all that a list in lines takes."""
    return [*facet_parameters(collection, listing), *search_parameters(collection)]


def item_parameters(collection: Collection) -> list[Parameter]:
    """Return all that one entry takes."""
    return [fields_parameter(collection), *include_parameter(collection)]
