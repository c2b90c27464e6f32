"""The reports as files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from directory.models import CertificationRequirement
from directory.reports.worklists import WORKLISTS, Narrowing
from tests.directory.reports.conftest import NAMES

pytestmark = pytest.mark.django_db


def csv_of(client, name: str, **params) -> list[dict[str, str]]:
    answer = client.get(reverse(f"{name}:index"), {**params, "export": "csv"})
    assert f'filename="{name}-' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("worklist", WORKLISTS, ids=NAMES)
def test_a_file_holds_what_the_filtered_report_shows(editor, worked_on, worklist):
    for params in ({}, {"directory": ["programs", "certification"]}):
        rows = csv_of(editor, worklist.name, **params)
        items = list(worklist.items(Narrowing(directories=params.get("directory", ()))))
        assert [(row["directory"], row["slug"]) for row in rows] == [
            (item.directory.slug, item.entry.slug) for item in items
        ]
        assert rows


def test_files_say_what_is_wrong_with_a_link_and_what_changed(editor, worked_on):
    broken = next(row for row in csv_of(editor, "failing-links") if row["state"] == "broken")
    assert (broken["result"], broken["http_status"], broken["failures"]) == ("gone", "404", "3")
    changed = csv_of(editor, "source-changed")[0]
    assert changed["before"] == "Twenty hours every two years."
    assert changed["after"] == "Thirty hours every <b>two</b> years."
    moved = csv_of(editor, "redirected-links")[0]
    assert moved["final_url"].startswith("https://example.org/new/")
    unverified = csv_of(editor, "never-verified")[0]
    assert (unverified["trust"], unverified["verified_on"], unverified["due_on"]) == (
        "unverified", "", "",
    )  # fmt: skip


def test_no_cell_is_a_formula(editor, worked_on):
    requirement = CertificationRequirement.objects.published().last()
    requirement.name = '=HYPERLINK("https://evil.example")'
    requirement.save()
    names = [row["name"] for row in csv_of(editor, "never-verified", directory="certification")]
    assert "'" + requirement.name in names
    params = {"export": "xlsx", "directory": "certification"}
    answer = editor.get(reverse("never-verified:index"), params)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "'" + requirement.name in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_a_file_costs_few_queries_however_long_it_is(editor, worked_on):
    editor.get(reverse("never-verified:index"), {"export": "csv"})
    with CaptureQueriesContext(connection) as captured:
        rows = csv_of(editor, "never-verified")
    assert len(rows) > 500
    assert len(captured) < 40
