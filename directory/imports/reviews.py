"""The review of a file: what its dry run found, kept row by row until somebody decides."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from directory.catalog.columns import (
    MAX_CELL,
    escaped,
    harmless,
    text_of,
)
from directory.imports.plans import ImportPlan, Kind, PlannedRow
from directory.models import Import, ReviewedRow
from directory.models.signs import readable

COLUMNS = ("line", "slug", "kind", "column", "old", "new", "reason")
# How many rows are written with one query.
AT_ONCE = 500
# As many lines as a sheet has.
MAX_LINES = 1_048_576


def keep_review(log: Import, made: ImportPlan) -> None:
    """Keep what a dry run found for the review, in the place of what an earlier one did."""
    rows = sorted(made.rows, key=lambda row: row.line)
    of_file = [fault for fault in made.faults if fault.line <= 1 or not made.rows]
    with transaction.atomic():
        mine = Import.objects.select_for_update().filter(pk=log.pk, run=log.run)
        if not mine.exists():
            return
        log.rows.all().delete()
        ReviewedRow.objects.bulk_create((_reviewed(log, row) for row in rows), AT_ONCE)
        mine.update(
            state=Import.State.CHECKED,
            counts=made.counts,
            review={
                "fingerprint": made.fingerprint,
                "is_readable": made.is_readable,
                "notes": [str(note) for note in made.table.notes],
                "faults": len(made.faults),
                "of_file": [[each.line, each.column, each.value, each.reason] for each in of_file],
            },
        )


def _reviewed(log: Import, row: PlannedRow) -> ReviewedRow:
    return ReviewedRow(
        batch=log,
        line=row.line,
        key=row.key,
        kind=row.kind.value,
        changes=[[change.column, change.old, change.new] for change in row.changes],
        faults=[[fault.column, fault.value, fault.reason] for fault in sorted(row.faults)],
    )


def review_lines(log: Import) -> Iterator[tuple]:
    """Yield the review as a table: a line for each cell that differs and each fault."""
    yield COLUMNS
    for line, column, value, reason in log.review.get("of_file", ()):
        yield (line, "", Kind.ERROR.value, column, "", value, reason)
    for row in log.rows.iterator(chunk_size=AT_ONCE):
        cells = [(column, old, new, "") for column, old, new in row.changes]
        cells += [(column, "", value, reason) for column, value, reason in row.faults]
        for cell in cells or [("", "", "", "")]:
            yield (row.line, row.key, row.kind, *cell)


def review_csv(log: Import) -> Iterator[bytes]:
    """Yield the review as CSV, in pieces: UTF-8 with the mark that Excel needs."""
    yield b"\xef\xbb\xbf"
    for line in review_lines(log):
        piece = io.StringIO(newline="")
        csv.writer(piece).writerow([harmless(value) for value in line])
        yield piece.getvalue().encode()


def review_xlsx(log: Import) -> bytes:
    """Return the review as a workbook; what does not fit in a cell or the sheet is cut."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("review")
    sheet.freeze_panes = "A2"
    for line in islice(review_lines(log), MAX_LINES):
        sheet.append([_cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, int):
        return value
    return escaped(harmless(readable(text_of(value)))[:MAX_CELL])
