"""What each column of a directory means, in words and as JSON Schema: said by models and facets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.catalog.bound_facets import ChoiceFacet, FlagsFacet
from directory.catalog.columns import COMPUTED, empty_lists, file_columns
from directory.catalog.directory import Directory
from directory.catalog.values import StrOrPromise
from directory.models import Institution, Place, SourcedRow, TrustState

TEXT, LIST, DATE, WHOLE, NUMBER = "text", "list of texts", "date", "whole number", "number"
ROWS = "list of rows"

# Columns that are worked out from more than a field of the entry, and that no facet explains.
EXPLAINED: Mapping[str, tuple[StrOrPromise, StrOrPromise, str]] = {
    "place_code": (_("Code of the place"), _("ISO 3166-2: US-OH is Ohio."), LIST),
    "levels": (_("Levels"), _("The levels of the certificate, in their order."), LIST),
    "institution": (_("Institution"), _("The name of the school."), TEXT),
    "institution_slug": (_("Key of the institution"), _("Its slug among institutions."), TEXT),
    "parent": (_("Part of"), _("The name of the larger body."), TEXT),
    "parent_slug": (_("Key of the larger body"), _("Its slug among associations."), TEXT),
    "trust": (_("Trust state"), _("How far the entry can be trusted today."), TEXT),
    "date": (_("Date"), _("No more exact than it is known: 2012-06-12, 2012-06 or 2012."), TEXT),
    "over": (_("Over"), _("“over” of what is over today, nothing of anything else."), TEXT),
    "short_answer": (_("Short answer"), _("With the figures of today."), TEXT),
    "citations": (
        _("Sources"),
        _("Title, publisher, the source’s own date, and address of each."),
        LIST,
    ),
}
# Columns that are a field of the school, or of its place.
OF_ANOTHER = {
    "city": (Institution, "city"),
    "control": (Institution, "control"),
    "country": (Place, "country"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column holds; `values` are the words that it may have, where these are fixed."""

    name: str
    label: StrOrPromise
    help: StrOrPromise
    kind: str
    values: Mapping[str, StrOrPromise] = field(default_factory=dict)
    is_address: bool = False
    is_key: bool = False  # names an entry, and is never empty
    empty: StrOrPromise = ""  # what an empty list says, if not that nothing is recorded
    columns: tuple["Meaning", ...] = ()  # of its rows

    @property
    def explained(self) -> str:
        """What it means, and what it means when it is empty."""
        empty = str(_("Empty: %(words)s.")) % {"words": self.empty} if self.empty else ""
        return " ".join(filter(None, [str(self.help), empty]))

    @property
    def json_schema(self) -> dict[str, object]:
        """The values of the column in JSON; null is what is not recorded."""
        word: dict[str, object] = {"type": "string"}
        if self.values:
            word["enum"] = list(self.values)
        told = {"title": str(self.label), "description": self.explained}
        told = {name: text for name, text in told.items() if text}
        if self.is_key:
            return {**word, "minLength": 1, **told}
        if self.kind == ROWS:
            row = {
                "type": "object",
                "properties": {each.name: each.json_schema for each in self.columns},
                "required": [each.name for each in self.columns],
                "additionalProperties": False,
            }
            return {"type": ["array", "null"], "items": row, **told}
        if self.kind == LIST:
            return {"type": ["array", "null"], "items": word, **told}
        if self.kind in (WHOLE, NUMBER):
            return {"type": ["integer" if self.kind == WHOLE else "number", "null"], **told}
        if self.values:
            return {"type": ["string", "null"], "enum": [*self.values, None], **told}
        form = {"format": "date"} if self.kind == DATE else {}
        return {"type": ["string", "null"], **form, **told}


def meanings(directory: Directory) -> list[Meaning]:
    """Return what each column of the files of `directory` means, in their order."""
    return [meaning(directory, column) for column in file_columns(directory)]


def meaning(directory: Directory, column: str) -> Meaning:
    """Return what one column means; raise FieldDoesNotExist for one that nothing explains."""
    if column in COMPUTED:
        found = _computed(directory, column)
        return replace(found, empty=empty_lists(directory).get(column, ""))
    return _of_field(directory.model, column)


def _computed(directory: Directory, column: str) -> Meaning:
    if column in OF_ANOTHER:
        model, name = OF_ANOTHER[column]
        is_own = any(field.name == column for field in directory.model._meta.concrete_fields)
        return _of_field(directory.model if is_own else model, name)
    if column == "trust":
        label, text, kind = EXPLAINED[column]
        return Meaning(column, label, text, kind, dict(TrustState.choices))
    if column in EXPLAINED:
        return Meaning(column, *EXPLAINED[column], is_key=column == "institution_slug")
    facet = directory.bound.get(column)
    if facet is None:
        raise FieldDoesNotExist(f"Nothing explains the column {column!r} of {directory.slug}.")
    # What many entries share is told by its slug, and an entry may have many.
    values = facet.labels() if isinstance(facet, (ChoiceFacet, FlagsFacet)) else {}
    values = {value: label for value, label in values.items() if value != "not-recorded"}
    return Meaning(column, facet.label, facet.help, LIST, values)


def _of_rows(name: str, model: type[SourcedRow]) -> Meaning:
    label = str(model._meta.verbose_name_plural)
    columns = tuple(_of_field(model, column) for column in model.COLUMNS)
    text = _("Each row says its own source. In CSV and XLSX they stand there as JSON.")
    return Meaning(name, label[:1].upper() + label[1:], text, ROWS, columns=columns)


def _of_field(model: type[models.Model], name: str) -> Meaning:
    found = model._meta.get_field(name)
    if found.one_to_many and issubclass(found.related_model, SourcedRow):
        return _of_rows(name, found.related_model)
    kind = TEXT
    if isinstance(found, models.DateField):
        kind = DATE
    elif isinstance(found, models.DecimalField):
        kind = NUMBER
    elif isinstance(found, models.IntegerField):
        kind = WHOLE
    elif found.many_to_many or found.one_to_many:
        kind = LIST
    label = found.verbose_name[:1].upper() + found.verbose_name[1:]
    values = {value: words for value, words in found.choices or () if value}
    return Meaning(
        name, label, found.help_text, kind, values,
        is_address=isinstance(found, models.URLField), is_key=name == "slug",
    )  # fmt: skip
