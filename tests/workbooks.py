"""Workbooks written by hand, sign by sign, as no program would write them."""

import io
import random
import zipfile
from collections.abc import Sequence

CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def workbook(rows: str | bytes, texts: str = "", packed_by: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook of one sheet; `rows` and `texts` stand in it as they are.

    Beside them lies something that cannot be packed: the whole looks like any other workbook.
    """
    rows = rows.encode() if isinstance(rows, str) else rows
    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<x:workbook xmlns:x="{CELLS}" xmlns:r="{RELATED}"><x:sheets>'
        '<x:sheet name="One" sheetId="1" r:id="r1"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{CELLS}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>'
        % (CELLS.encode(), rows),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed_by, compresslevel=1) as book:
        for name, part in parts.items():
            book.writestr(name, part)
        book.writestr("media", random.Random(1).randbytes((len(rows) + len(texts)) // 150))
    return out.getvalue()


def row(*cells: str) -> str:
    """A row of texts; they stand in it as they are."""
    return f"<row>{''.join(map(inline, cells))}</row>"


def inline(text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>"


def shared(numbers: Sequence[int]) -> str:
    """A row of texts that are shared, by their numbers."""
    cells = (f'<c t="s"><v>{number}</v></c>' for number in numbers)
    return f"<row>{''.join(cells)}</row>"
