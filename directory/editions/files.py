"""A whole directory as one file, equal byte for byte as long as the entries are."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.columns import (
    COMPUTED,
    MAX_CELL,
    Computed,
    escaped,
    file_columns,
    harmless,
    text_of,
    value_of,
)
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.models import Record
from directory.models.signs import readable

EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class TooLongForWorkbook(Exception):
    """A text does not fit in a cell; only CSV can hold the directory."""


def exchangeable() -> dict[str, Directory]:
    """Return the directories whose entries can leave as a file and come back, by slug."""
    return {
        slug: directory
        for slug, directory in DIRECTORIES.items()
        if issubclass(directory.model, Record)
    }


def all_entries(directory: Directory, *, unpublished: bool = False) -> models.QuerySet:
    """Return the entries that the public may see, by key; with `unpublished`, all there are."""
    queryset = directory.model.objects.all() if unpublished else directory.records()
    return (
        queryset.select_related(*directory.related)
        .prefetch_related(*directory.prefetch)
        .order_by("slug")
    )


def csv_file(
    directory: Directory, entries: models.QuerySet, computed: Computed = COMPUTED
) -> bytes:
    """Return the entries as CSV: UTF-8 with the mark that Excel needs."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [harmless(value) for value in row] for row in _rows(directory, entries, computed)
    )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_file(
    directory: Directory, entries: models.QuerySet, computed: Computed = COMPUTED
) -> bytes:
    """Return the entries as an Excel workbook of one sheet; raise TooLongForWorkbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(directory.slug)
    sheet.freeze_panes = "A2"
    for row in _rows(directory, entries, computed):
        sheet.append([_cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _rows(
    directory: Directory, entries: models.QuerySet, computed: Computed
) -> Iterator[list[object]]:
    columns = file_columns(directory)
    yield list(columns)
    for record in entries:
        yield [value_of(record, column, computed) for column in columns]


def _cell(value: object) -> object:
    if value is None or isinstance(value, (int, Decimal)):
        return value
    text = harmless(readable(text_of(value)))
    if len(text) > MAX_CELL:
        raise TooLongForWorkbook(_("A text is too long for a workbook. Use CSV: %s…") % text[:60])
    return escaped(text)


def _timeless(workbook: bytes) -> bytes:
    """Return the same workbook without the moment at which it was made."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = _MADE.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            kept.writestr(zipfile.ZipInfo(name, EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


WRITERS = {"csv": csv_file, "xlsx": xlsx_file}
