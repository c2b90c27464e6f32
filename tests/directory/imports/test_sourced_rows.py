"""Facts in rows that say their own source, in a cell of an import and in a file of their own."""

import json

import pytest

from directory.catalog.columns import PUBLIC, value_of
from directory.catalog.directories import DIRECTORIES
from directory.editions.files import all_entries, csv_file
from directory.imports import apply, undo
from directory.imports.faults import SeedError
from directory.imports.seeding import load
from directory.models import Program
from tests.factories import make_user
from tests.import_files import as_csv, exported, planned, rows_of
from tests.seed_folder import Folder
from tests.starting_content import rows

pytestmark = pytest.mark.django_db

SLUG = "algonquin-college--library-and-information-technician-ontario-college-diploma"
SOURCE = "https://example.org/faqs"


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "data")


def row(facts: object) -> bytes:
    cell = facts if isinstance(facts, str) else json.dumps(facts)
    return as_csv([{"slug": SLUG, "facts": cell}])


def test_every_fact_of_the_starting_content_is_there_with_its_source(folder):
    every = folder.rows("program-facts.csv")
    for told in rows("programs"):
        found = Program.objects.get(slug=told["slug"])
        own = [each for each in every if each["program_slug"] == told["slug"]]
        said = [
            {"program_slug": found.slug} | {key: text or "" for key, text in each.items()}
            for each in value_of(found, "facts")
        ]
        assert said == own
        for each in own:
            is_of_field = each["about"] in ("length", "tuition", "transfer")
            assert not is_of_field or getattr(found, each["about"])
            assert each["about"] != "credits" or found.credits_from


def test_a_file_reads_back_as_no_change_however_it_was_saved():
    cell = rows_of(exported())[0]["facts"]
    assert "place" in cell
    assert planned(exported()).counts["changed"] == 0
    # By a program that sorts, and that writes numbers and what is empty.
    said = [{**each, "period": None, "label": each["label"]} for each in json.loads(cell)]
    assert planned(row(said)).counts["unchanged"] == 1


def test_rows_are_replaced_and_come_back():
    before = exported()
    made = planned(row([{"label": "time limit", "value": "7 years", "source_url": SOURCE}]))
    log = apply(made, make_user(username="ed"), publish=True)
    found = Program.objects.get(slug=SLUG)
    assert [str(each) for each in found.facts.all()] == ["time limit: 7 years"]
    assert found.latest_revision.content["facts"][0]["value"] == "7 years"
    undo(log, make_user(username="other"))
    assert exported() == before


def test_an_empty_cell_takes_them_away():
    apply(planned(row("")), make_user(username="ed"), publish=True)
    found = Program.objects.get(slug=SLUG)
    assert not found.facts.exists()
    assert found.latest_revision.content["facts"] == []
    public = csv_file(DIRECTORIES["programs"], all_entries(DIRECTORIES["programs"]), PUBLIC)
    assert {each["slug"]: each["facts"] for each in rows_of(public)}[SLUG] == ""


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("field work: two weeks", "These are no rows in JSON"),
        ("{}", "Write a list of rows"),
        ("[1]", "Write a list of rows"),
        ("[" * 30_000, "These are no rows in JSON"),
        ("[" + "1" * 5_000 + "]", "These are no rows in JSON"),
        ('[{"label": NaN}]', "These are no rows in JSON"),
        ('[{"colour": "red"}]', "A row has no “colour”"),
        ('[{"label": ["a"]}]', "“label” must be a text or a number"),
        ("[" + ", ".join(["{}"] * 201) + "]", "more than 200 rows"),
        ('[{"label": "time limit", "value": "7 years"}]', "Say where this was read"),
        ('[{"label": "a", "source_note": "b"}]', "Say what it is, and the fact in words"),
        ('[{"about": "fame", "source_note": "b"}]', "is not a valid choice"),
        ('[{"about": "length", "value": "2", "source_note": "b"}]', "stands in the field itself"),
        ('[{"label": "a", "value": "b", "source_url": "javascript:x"}]', "valid URL"),
        ('[{"label": "a", "value": "b", "source_url": "u", "gathered_on": "2026-02-30"}]', "date"),
        ('[{"label": "a", "value": "b", "source_note": "c", "source_date": "2026-13"}]', "a month"),
        (json.dumps([{"label": "a" * 61, "value": "b", "source_note": "c"}]), "at most 60"),
    ],
)
def test_a_cell_that_will_not_do_says_why(cell, why):
    before = exported()
    made = planned(row(cell))
    assert made.counts["error"] == 1
    assert {fault.column for fault in made.faults} == {"facts"}
    assert any(why in fault.reason for fault in made.faults), made.faults
    assert exported() == before


def test_a_faulty_row_of_the_starting_content_is_named_by_file_line_and_column(folder):
    lines = folder.rows("program-facts.csv")
    folder.replace("program-facts.csv", b"2017-12,read", b"2017-13,read")
    line = folder.add("program-facts.csv", program_slug="no-program", label="a", value="b")
    with pytest.raises(SeedError) as caught:
        load(folder=folder.path)
    faults = {(fault.file, fault.line, fault.column) for fault in caught.value.faults}
    number = next(n for n, each in enumerate(lines, 2) if each["source_date"] == "2017-12")
    assert ("program-facts.csv", number, "source_date") in faults
    assert ("program-facts.csv", line, "program_slug") in faults
    assert ("program-facts.csv", line, "source_url") in faults


def test_what_nobody_touched_follows_the_file_of_its_facts(folder):
    folder.replace("program-facts.csv", b"two placements of three weeks", b"three placements")
    outcome = load(folder=folder.path)["programs"]
    assert outcome.updated == 1
    facts = Program.objects.get(slug=SLUG).facts
    assert facts.first().value == "three placements"
    assert load(folder=folder.path)["programs"].updated == 0


def test_a_program_whose_facts_somebody_edited_is_left_alone(folder):
    program = Program.objects.get(slug=SLUG)
    program.facts.first().delete()
    folder.replace("program-facts.csv", b"40 students each September", b"50 students")
    outcome = load(folder=folder.path)["programs"]
    assert (outcome.updated, outcome.left_alone) == (0, 1)
    assert not program.facts.filter(value="50 students").exists()
