"""A plan says what a file would do, row by row and cell by cell, and writes nothing."""

import io

import pytest
from openpyxl import load_workbook

from directory.catalog.columns import harmless, plain
from directory.catalog.directories import DIRECTORIES
from directory.editions.files import (
    WRITERS,
    all_entries,
    csv_file,
    exchangeable,
)
from directory.imports import CellChange, Kind, plan, read_header, read_table
from directory.models import (
    Association,
    CertificationLevel,
    CertificationRequirement,
    Institution,
    Program,
)
from tests.import_files import (
    PROGRAMS,
    as_csv,
    as_xlsx,
    exported,
    faults_of,
    planned,
    program,
    read,
    rows_of,
)

pytestmark = pytest.mark.django_db

ENTRIES = [
    "certification", "programs", "institutions", "associations", "resources", "occupations",
]  # fmt: skip
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
        "_x000D_ is no sign",
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
    assert set(exchangeable()) == {*ENTRIES, "occupations", "places"}


def test_new_changed_and_unchanged_rows_are_told_apart():
    rows = rows_of(exported())
    changed = next(row for row in rows if row["slug"] == SLUG)
    changed |= {"delivery": "online", "name": "Renamed"}
    blank = dict.fromkeys(rows[0], "")
    made = planned(as_csv([*rows, {**blank, **program("brand-new")}]))
    assert made.faults == ()
    assert made.counts == {"new": 1, "changed": 1, "unchanged": len(rows) - 1, "error": 0}
    (row,) = made.of_kind(Kind.CHANGED)
    assert CellChange("delivery", "in-person", "online") in row.changes
    assert {change.column for change in row.changes} == {"delivery", "name"}
    (row,) = made.of_kind(Kind.NEW)
    assert CellChange("name", "", "Library Technology brand-new") in row.changes


def test_a_plan_writes_nothing(django_assert_max_num_queries):
    before = exported()
    planned(as_csv([program("one"), program(SLUG)]))
    assert exported() == before
    assert not Program.objects.filter(slug="one").exists()


def test_only_the_columns_of_the_file_are_touched():
    made = planned(as_csv([{"slug": SLUG, "status": "ended"}]))
    (row,) = made.rows
    assert row.changes == [CellChange("status", "active", "ended")]


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


def test_a_file_that_names_no_place_by_slug_may_name_it_by_code():
    cells = {"slug": "sea", "name": "Sea", "scope": "state", "focus": "general", "status": "active"}
    rows = [{**cells, "place_code": "US-OH; CA-BC"}]
    made = planned(as_csv(rows), DIRECTORIES["associations"])
    assert made.faults == ()
    assert {place.slug for place in made.rows[0].record.places.all()} == {
        "ohio",
        "british-columbia",
    }
    rows[0]["place_code"] = "US-OH; US-ZZ"
    assert faults_of(planned(as_csv(rows), DIRECTORIES["associations"])) == [(2, "place_code")]
    # Beside the slugs, the codes may only say the same.
    rows[0] |= {"place_code": "US-OH", "place": "texas"}
    assert faults_of(planned(as_csv(rows), DIRECTORIES["associations"])) == [(2, "place_code")]
    del rows[0]["place"]
    school = {"slug": "algonquin-college", "place_code": ""}
    assert faults_of(planned(as_csv([school]), DIRECTORIES["institutions"])) == [(2, "place_code")]


def test_of_a_row_without_a_key_all_other_faults_are_told_too():
    rows = [program("one"), program("one", delivery="by owl"), program("", url="nowhere")]
    assert faults_of(planned(as_csv(rows))) == [
        (3, "delivery"), (3, "slug"), (4, "slug"), (4, "url"),
    ]  # fmt: skip


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


def test_a_version_that_is_older_than_a_field_is_no_draft_of_somebody():
    program = Program.objects.get(slug=SLUG)
    content = program.latest_revision.content
    del content["facts"], content["tuition_note"]
    program.latest_revision.save()
    program.unpublish()
    made = planned(as_csv([{"slug": SLUG, "status": "ended"}]))
    assert made.faults == ()
    assert made.counts["changed"] == 1


def test_two_rows_may_not_say_what_only_one_entry_may():
    cells = {"place": "ohio", "requirement": "none", "applies_to": "lamplighters"}
    rows = [{"slug": slug, "name": slug, **cells} for slug in ("one", "two")]
    made = planned(as_csv(rows), DIRECTORIES["certification"])
    assert faults_of(made) == [(3, "applies_to")]
    assert "2" in made.faults[0].reason


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


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_that_was_not_changed_is_not_written(kind):
    directory = DIRECTORIES["certification"]
    record = directory.model.objects.exclude(levels=None).first()
    record.levels.add(CertificationLevel(name="Level I; staff under 20 hours", sort_order=0))
    record.statute_citation = "Code\u200b § 1"
    record.save()
    before = [level.name for level in record.levels.all()]
    exported = WRITERS[kind](directory, directory.model.objects.filter(pk=record.pk))
    if kind == "csv":
        (row,) = rows_of(exported)
    else:
        sheet = load_workbook(io.BytesIO(exported)).active
        row = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    row["fee_note"] = "$10 more for a copy"
    made = planned({"csv": as_csv, "xlsx": as_xlsx}[kind]([row]), directory)
    assert made.faults == ()
    assert [change.column for change in made.rows[0].changes] == ["fee_note"]
    assert [level.name for level in made.rows[0].record.levels.all()] == before
    assert made.rows[0].record.statute_citation == "Code\u200b § 1"
