"""A plan says what a file would do, row by row and cell by cell, and writes nothing."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from directory.columns import harmless, plain
from directory.directories import DIRECTORIES
from directory.files import WRITERS, all_entries, csv_file, exchangeable
from directory.imports import Change, Kind, plan, read_header, read_table
from directory.models import Association, CertificationRequirement, Institution, Program
from tests.import_files import (
    PROGRAMS,
    as_csv,
    as_xlsx,
    bomb,
    exported,
    faults_of,
    planned,
    program,
    read,
    rows_of,
    with_part,
)

pytestmark = pytest.mark.django_db

ENTRIES = ["certification", "programs", "institutions", "associations", "resources"]
SLUG = "algonquin-college--library-and-information-technician-ontario-college-diploma"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", [*ENTRIES, "places"])
def test_an_export_read_back_changes_nothing(name, kind):
    directory = DIRECTORIES[name]
    content = WRITERS[kind](directory, all_entries(directory))
    assert content == WRITERS[kind](directory, all_entries(directory))
    made = plan(directory, read_table(f"f.{kind}", content, directory))
    assert made.faults == ()
    assert {row.kind for row in made.rows} == {Kind.UNCHANGED}
    assert made.counts["unchanged"] == directory.records().count()


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "'=1+1",
        "''@x",
        "+1 614 555 0100",
        "-",
        "@home",
        "'tis; the season",
        'a "b", c',
        "é\n—",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_texts_that_spreadsheets_would_run_or_spoil_come_back(name, kind):
    assert plain(harmless(name)) == name
    Program.objects.filter(slug=SLUG).update(name=name)
    directory = DIRECTORIES["programs"]
    content = WRITERS[kind](directory, all_entries(directory))
    made = plan(directory, read_table("f", content, directory))
    assert made.faults == ()
    assert made.counts["changed"] == 0


def test_an_export_leaves_out_what_the_public_cannot_see_unless_all_is_asked():
    Program.objects.filter(slug=SLUG).update(live=False)
    assert SLUG not in {row["slug"] for row in rows_of(exported(unpublished=False))}
    assert SLUG in {row["slug"] for row in rows_of(exported())}


def test_pages_cannot_be_exchanged():
    assert set(exchangeable()) == {*ENTRIES, "places"}


def test_new_changed_and_unchanged_rows_are_told_apart():
    rows = rows_of(exported())
    changed = next(row for row in rows if row["slug"] == SLUG)
    changed |= {"delivery": "online", "name": "Renamed"}
    blank = dict.fromkeys(rows[0], "")
    made = planned(as_csv([*rows, {**blank, **program("brand-new")}]))
    assert made.faults == ()
    assert made.counts == {"new": 1, "changed": 1, "unchanged": len(rows) - 1, "error": 0}
    (row,) = made.of_kind(Kind.CHANGED)
    assert Change("delivery", "in-person", "online") in row.changes
    assert {change.column for change in row.changes} == {"delivery", "name"}
    (row,) = made.of_kind(Kind.NEW)
    assert Change("name", "", "Library Technology brand-new") in row.changes


def test_a_plan_writes_nothing(django_assert_max_num_queries):
    before = exported()
    planned(as_csv([program("one"), program(SLUG)]))
    assert exported() == before
    assert not Program.objects.filter(slug="one").exists()


def test_only_the_columns_of_the_file_are_touched():
    made = planned(as_csv([{"slug": SLUG, "status": "ended"}]))
    (row,) = made.rows
    assert row.changes == [Change("status", "active", "ended")]


def test_lists_are_read_in_order_and_references_by_key():
    directory = DIRECTORIES["certification"]
    rows = [
        {
            "slug": "atlantis-rule", "name": "A rule", "place": "ohio", "requirement": "mandatory",
            "applies_to": "keepers of the sea", "audience": "directors",
            "levels": "Two; One; Three", "fee_usd": "25", "ce_hours": "10",
        }
    ]  # fmt: skip
    made = planned(as_csv(rows), directory)
    assert made.faults == ()
    record: CertificationRequirement = made.rows[0].record
    assert [level.name for level in record.levels.all()] == ["Two", "One", "Three"]
    assert record.jurisdiction.slug == "ohio"


def test_an_order_of_places_or_a_cent_of_zeros_is_no_change():
    slug = CertificationRequirement.objects.filter(fee_usd__gt=0).first().slug
    fee = CertificationRequirement.objects.get(slug=slug).fee_usd
    made = planned(
        as_csv([{"slug": slug, "fee_usd": f"{fee.normalize():f}"}]), DIRECTORIES["certification"]
    )
    assert made.counts["unchanged"] == 1


def test_a_part_may_stand_before_its_whole_in_one_file():
    cells = {"scope": "state", "focus": "general", "status": "active"}
    rows = [
        {"slug": "part", "name": "Part", "parent_slug": "whole", "parent": "", **cells},
        {"slug": "whole", "name": "Whole", "parent_slug": "", "parent": "In words", **cells},
    ]
    made = planned(as_csv(rows), DIRECTORIES["associations"])
    assert made.faults == ()
    assert [row.key for row in made.rows] == ["whole", "part"]
    assert made.rows[1].record.parent is made.rows[0].record
    rows[1]["parent_slug"] = "part"
    assert (2, "parent_slug") in faults_of(planned(as_csv(rows), DIRECTORIES["associations"]))


def test_what_follows_from_other_columns_may_be_repeated_and_not_contradicted():
    good = program("a", institution="Algonquin College", place="ontario")
    assert planned(as_csv([good])).faults == ()
    bad = program("a", institution="Sorbonne", place="ohio")
    made = planned(as_csv([bad]))
    assert faults_of(made) == [(2, "institution"), (2, "place")]
    assert "Algonquin College" in made.faults[0].reason


def test_the_verification_of_an_entry_is_not_imported():
    row = {"slug": SLUG, "trust": "verified", "verified_on": "2026-01-01"}
    assert planned(as_csv([row])).counts["unchanged"] == 1


def test_an_entry_with_a_draft_or_a_lock_is_left_alone():
    draft = Program.objects.get(slug=SLUG)
    draft.name = "A draft"
    draft.save_revision()
    made = planned(as_csv([{"slug": SLUG, "status": "ended"}]))
    assert "draft" in made.faults[0].reason
    assert planned(as_csv([{"slug": SLUG, "status": "active"}])).counts["unchanged"] == 1
    Program.objects.filter(slug=SLUG).update(locked=True)
    assert "locked" in planned(as_csv([{"slug": SLUG, "status": "ended"}])).faults[0].reason


def test_two_rows_may_not_say_what_only_one_entry_may():
    cells = {"place": "ohio", "requirement": "none", "applies_to": "lamplighters"}
    rows = [{"slug": slug, "name": slug, **cells} for slug in ("one", "two")]
    made = planned(as_csv(rows), DIRECTORIES["certification"])
    assert faults_of(made) == [(3, "applies_to")]
    assert "2" in made.faults[0].reason


# --- Broken files ---------------------------------------------------------------------------------

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


def test_a_heading_may_mean_another_column_or_none():
    content = b"Key,Title,Remarks\r\n" + SLUG.encode() + b",Renamed,never mind\r\n"
    assert read_header("f.csv", content).names == ["Key", "Title", "Remarks"]
    table = read(content, mapping={"Key": "slug", "Title": "name", "Remarks": ""})
    made = plan(PROGRAMS, table)
    assert made.faults == ()
    assert [change.column for change in made.rows[0].changes] == ["name"]


def test_what_is_needed_and_missing_is_said_where_it_would_stand():
    made = planned(as_csv([{"slug": "new-one", "name": "New"}]))
    assert faults_of(made) == [(2, "credential"), (2, "institution_slug")]


def test_the_plan_names_entries_by_key_and_never_by_name():
    name = Institution.objects.get(slug="algonquin-college").name
    made = planned(as_csv([program("a", institution_slug=name)]))
    assert faults_of(made) == [(2, "institution_slug")]
    assert not Association.objects.filter(slug="a").exists()
    assert csv_file(PROGRAMS, all_entries(PROGRAMS)) == exported()
