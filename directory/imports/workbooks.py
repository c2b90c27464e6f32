"""An Excel workbook that a stranger may have made: looked over before it is opened, then read."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _

from directory.imports.limits import (
    MAX_COLUMNS,
    MAX_UNPACKED,
    MB,
    Meter,
    UnreadableFile,
    too_many_columns,
)
from directory.imports.sheets import Rows, Tags, Texts, broken, things

ZIP_START = b"PK\x03\x04"
# The format of Excel before 2007, and of workbooks with a password.
OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
MAX_RATIO = 200
# All that Excel packs with; others may ask for gigabytes to unpack a byte.
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The longest description of a format that Excel takes.
MAX_FORMAT = 255
# What a zip file or a part raises that is not one.
BROKEN = (
    zipfile.BadZipFile, zlib.error, ExpatError, KeyError, ValueError, TypeError, IndexError,
    EOFError, OSError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip


def workbook_lines(
    content: bytes, notes: list[str], meter: Meter
) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of the first sheet that is not hidden as texts, with the number of each row
    that is not blank; where there are others, `notes` gets which one that is.

    A formula is its text, "=...", and a text that is too long is cut just after the limit. Raises
    UnreadableFile, before anything is unpacked when what would come out is too large.
    """
    _look_over(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            book = _Book(parts, meter)
            width = 0
            for number, cells in book.rows(notes):
                # The first row is the header: a row says nothing about columns that it leaves out.
                width = width or len(cells)
                yield number, cells + [""] * (width - len(cells))
    except BROKEN as error:
        raise broken() from error


def unpacked_size(content: bytes) -> int:
    """Return how many bytes the parts of a workbook say they have; 0 when it is none."""
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
    # Of a part that says less than it holds, no more than it says is unpacked.
    parts = _parts(content)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableFile(
            _("Unpacked, the workbook would be %(size)d MB: more than a real one. Use CSV.")
            % {"size": unpacked // MB}
        )
    if any(part.compress_type not in PACKED_BY for part in parts):
        raise broken()


class _Book:
    """The parts of a workbook, found as the format says: each by what the one before calls it."""

    def __init__(self, parts: zipfile.ZipFile, meter: Meter) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

        self.parts = parts
        self.meter = meter
        name = next((path for kind, _id, path in self._related("") if kind == "officeDocument"), "")
        self.sheets: list[Mapping[str, str]] = []
        self.epoch = CALENDAR_WINDOWS_1900
        for tag, said in self._tags(name):
            if tag == "sheet":
                self.meter.hold(*said.values(), objects=2)
                self.sheets.append(said)
            elif tag == "workbookPr" and said.get("date1904") in ("1", "true"):
                self.epoch = CALENDAR_MAC_1904
        self.by_id: dict[str, str] = {}
        self.by_kind: dict[str, str] = {}
        for kind, id_, path in self._related(name):
            self.meter.hold(path, id_, objects=1)
            self.by_kind.setdefault(kind, path)
            if kind == "worksheet":
                self.by_id[id_] = path

    def rows(self, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
        """The texts of each row that is not blank, and its number."""
        sheets = [sheet for sheet in self.sheets if sheet.get("id") in self.by_id]
        seen = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
        sheet = (seen or sheets)[0]
        if len(seen) > 1:
            notes.append(
                _("The workbook has %(number)d sheets. Only the first is read: “%(name)s”.")
                % {"number": len(seen), "name": sheet["name"]}
            )
        with self.parts.open(self.by_id[sheet["id"]]) as part:
            for number, cells in things(part, Rows(), self.meter):
                texts = {place: self._text(*cell) for place, cell in cells.items()}
                width = max((place for place, text in texts.items() if text.strip()), default=0)
                if width > MAX_COLUMNS:
                    raise too_many_columns()
                if width:
                    yield number, [texts.get(place, "") for place in range(1, width + 1)]

    @cached_property
    def _texts(self) -> list[str]:
        found: list[str] = []
        with self.parts.open(self.by_kind["sharedStrings"]) as part:
            for text in things(part, Texts(), self.meter):
                self.meter.hold(text, objects=0 if text else 1)
                found.append(text)
        return found

    @cached_property
    def _formats(self) -> list[str]:
        """How each style shows numbers: as "date", as "time" that passes, or as numbers: ""."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        if "styles" not in self.by_kind:
            return []
        formats, found, within = dict(BUILTIN_FORMATS), [], ""
        for tag, said in self._tags(self.by_kind["styles"]):
            if tag == "numFmt":
                code = said.get("formatCode", "")[:MAX_FORMAT]
                self.meter.hold(code, objects=1)
                formats[int(said["numFmtId"])] = code
            elif tag in ("cellStyleXfs", "cellXfs"):
                within = tag
            elif tag == "xf" and within == "cellXfs":
                code = formats.get(int(said.get("numFmtId", 0)))
                is_date = is_date_format(code)
                found.append(("time" if is_timedelta_format(code) else "date") if is_date else "")
                self.meter.hold(found[-1])
        return found

    def _text(self, kind: str, style: int, said: str) -> str:
        match kind:
            case "s":
                return self._texts[int(said)]
            case "b":
                return "yes" if int(said) else "no"
            case "n":
                shown = self._formats[style] if style < len(self._formats) else ""
                return self._moment(float(said), shown) if shown else _number(said)
            case "d":
                return said.removesuffix("T00:00:00")
        return said

    def _moment(self, number: float, shown: str) -> str:
        from openpyxl.utils.datetime import from_excel

        try:
            found = from_excel(number, self.epoch, timedelta=shown == "time")
        except (OverflowError, ValueError):
            return "#VALUE!"
        match found:
            case datetime() if found.time() == time():
                return found.date().isoformat()
            case date() | time():
                return found.isoformat()
        return str(found)

    def _tags(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        with self.parts.open(name) as part:
            yield from things(part, Tags(), self.meter)

    def _related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """What a part, or the whole, names: the kind of each, its id and where it lies."""
        folder, file = posixpath.split(name)
        for tag, said in self._tags(posixpath.join(folder, "_rels", f"{file}.rels")):
            if tag == "Relationship":
                yield said["Type"].rpartition("/")[2], said["Id"], _path(name, said["Target"])


def _path(name: str, target: str) -> str:
    """Where a target of a part lies."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")


def _number(said: str) -> str:
    number = float(said)
    if not any(sign in said for sign in ".eE"):
        return said
    return str(int(number)) if number.is_integer() else str(number)
