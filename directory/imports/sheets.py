"""The parts of a workbook, read as a stream of XML in bounded memory: nothing is ever a tree."""

from collections.abc import Iterator
from typing import IO, Any, Protocol
from xml.parsers.expat import ParserCreate

from django.utils.translation import gettext as _

from directory.catalog.columns import MAX_CELL, unescaped
from directory.imports.limits import MAX_COLUMNS, Meter, UnreadableFile, too_many_columns

CHUNK = 64 * 1024
# Of a sheet, a cell lies 4 deep; and of some 150 names, a tag has 20 in 300 characters at most.
MAX_DEPTH = 50
MAX_NAMES = 5_000
MAX_TAG = 1024 * 1024
# A text as it stands in the file: each sign of it may be written in seven, as "_x000D_".
MAX_WRITTEN = 7 * (MAX_CELL + 1)

LAST_ROW = 2**20
# The kinds of cells whose text stands in the sheet itself.
TEXTS = ("inlineStr", "str")

# Kind, style and what it says, of a cell.
Cell = tuple[str, int, str]


def broken() -> UnreadableFile:
    """Return the refusal of a workbook that is not one."""
    return UnreadableFile(
        _("This is not a workbook that can be read. Save it again as .xlsx, or as CSV.")
    )


class Reader(Protocol):
    """What hears of the elements of a part, by their names without prefix, and makes things."""

    made: list[Any]

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, said: str) -> None: ...


def things(part: IO[bytes], reader: Reader, meter: Meter) -> Iterator[Any]:
    """Yield what `reader` makes of a part, as soon as it is made.

    A document type, which could hold entities without end, is refused, and so is what a parser
    would have to hold at once: very deep, very long, or with very many names.
    """
    names: dict[str, str] = {}
    parser = ParserCreate(intern=names)
    parser.buffer_text, parser.buffer_size = True, CHUNK
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise broken()
        reader.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_said: object) -> None:
        raise broken()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    while chunk := part.read(CHUNK):
        meter.look_at_clock()
        parser.Parse(chunk, False)
        fed += len(chunk)
        if len(names) > MAX_NAMES or fed - parser.CurrentByteIndex > MAX_TAG:
            raise broken()
        yield from reader.made
        reader.made.clear()
    parser.Parse(b"", True)
    yield from reader.made


class Tags:
    """Each tag with its attributes, by their names without prefix: for the small parts."""

    def __init__(self) -> None:
        self.made: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self.made.append((name, said))

    def end(self, name: str) -> None: ...

    def text(self, said: str) -> None: ...


class Written:
    """A text that comes in pieces; of one that is too long, as much as shows that."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def add(self, piece: str) -> None:
        """Take another piece."""
        if self.length < MAX_WRITTEN:
            piece = piece[: MAX_WRITTEN - self.length]
            self.pieces.append(piece)
            self.length += len(piece)

    def take(self) -> str:
        """Return all of it, and begin anew."""
        if not self.pieces:
            return ""
        text = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        return text


class Texts:
    """The texts that cells name by number, each in the runs that it is made of."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.written = Written()
        self.is_text = self.is_aloud = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":  # how the text is spoken in Japanese
            self.is_aloud = True
        self.is_text = name == "t" and not self.is_aloud

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_aloud = False
        elif name == "si":
            self.made.append(shown(self.written.take()))

    def text(self, said: str) -> None:
        if self.is_text:
            self.written.add(said)


class Rows:
    """The rows of a sheet: the number of each, and by column those cells that may say something."""

    def __init__(self) -> None:
        self.made: list[tuple[int, dict[int, Cell]]] = []
        self.written = Written()
        self.formula = Written()
        self.cells: dict[int, Cell] = {}
        self.columns: dict[str, int] = {}
        self.row = self.column = self.style = 0
        self.kind = self.element = ""
        self.is_aloud = self.is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.element = name
        if name == "c":
            place = attributes.get("r")
            self.column = self._column(place) if place else self.column + 1
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
            self.is_formula = False
        elif name == "row":
            before, self.row = self.row, int(attributes.get("r", self.row + 1))
            self.column = 0
            if not before < self.row <= LAST_ROW:
                raise broken()
        elif name == "f":
            self.is_formula = True
        elif name == "rPh":
            self.is_aloud = True

    def end(self, name: str) -> None:
        self.element = ""
        if name == "c":
            text, formula = self.written.take(), self.formula.take()
            if self.is_formula:
                self._say("str", f"={formula}")
            elif text:
                self._say(self.kind, shown(text) if self.kind in TEXTS else text)
        elif name == "row":
            if self.cells:
                self.made.append((self.row, self.cells))
                self.cells = {}
        elif name == "rPh":
            self.is_aloud = False

    def text(self, said: str) -> None:
        if self.element == ("t" if self.kind == "inlineStr" else "v"):
            if not self.is_aloud:
                self.written.add(said)
        elif self.element == "f":
            self.formula.add(said)

    def _say(self, kind: str, text: str) -> None:
        if kind != "s":  # of which only the number is known here
            if not text.strip():
                return
            if self.column > MAX_COLUMNS:
                raise too_many_columns()
        self.cells[self.column] = (kind, self.style, text)

    def _column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        if letters not in self.columns:
            if not 0 < len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
                raise broken()
            number = 0
            for letter in letters.upper():
                number = number * 26 + ord(letter) - ord("A") + 1
            self.columns[letters] = number
        return self.columns[letters]


def shown(written: str) -> str:
    """Return a text as it stands in a file, as a spreadsheet shows it; too long by one sign at
    most."""
    return unescaped(written)[: MAX_CELL + 1]
