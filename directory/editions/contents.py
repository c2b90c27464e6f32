"""The files of an edition: each directory in three forms, its schema and its codebook in words."""

import csv
import io
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from directory.catalog.codebook import Meaning, meanings
from directory.catalog.columns import PUBLIC, harmless, recorded
from directory.catalog.directory import Directory
from directory.editions.files import (
    all_entries,
    csv_file,
    exchangeable,
    xlsx_file,
)
from directory.imports.datasets import AUDIENCES, TOPICS
from directory.listings.markdown import (
    heading,
    joined,
    listed,
    plain,
)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "schema.json": "application/schema+json; charset=utf-8",
    "codebook.md": "text/markdown; charset=utf-8",
}
# What entries name by key and that is no directory itself.
TERMS = (TOPICS, AUDIENCES)


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file, equal byte for byte as long as the entries
    are."""
    for directory in exchangeable().values():
        slug = directory.slug
        yield f"{slug}.csv", csv_file(directory, all_entries(directory), PUBLIC)
        yield f"{slug}.ndjson", _ndjson(directory)
        yield f"{slug}.xlsx", xlsx_file(directory, all_entries(directory), PUBLIC)
        yield f"{slug}.schema.json", _json(json_schema(directory))
        yield f"{slug}.codebook.md", _codebook(directory).encode()
    for terms in TERMS:
        out, columns = io.StringIO(newline=""), [*terms.columns]
        lines = terms.model.objects.order_by("slug").values_list(*columns)
        csv.writer(out).writerows([columns, *([harmless(cell) for cell in line] for line in lines)])
        yield terms.file, b"\xef\xbb\xbf" + out.getvalue().encode()


def json_schema(directory: Directory) -> dict[str, object]:
    """Return what a line of the NDJSON file may say; null is what is not recorded."""
    columns = meanings(directory)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(directory.title),
        "type": "object",
        "properties": {each.name: each.json_schema for each in columns},
        "required": [each.name for each in columns],
        "additionalProperties": False,
    }


def _ndjson(directory: Directory) -> bytes:
    columns = [each.name for each in meanings(directory)]
    return b"".join(
        _json({column: recorded(directory, record, column) for column in columns})
        for record in all_entries(directory)
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _codebook(directory: Directory) -> str:
    return joined(
        heading(1, _("Codebook: %s") % directory.title),
        _(
            "One row is one entry that the public may see. The column “slug” is its key: it stays "
            "when the name changes. An empty cell, null in NDJSON, means “not recorded” and never "
            "“no”; a column in which it means something else says so, and where it may hold "
            "several values, NDJSON has an empty list. In CSV and XLSX several values of a cell "
            "have semicolons between them, and an apostrophe stands before a text that a "
            "spreadsheet would run as a formula."
        ),
        *(part for each in meanings(directory) for part in _explained(each)),
    )


def _explained(column: Meaning) -> Iterator[str]:
    yield f"## `{column.name}`"
    words = [f"{plain(str(column.label))} ({column.kind}).", plain(column.explained)]
    yield " ".join(filter(None, words))
    if column.columns:
        yield listed([f"`{each.name}`: {_in_a_row(each)}" for each in column.columns])
    if column.values:
        yield listed([f"`{value}`: {plain(str(label))}" for value, label in column.values.items()])


def _in_a_row(column: Meaning) -> str:
    values = ", ".join(f"`{value}`" for value in column.values)
    words = [f"{plain(str(column.label))} ({column.kind}).", plain(column.explained), values]
    return " ".join(filter(None, words))
