"""An Excel workbook that a stranger may have made: looked over before it is opened, then read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _

ZIP_START = b"PK\x03\x04"
# The format of Excel before 2007, and of workbooks with a password.
OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
# What openpyxl and the libraries below it raise for a workbook that is not one.
BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip


class UnreadableFile(Exception):
    """The file cannot be read at all; the message says to whoever sent it what to do."""


def workbook_lines(content: bytes, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of the first sheet that is not hidden as texts, with the number of each row that is
    not blank; where there are others, `notes` gets which one that is.

    A formula is its text, "=...". Raises UnreadableFile, before anything is unpacked when what
    would come out is too large.
    """
    _look_over(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        shown = [each for each in book.worksheets if each.sheet_state == "visible"]
        sheet = (shown or book.worksheets)[0]
        if len(shown) > 1:
            notes.append(
                _("The workbook has %(number)d sheets. Only the first is read: “%(name)s”.")
                % {"number": len(shown), "name": sheet.title}
            )
        # A sheet may claim a size that would fill the memory with empty cells.
        sheet.reset_dimensions()
        width = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_text(value) for value in values]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                # The first row is the header: a row says nothing about columns that it leaves out.
                width = width or len(cells)
                yield number, cells + [""] * (width - len(cells))
    except BROKEN as error:
        raise UnreadableFile(
            _("This is not a workbook that can be read. Save it again as .xlsx, or as CSV.")
        ) from error


def unpacked_size(content: bytes) -> int:
    """How many bytes the parts of a workbook say they have; 0 when it is none."""
    try:
        return sum(part.file_size for part in _parts(content))
    except UnreadableFile:
        return 0


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        return zipfile.ZipFile(io.BytesIO(content)).infolist()
    except BROKEN as error:
        raise UnreadableFile(
            _("The workbook is damaged or was not sent whole. Save it again, or as CSV.")
        ) from error


def _look_over(content: bytes) -> None:
    parts = _parts(content)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableFile(
            _("Unpacked, the workbook would be %(size)d MB: more than a real one. Use CSV.")
            % {"size": unpacked // (1024 * 1024)}
        )


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case str() | int() | float():
            return str(value)
    # Array formulas and data tables are objects of their own.
    return f"={getattr(value, 'text', '')}"
