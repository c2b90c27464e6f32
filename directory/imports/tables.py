"""Reading a file, whatever wrote it: its rows, and what is wrong with its form."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.catalog.columns import MAX_CELL, file_columns, plain
from directory.catalog.directory import Directory
from directory.imports.limits import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Meter,
    UnreadableFile,
    cell_too_long,
    too_large,
    too_many_columns,
    too_many_rows,
)
from directory.imports.rows import (
    Row,
    Table,
    good_cells,
    is_utf8,
    legible,
    lines_of,
)
from directory.imports.texts import text_of_table
from directory.imports.workbooks import (
    OLD_EXCEL_START,
    ZIP_START,
    unpacked_size,
    workbook_lines,
)
from directory.models.signs import readable, unseen

KEY = "slug"
# More than a row of any directory usually has.
BYTES_OF_ROW = 2_000
# As much of a cell that is too long as shows which one it is.
SHOWN = 60

Lines = Iterator[tuple[int, list[str]]]


class Header(NamedTuple):
    """What the columns of a file are called, each by a name of its own, and what a reader of the
    file should know that is no fault.

    A heading that stands there before, or is empty, is told by its place: "name (3)", "(4)".
    """

    names: list[str]
    notes: list[str]


def read_header(name: str, content: bytes) -> Header:
    """Return the header of the file; raise UnreadableFile."""
    table = Table(name)
    return Header(_names(_headings(table, _lines(table, content))), table.notes)


def is_small(content: bytes, rows: int) -> bool:
    """Return whether the file surely has no more than so many rows, told without reading it."""
    if content.startswith(ZIP_START):
        return unpacked_size(content) <= rows * BYTES_OF_ROW
    return len(content) <= rows * BYTES_OF_ROW and content.count(b"\n") <= rows


def read_table(
    name: str, content: bytes, directory: Directory, mapping: Mapping[str, str] | None = None
) -> Table:
    """Read a CSV file or a workbook for this directory; never raises for what is in it.

    `mapping` gives for a name of read_header() the column that it means, or "" to leave it out; a
    heading that is not in it must be the name of a column. The faults of the table tell what is
    wrong.
    """
    return read_columns(name, content, file_columns(directory), mapping)


def read_columns(
    name: str, content: bytes, columns: Sequence[str], mapping: Mapping[str, str] | None = None
) -> Table:
    """Read a file that may have these columns, as read_table() does."""
    return _read_safely(name, content, _Form(columns), mapping or {})


def read_file(
    path: Path,
    columns: Sequence[str],
    key: str,
    *,
    needed: Collection[str] = (),
    repeats: bool = False,
) -> Table:
    """Read a file of the starting content, which must be clean: UTF-8, no signs that do not belong
    in a text, and all columns that are `needed`. Where it `repeats`, a key may stand in many rows.

    Never raises for what is in the file, or for a missing file: the faults of the table tell.
    """
    form = _Form(columns, key, needed, repeats, is_strict=True)
    try:
        content = path.read_bytes()
    except OSError as error:
        table = Table(path.name)
        table.blame(1, "", "", _("The file cannot be read: %s.") % error.strerror)
        return table
    table = _read_safely(path.name, content, form, {})
    for note in table.notes:
        table.blame(1, "", "", note)
    return table


class _Form(NamedTuple):
    """What a file may have: its columns, that of the keys, and those that it must have."""

    columns: Sequence[str]
    key: str = KEY
    needed: Collection[str] = ()
    repeats: bool = False
    is_strict: bool = False


def _read_safely(name: str, content: bytes, form: _Form, mapping: Mapping[str, str]) -> Table:
    table = Table(name, sha256=sha256(content).hexdigest())
    try:
        _read(table, _lines(table, content), form, mapping)
    except UnreadableFile as error:
        table.rows.clear()
        table.faults.clear()
        table.columns.clear()
        table.meter = Meter()
        table.blame(1, "", "", str(error))
    return table


def _read(table: Table, lines: Lines, form: _Form, mapping: Mapping[str, str]) -> None:
    headings = _headings(table, lines)
    names = _names(headings)
    header = [mapping.get(name, heading) for name, heading in zip(names, headings, strict=True)]
    left_out = [name in mapping and not mapping[name] for name in names]
    _check_header(table, headings, header, left_out, form)
    table.columns = [name for name in header if name in form.columns]
    tidy = str.strip if form.is_strict else readable
    first_lines: dict[str, int] = {}
    for number, (line, row) in enumerate(lines, start=1):
        if number > MAX_ROWS:
            raise too_many_rows()
        table.meter.look_at_clock()
        while len(row) > len(header) and not row[-1].strip():
            row.pop()
        good = {
            name: readable(plain(cell))
            for name, cell in good_cells(table, line, header, row, table.columns, tidy).items()
            if _is_value(table, line, name, cell)
        }
        table.meter.hold(*good.values(), objects=2)
        key = good.get(form.key, "")
        if form.key in good and not key:
            reason = _("A row needs a key: a word of its own that stays.")
            table.blame(line, form.key, "", reason)
        elif key in first_lines and not form.repeats:
            reason = _("This key already stands in line %d.") % first_lines[key]
            table.blame(line, form.key, key, reason)
            key = ""
        elif key:
            first_lines[key] = line
        table.rows.append(Row(line, key, good))
    table.keys.update(first_lines)
    if not table.rows and table.is_readable and not form.is_strict:
        table.notes.append(_("The file has headings and no rows."))


def _headings(table: Table, lines: Lines) -> list[str]:
    cells = next(lines, (1, []))[1]
    if not cells:
        raise UnreadableFile(_("The file is empty."))
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise too_many_columns()
    if any(len(cell) > MAX_CELL for cell in cells):
        raise UnreadableFile(cell_too_long())
    signs = unseen("".join(cell for cell in cells if is_utf8(cell)))
    if signs:
        table.notes.append(
            _("Signs that nobody sees were left out of the headings: %s.") % ", ".join(signs)
        )
    return [readable(cell) if is_utf8(cell) else legible(cell.strip()) for cell in cells]


def _names(headings: Sequence[str]) -> list[str]:
    names, seen = [], set()
    for position, heading in enumerate(headings, start=1):
        is_own = heading and heading not in seen
        names.append(heading if is_own else f"{heading} ({position})".strip())
        seen.add(heading)
    return names


def _check_header(
    table: Table,
    headings: Sequence[str],
    header: Sequence[str],
    left_out: Sequence[bool],
    form: _Form,
) -> None:
    seen = set()
    for position, (heading, name) in enumerate(zip(headings, header, strict=True)):
        if left_out[position]:
            continue
        if name not in form.columns:
            column, reason = heading or f"({position + 1})", _("No such column is known.")
            table.blame(1, column, heading, reason)
        elif name in seen:
            table.blame(1, heading, heading, _("This column stands there twice."))
        seen.add(name)
    if form.key not in header:
        reason = _("The column of keys is missing: without it no row can be told from another.")
        table.blame(1, form.key, "", reason)
    for name in form.needed:
        if name not in header and name != form.key:
            table.blame(1, name, "", _("This column is missing."))


def _is_value(table: Table, line: int, column: str, cell: str) -> bool:
    from openpyxl.cell.cell import ERROR_CODES

    if len(cell) > MAX_CELL:
        cell, reason = f"{cell[:SHOWN]}…", cell_too_long()
    elif cell.startswith("="):
        reason = _("This is a formula, not a value. Put an apostrophe before it if it is text.")
    elif cell in ERROR_CODES:
        reason = _("The spreadsheet shows an error here.")
    else:
        return True
    table.blame(line, column, cell, reason)
    return False


def _lines(table: Table, content: bytes) -> Lines:
    if len(content) > MAX_BYTES:
        raise too_large()
    if content.startswith(OLD_EXCEL_START):
        raise UnreadableFile(
            _("This is an old Excel file, or one with a password. Save it as .xlsx or CSV.")
        )
    if content.startswith(ZIP_START):
        yield from workbook_lines(content, table.notes, table.meter)
        return
    text, delimiter = text_of_table(content, table.notes)
    for line, cells in lines_of(table, text, delimiter):
        if any(cell.strip() for cell in cells):
            yield line, cells
