"""Files for an import: of every make they are read alike, and a broken one is refused in words."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from directory.imports import read_header
from tests.import_files import as_csv, as_xlsx, bomb, planned, program, read, with_part

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
        (b"\n<!DOCTYPE html><p>slug,name", 1, "", "no table"),
        (b"slug,name,colour\r\na,b,c", 1, "colour", "No such column"),
        (b"name,url\r\na,b", 1, "slug", "missing"),
        (b"slug,name,name\r\na,b,c", 1, "name", "twice"),
        (b"slug,status\r\na,active\r\na,active", 3, "slug", "line 2"),
        (b"slug,status\r\n,active", 2, "slug", "needs a key"),
        (b"slug,status\r\na\x00,active", 2, "slug", "control"),
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
