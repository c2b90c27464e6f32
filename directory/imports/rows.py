"""The rows of one file, and everything that is wrong with its form."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from directory.imports.faults import Fault
from directory.imports.limits import Meter

# Bytes that are not UTF-8 are read as lone surrogates, and so found in the cell where they stand.
_NOT_UTF8 = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that could be read, by column.

    A key that is missing or another row's is no key: `key` is then empty.
    """

    line: int
    key: str
    cells: Mapping[str, str]


@dataclass
class Table:
    """The rows of a file, the keys of all its rows, faulty ones too, and its faults; `columns` are
    those of the known ones that it has, in its order."""

    file: str
    rows: list[Row] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    sha256: str = ""
    columns: list[str] = field(default_factory=list)
    # What a reader of the file should know that is no fault.
    notes: list[str] = field(default_factory=list)
    meter: Meter = field(default_factory=Meter)

    def blame(self, line: int, column: str, value: str, reason: str) -> None:
        """Note a fault of this file."""
        self.meter.hold(value, objects=1)
        self.faults.append(Fault(self.file, line, column, legible(value), str(reason)))

    @property
    def is_readable(self) -> bool:
        """Whether the rows could be told apart and their columns be known."""
        return not any(fault.line <= 1 for fault in self.faults)


def in_order(
    table: Table, column: str, named: Mapping[str, Row]
) -> tuple[Sequence[Row], Fault | None]:
    """Return the rows, each after the one that it names in `column`, and what is wrong where one
    is part of itself."""
    by_line = {row.line: row for row in table.rows}
    wholes = {line: named.get(row.cells.get(column, "")) for line, row in by_line.items()}
    graph = {line: [whole.line] if whole else [] for line, whole in wholes.items()}
    try:
        return [by_line[line] for line in TopologicalSorter(graph).static_order()], None
    except CycleError as error:
        row = by_line[min(error.args[1])]
        reason = _("It is part of itself.")
        return table.rows, Fault(table.file, row.line, column, row.cells[column], reason)


def lines_of(table: Table, text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that is not blank, with its number; blame lines that are
    broken."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            table.blame(line, "", "", _in_words(str(error)))
        else:
            if cells:
                yield line, cells


def _in_words(error: str) -> str:
    """What the csv module says of a line that is not well formed, for those who made it."""
    if "expected after" in error:
        return _("A quotation mark stands inside a cell: write it twice, and one around the cell.")
    if "end of data" in error:
        return _("A quotation mark opens a cell here, and none closes it.")
    if "field limit" in error:
        return _("A cell is too long, perhaps since a quotation mark is missing.")
    return _("The line is not well formed: %s.") % error


def good_cells(
    table: Table,
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    columns: Sequence[str],
    tidy: Callable[[str], str],
) -> dict[str, str]:
    """Return the cells that can be read, as `tidy` leaves them, by column; blame those that
    cannot."""
    if len(cells) != len(header):
        at = min(len(cells), len(header) - 1)
        extra = cells[len(header)] if len(cells) > len(header) else ""
        counts = {"found": len(cells), "expected": len(header)}
        reason = _("Cells in this row: %(found)d; columns: %(expected)d.") % counts
        table.blame(line, legible(header[at]) if header else "", extra, reason)
    good: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name not in columns:
            continue
        if not is_utf8(cell):
            table.blame(line, name, cell, _("The text is not UTF-8."))
        elif _CONTROL.search(cell := tidy(cell)):
            table.blame(line, name, cell, _("The text has a control character."))
        else:
            good.setdefault(name, cell)
    return good


def is_utf8(text: str) -> bool:
    """Return whether nothing of the text was read from bytes that are no UTF-8."""
    return not _NOT_UTF8.search(text)


def legible(text: str) -> str:
    """Return the text with marks in place of what cannot be shown."""
    return _CONTROL.sub("\ufffd", _NOT_UTF8.sub("\ufffd", text))
