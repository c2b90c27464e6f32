"""Files for an import: of every make they are read alike, and a broken one is refused in words."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from directory.catalog.columns import escaped, unescaped
from directory.imports import Kind, read_header
from tests.import_files import (
    as_csv,
    as_xlsx,
    bomb,
    faults_of,
    planned,
    program,
    read,
    with_part,
)
from tests.workbooks import row, shared, workbook

pytestmark = pytest.mark.django_db

GOOD = [program("one"), program("two")]


@pytest.mark.parametrize(
    "content",
    [
        as_csv(GOOD),
        b"\xef\xbb\xbf" + as_csv(GOOD),
        as_csv(GOOD).replace(b"\r\n", b"\n"),
        as_csv(GOOD, ";"),
        as_csv(GOOD, "\t"),
        as_csv(GOOD).decode().encode("utf-16"),
        as_csv(GOOD).decode().encode("windows-1252"),
        as_csv(GOOD) + b",,,,,,,,,,,,\r\n\r\n",
        as_xlsx(GOOD),
    ],
    ids=["utf-8", "mark", "lf", "semicolons", "tabs", "utf-16", "1252", "blank lines", "xlsx"],
)
def test_files_of_every_make_are_read_alike(content):
    made = planned(content)
    assert made.faults == ()
    assert made.counts["new"] == 2
    assert made.rows[0].record.summary == GOOD[0]["summary"]


def test_another_encoding_is_said():
    assert "Windows-1252" in read(as_csv(GOOD).decode().encode("windows-1252")).notes[0]


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 1, "", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", 1, "", "empty"),
        (b"\x81\x8d\xff", 1, "", "Windows-1252"),
        (b"\xd0\xcf\x11\xe0 old", 1, "", "old Excel"),
        (b"PK\x03\x04 torn", 1, "", "damaged"),
        (as_csv([program("a")]).decode().encode("utf-16-le"), 1, "", "Save the file as CSV UTF-8"),
        (as_csv([program("a")]).decode().encode("utf-16") + b"a", 1, "", "CSV UTF-8"),
        (b"%PDF-1.7\n\x00\xff", 1, "", "no table"),
        (b"\n<!DOCTYPE html><p>slug,name", 1, "", "page of the web"),
        (b"<TABLE><tr><td>slug", 1, "", "page of the web"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", 1, "", "page of the web"),
        (b"slug|name\r\na|b", 1, "", "have \u201c|\u201d between them"),
        (b"slug,name,colour\r\na,b,c", 1, "colour", "No such column"),
        (b"name,url\r\na,b", 1, "slug", "missing"),
        (b"slug,name,name\r\na,b,c", 1, "name", "twice"),
        (b"slug,status\r\na,active\r\na,active", 3, "slug", "line 2"),
        (b"slug,status\r\n,active", 2, "slug", "needs a key"),
        (b"slug,status\r\na,=1+1", 2, "status", "formula"),
        (b"slug,status\r\na,#REF!", 2, "status", "error"),
        (b"slug,status\r\na", 2, "status", "Cells"),
        (b"slug,status\r\na,b,c", 2, "status", "Cells"),
        (b'slug,status\r\na,"b', 2, "", "none closes it"),
        (b'slug,status\r\na,"b" c', 2, "", "stands inside a cell"),
        (b"slug,status\r\na," + b"b" * 140_000, 2, "", "too long"),
        (b"slug\r\n" + b"a\n" * 50_001, 1, "", "50000"),
        (b"slug\r\n" + b"a" * 10 * 1024 * 1024, 1, "", "10 MB"),
        (as_xlsx([{"slug": "a", "status": "=1+1"}]), 2, "status", "formula"),
    ],
)  # fmt: skip
def test_a_broken_file_gets_a_clear_answer(content, line, column, words):
    made = planned(content)
    found = [fault for fault in made.faults if words in fault.reason]
    assert [(fault.line, fault.column) for fault in found[:1]] == [(line, column)]
    assert made.counts["new"] == made.counts["changed"] == 0


def test_one_stray_byte_is_named_by_its_line_and_the_rest_stays_utf_8():
    rows = [program("one"), program("two", summary="Caf\u00e9 STRAY"), program("three")]
    content = as_csv(rows).replace(b"STRAY", b"caf\xe9")
    for sent in (content, b"\xef\xbb\xbf" + content):
        made = planned(sent)
        assert faults_of(made) == [(3, "summary")]
        assert "not UTF-8" in made.faults[0].reason
        assert made.faults[0].value == "Caf\u00e9 caf\ufffd"
        assert made.table.notes == []
        assert [row.record.summary for row in made.of_kind(Kind.NEW)] == [GOOD[0]["summary"]] * 2


def test_a_file_is_1252_only_where_nothing_in_it_is_utf_8():
    content = as_csv([program("one", summary="caf\u00e9")]).decode()
    made = planned(content.replace("\u201c", "").replace("\u201d", "").encode("windows-1252"))
    assert made.rows[0].record.summary == "caf\u00e9"
    # The mark of UTF-8 says what the file is, though no other sign does.
    made = planned(b"\xef\xbb\xbfslug,summary\r\none,caf\xe9")
    assert (2, "summary") in faults_of(made)


def test_signs_that_nobody_sees_are_left_out_of_every_cell():
    unseen = "\u200b\u200c\u200d\ufeff\u2060\u200e\u202e\u2066\u00ad\u034f\x00\x07"
    cells = {
        "slug": f"one{unseen}", "name": f"\u00a0{unseen}A\vname {unseen}\u3000",
        "summary": f"One\v{unseen}two\x85three\u2028four\u00a0!\u00a0", "url": f"https://example.org/{unseen}",
    }  # fmt: skip
    made = planned(as_csv([program("one") | cells]))
    assert made.faults == ()
    record = made.rows[0].record
    assert (record.slug, record.name, record.url) == ("one", "A name", "https://example.org/")
    assert record.summary == "One\ntwo\nthree\nfour\u00a0!"
    hidden = planned(as_csv([program("one", status=f"{unseen}=1+1")]))
    assert "formula" in hidden.faults[0].reason


def test_signs_that_nobody_sees_are_left_out_of_headings_and_told():
    content = as_csv(GOOD).replace(b"slug", "\u200bslug\ufeff".encode(), 1)
    made = planned(content)
    assert made.counts["new"] == 2
    told = ["Signs that nobody sees were left out of the headings: U+200B, U+FEFF."]
    assert made.table.notes == read_header("f.csv", content).notes == told


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_excel_may_say_what_stands_between_cells(sign):
    made = planned(f"sep={sign}\r\n".encode() + as_csv([program("one"), program("")], sign))
    assert made.counts["new"] == 1
    assert faults_of(made) == [(4, "slug")]


@pytest.mark.parametrize("kind", ["inline", "shared"])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("First line_x000D_\nsecond", "First line\nsecond"),
        ("First line_x000d__x000a_second", "First line\nsecond"),
        ("a_x005F_x000D_b", "a_x000D_b"),
        ("a_x005F_x005F_b", "a_x005F_b"),
        ("_xD83D__xDE00_ _xD83D_", "\U0001f600 \ufffd"),
        ("_x00_ _xGGGG_ x0041_", "_x00_ _xGGGG_ x0041_"),
    ],
)
def test_signs_that_a_workbook_writes_as_numbers_are_read(kind, written, shown):
    texts = ["slug", "summary", "one", written]
    if kind == "inline":
        content = workbook(row(*texts[:2]) + row(*texts[2:]))
    else:
        of = "".join(f"<si><r><t>{text[:3]}</t></r><rPh><t>x</t></rPh><r><t>{text[3:]}</t></r></si>"
                     for text in texts)  # fmt: skip
        content = workbook(shared([0, 1]) + shared([2, 3]), of)
    assert [each.cells["summary"] for each in read(content).rows] == [shown]


@pytest.mark.parametrize(
    "text", ["_x000D_", "_x005F_x000D_", "_x0041_x0042_", "__x0041__", "a_x0041", "é_x00e9_\n_"]
)
def test_what_looks_like_such_a_number_is_written_so_that_it_stays(text):
    assert unescaped(escaped(text)) == text


def test_dates_numbers_and_truths_of_a_workbook_are_read_as_a_spreadsheet_shows_them():
    book = Workbook()
    book.active.append(["slug", "name", "summary", "url", "status", "level", "source_date"])
    book.active.append(
        [1, 2.0, 2.5, True, datetime(2025, 7, 31), datetime(2025, 7, 31, 8, 30), "2025-07"]
    )
    content = io.BytesIO()
    book.save(content)
    assert list(read(content.getvalue()).rows[0].cells.values()) == [
        "1", "2", "2.5", "yes", "2025-07-31", "2025-07-31T08:30:00", "2025-07",
    ]  # fmt: skip


def test_a_bomb_is_not_unpacked(monkeypatch):
    content = bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    made = planned(content)
    assert "150 MB" in made.faults[0].reason


def test_entities_in_a_workbook_are_refused():
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    made = planned(with_part(as_xlsx(GOOD), "xl/worksheets/sheet1.xml", evil))
    assert "cannot" in made.faults[0].reason or "can be read" in made.faults[0].reason


def test_a_row_of_blanks_is_no_row_in_a_workbook_either():
    blank = dict.fromkeys(program("a"), " ")
    made = planned(as_xlsx([program("one"), blank, program("two"), blank]))
    assert made.faults == ()
    assert [row.line for row in made.rows] == [2, 4]


def test_the_sheet_that_is_read_is_the_first_that_shows_and_others_are_told():
    book = load_workbook(io.BytesIO(as_xlsx([program("old")])))
    book.active.sheet_state = "hidden"
    for name in ("New", "Remarks"):
        sheet = book.create_sheet(name)
        sheet.append(list(program("new")))
        sheet.append(list(program("new").values()))
    book.active = 1
    content = io.BytesIO()
    book.save(content)
    made = planned(content.getvalue())
    assert [row.key for row in made.rows] == ["new"]
    told = ["The workbook has 2 sheets. Only the first is read: “New”."]
    assert made.table.notes == read_header("f.xlsx", content.getvalue()).notes == told
