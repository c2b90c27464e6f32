"""A file that would hold the server is refused at a figure, in words, while it is read."""

import io
import tracemalloc
import zipfile

import pytest

from directory.imports import UnreadableFile, limits, read_header
from directory.imports.sheets import MAX_TAG
from tests.import_files import as_csv, program, read
from tests.workbooks import inline, row, shared, workbook

MB = 1024 * 1024
SLUG = row("slug", "name")


def sheet(cells: list[str], kind: str) -> bytes:
    """A file of one row and a row that has only a key."""
    if kind == "csv":
        return ",".join(cells).encode() + b"\r\nabc\r\n"
    return workbook(row(*cells) + row("abc"))


def told(content: bytes, **options) -> str:
    """The one fault of a file that cannot be read."""
    table = read(content, **options)
    assert table.rows == []
    (fault,) = table.faults
    assert fault.line == 1
    return fault.reason


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_200_columns_at_most_and_empty_ones_at_the_end_are_none(kind):
    cells = ["slug", *(f"c{number}" for number in range(199))]
    content = sheet([*cells, *[""] * 2_000], kind)
    assert len(read_header("f", content).names) == 200
    assert len([fault for fault in read(content).faults if "No such" in fault.reason]) == 199
    content = sheet([*cells, "", "", "one more"], kind)
    assert "more than 200 columns" in told(content)
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read_header("f", content)


def test_a_line_of_200_000_columns_is_refused_before_anything_is_asked_of_it(monkeypatch):
    monkeypatch.setattr("directory.imports.tables._names", None)
    content = ",".join(f"c{number}" for number in range(200_000)).encode()
    assert "more than 200 columns" in told(content)
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read_header("f.csv", content)


@pytest.mark.parametrize("kind", ["csv", "inline", "shared"])
def test_a_cell_has_32_767_characters_at_most(kind):
    def of(length: int) -> bytes:
        text = "é" * length
        if kind == "csv":
            return as_csv([{"slug": "a", "name": text}, {"slug": "b", "name": "short"}])
        if kind == "inline":
            return workbook(SLUG + row("a", text) + row("b", "short"))
        texts = "".join(f"<si><t>{each}</t></si>" for each in ("a", text, "b", "short"))
        return workbook(SLUG + shared([0, 1]) + shared([2, 3]), texts)

    assert read(of(32_767)).faults == []
    table = read(of(32_768))
    (fault,) = table.faults
    assert (fault.line, fault.column, len(fault.value)) == (2, "name", 61)
    assert "32,767 characters at most" in fault.reason
    assert table.rows[1].cells == {"slug": "b", "name": "short"}


@pytest.mark.parametrize("kind", ["inline", "shared", "error", "formula"])
def test_a_cell_of_90_mb_is_never_held_as_a_whole(kind):
    text = "a" * (90 * MB)
    if kind == "shared":
        content = workbook(SLUG + shared([0, 1]), f"<si><t>a</t></si><si><t>{text}</t></si>")
    else:
        said = {"inline": f't="inlineStr"><is><t>{text}</t></is>', "error": f't="e"><v>{text}</v>',
                "formula": f"><f>{text}</f>"}[kind]  # fmt: skip
        content = workbook(f"{SLUG}<row>{inline('a')}<c {said}</c></row>")
        del said
    del text
    tracemalloc.start()
    faults = read(content).faults
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(fault.line, fault.column) for fault in faults] == [(2, "name")]
    assert "characters at most" in faults[0].reason
    assert peak < 8 * MB


def test_empty_rows_and_cells_count_for_nothing():
    blank = "<row>" + "<c/>" * 16_000 + "</row>" + '<row r="900000"><c r="XFD900000" s="1"/></row>'
    content = workbook(SLUG + row("a", "one") + row("b", "two") + blank)
    table = read(content)
    assert table.faults == []
    assert [(each.line, each.key) for each in table.rows] == [(2, "a"), (3, "b")]
    lines = as_csv([{"slug": "a", "name": "one"}]) + b",\r\n" * 60_000 + b"b,two" + b"," * 60_000
    assert [each.key for each in read(lines).rows] == ["a", "b"]


def test_rows_that_say_something_are_counted(monkeypatch):
    monkeypatch.setattr("directory.imports.tables.MAX_ROWS", 500)
    rows = "".join(row(f"a{number}", "b") + "<row><c/></row>" for number in range(501))
    assert (
        len(read(workbook(SLUG + rows.removesuffix(row("a500", "b") + "<row><c/></row>"))).rows)
        == 500
    )
    assert "more than" in told(workbook(SLUG + rows))


def test_a_text_that_many_cells_share_counts_in_each(monkeypatch):
    assert limits.MAX_MEMORY == 200 * MB
    monkeypatch.setattr(limits, "MAX_MEMORY", 20 * MB)
    texts = f"<si><t>{'x' * 32_767}</t></si>"
    content = workbook(SLUG + shared([0, 0]) * 400, texts)
    assert len(content) < 20_000
    assert "more than 20 MB of memory" in told(content)


@pytest.mark.parametrize("kind", ["csv", "rows", "texts", "faults"])
def test_everything_that_is_kept_counts(kind, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMORY", MB)
    content = {
        "csv": lambda: as_csv([program(f"p{number}") for number in range(2_000)]),
        "rows": lambda: workbook(SLUG + "".join(row(f"p{n}", "x" * 50) for n in range(5_000))),
        "texts": lambda: workbook(shared([0]), "<si><t>slug</t></si>" + "<si/>" * 10_000),
        "faults": lambda: b"slug,name\r\n" + b'"a"b\r\n' * 6_000,
    }[kind]()
    assert "more than 1 MB of memory" in told(content)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_after_a_minute_the_reading_ends(kind, monkeypatch):
    moments = iter(range(0, 10_000, 20))
    monkeypatch.setattr(limits, "clock", lambda: next(moments))
    rows = [{"slug": f"a{number}", "name": "b"} for number in range(10)]
    content = as_csv(rows) if kind == "csv" else workbook(SLUG + row("a", "b" * 40) * 9_000)
    assert "more than 60 seconds" in told(content)


def test_50_000_programs_pass_as_a_workbook():
    columns = list(program(""))
    line = row(*program("KEY", summary="For library workers. " * 10, level="associate").values())
    rows = (line.replace("KEY", f"many-{number}") for number in range(50_000))
    content = workbook(row(*columns) + "".join(rows))
    unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    assert unpacked > 35_000_000
    table = read(content)
    assert table.faults == []
    assert len(table.rows) == 50_000
    assert table.rows[-1].cells["name"] == "Library Technology many-49999"
    assert table.meter.held < limits.MAX_MEMORY / 2


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        workbook(SLUG + "<a>" * 100_000),
        workbook(SLUG + f"<row><c r='{'A' * (2 * MAX_TAG)}'/></row>"),
        workbook(f"<!--{'a' * (2 * MAX_TAG)}-->" + SLUG),
        workbook(SLUG + "".join(f"<a{number}/>" for number in range(20_000))),
        workbook(SLUG + '<row r="5"><c/></row><row r="4"><c/></row>'),
        workbook(SLUG + '<row r="1048577"><c/></row>'),
        workbook(SLUG + f'<row r="{"9" * 5_000}"><c/></row>'),
        workbook(SLUG + '<row><c r="AAAA1"/></row>'),
        workbook(SLUG + '<row><c r="²1"/></row>'),
        workbook(SLUG + '<row><c t="s"><v>99</v></c></row>'),
        workbook(SLUG + '<row><c t="s"><v>one</v></c></row>'),
        workbook(SLUG + "<row><c><v>1</v>"),
        workbook(SLUG + row("a", "b"), packed_by=zipfile.ZIP_LZMA),
        workbook(SLUG).replace(b"_rels/.rels", b"_rels/.else"),
        workbook(SLUG).replace(b"xl/workbook.xml", b"xl/wwwwwwww.xml"),
    ],
    ids=[
        "deep", "long tag", "long comment", "names", "backwards", "last row", "digits", "column",
        "no letter", "no text", "no number", "torn", "lzma", "no relations", "no book",
    ],
)  # fmt: skip
def test_what_no_spreadsheet_writes_is_refused_in_words(content):
    assert "can be read" in told(content)


def test_a_document_type_is_refused_before_any_of_it_is_read():
    content = workbook(SLUG + row("&b;", "b"))
    out = io.BytesIO(b"")
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, DOCTYPE + part if name.endswith("sheet1.xml") else part)
    assert "can be read" in told(out.getvalue())


def test_of_a_part_that_says_that_it_is_small_no_more_is_unpacked():
    content = workbook(row("slug") + row("a" * 5_000_000))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lie != content
    assert "can be read" in told(lie)
