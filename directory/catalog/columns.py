"""What stands in a column of a file: an attribute of the entry, or one of the few computed here."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.db import models
from django.db.models.manager import BaseManager

from directory.catalog.directory import Directory
from directory.catalog.text import by_name
from directory.catalog.values import StrOrPromise
from directory.models import Entry, SourcedRow

ENTRY_COLUMNS = (
    "language", "trust", "verified_on", "source_url", "source_title", "source_date", "source_note",
    "gathered_on", "archive_url",
)  # fmt: skip
# Spreadsheets take a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# The longest text that a cell of a workbook holds.
MAX_CELL = 32_767
# A sign that is written as its number in a workbook.
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _recognition(record) -> list[str]:
    flags = {"ala-accredited": record.ala_accredited, "lssc": record.lssc_approved}
    return [name for name, answer in flags.items() if answer == "yes"]


def _country(record) -> str:
    return record.country if hasattr(record, "country") else record.located_in[0].country


COMPUTED: dict[str, Callable[[models.Model], object]] = {
    "place": lambda record: [place.slug for place in record.located_in],
    "place_code": lambda record: [place.code for place in record.located_in],
    "country": _country,
    "audience": lambda record: [audience.slug for audience in record.audiences.all()],
    "topic": lambda record: [topic.slug for topic in by_name(record.topics.all())],
    "levels": lambda record: [level.name for level in record.levels.all()],
    "institution": lambda record: record.institution.name,
    "institution_slug": lambda record: record.institution.slug,
    "city": lambda record: record.city if hasattr(record, "city") else record.institution.city,
    "control": lambda record: (
        record.control if hasattr(record, "control") else record.institution.control
    ),
    "parent_slug": lambda record: record.parent.slug if record.parent else "",
    "parent": lambda record: record.parent.name if record.parent else record.parent_name,
    "recognition": _recognition,
    "trust": lambda record: record.trust.state.value,
    "date": lambda record: record.date_text,
    "citations": lambda record: record.source_lines,
    "over": lambda record: record.status,
    "short_answer": lambda record: record.summary,
}


# What the public reads in the same columns: a larger body only when its own entry is published.
PUBLIC = {
    **COMPUTED,
    "parent_slug": lambda record: record.public_parent.slug if record.public_parent else "",
    "parent": lambda record: (
        record.public_parent.name if record.public_parent else record.parent_name
    ),
}

Computed = Mapping[str, Callable[[models.Model], object]]


def value_of(record: models.Model, column: str, computed: Computed = COMPUTED) -> object:
    """Return the value of one column: a text, a number, a date as ISO text, a list of texts or of
    rows, each by its own columns, or None."""
    value = computed[column](record) if column in computed else getattr(record, column)
    if isinstance(value, BaseManager):
        if issubclass(value.model, SourcedRow):
            return _rows(value.all(), for_public=computed is PUBLIC)
        return [str(item) for item in value.all()]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _rows(rows: Iterable[SourcedRow], *, for_public: bool) -> list[Mapping[str, object]]:
    return [row.data(for_public=for_public) for row in rows if row.is_public or not for_public]


def empty_lists(directory: Directory) -> Mapping[str, StrOrPromise]:
    """Return what an empty list says in each column where it does not say that nobody has recorded
    anything: "Not tied to one place"."""
    blanks = {name: bound.facet.blank for name, bound in directory.bound.items()}
    told = {
        name: blank for name, blank in blanks.items()
        if blank is not None and not directory.bound[name].facet.says_not_recorded
    }  # fmt: skip
    return {**told, "place_code": told["place"]} if "place" in told else told


def recorded(directory: Directory, record: models.Model, column: str) -> object:
    """Return what the public reads in a column, as JSON; None is what nobody has recorded, and
    never "no" or "none": a list may be empty where that says something."""
    value = value_of(record, column, PUBLIC)
    if isinstance(value, Decimal):
        return float(value)
    is_unknown = value == "" or (value == [] and column not in empty_lists(directory))
    return None if is_unknown else value


def file_columns(directory: Directory) -> list[str]:
    """Return the columns of a file of this directory: its own, then those of all entries."""
    own = list(directory.columns)
    return [*own, *ENTRY_COLUMNS] if issubclass(directory.model, Entry) else own


def text_of(value: object) -> str:
    """Return the value of a column as the text of one cell: several texts with semicolons between,
    rows as JSON, without what is not recorded of them."""
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            said = [{name: v for name, v in row.items() if v is not None} for row in value]
            return json.dumps(said, ensure_ascii=False)
        return "; ".join(value)
    return "" if value is None else str(value)


def harmless(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet will run: an apostrophe goes before
    it."""
    text = text_of(value)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def plain(cell: str) -> str:
    """Return the text that harmless() was given: plain(harmless(text)) == text, whatever it is."""
    is_neutralised = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS)
    return cell[1:] if is_neutralised else cell


def escaped(text: str) -> str:
    """Return a text as it must stand in a workbook, where "_x000D_" would mean a sign."""
    return _LIKE_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def unescaped(text: str) -> str:
    """Return a text of a workbook as a spreadsheet shows it: unescaped(escaped(text)) == text."""
    if not _ESCAPE.search(text):
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves make one sign; a half alone is none.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
