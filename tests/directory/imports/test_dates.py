"""Dates that a spreadsheet has shown in its own way while it saved a file."""

import pytest

from directory.imports.dates import is_shown_as, readings
from directory.models import Program
from tests.directory.imports.conftest import SLUG
from tests.import_files import as_csv, faults_of, planned


@pytest.mark.parametrize(
    ("cell", "meanings"),
    [
        ("2025-07-31", []),
        ("2025-07", []),
        ("2025", []),
        ("7/31/2025", ["2025-07-31"]),
        ("31/7/2025", ["2025-07-31"]),
        ("31.7.2025", ["2025-07-31"]),
        ("3.4.2025", ["2025-04-03"]),
        ("3/4/2025", ["2025-03-04", "2025-04-03"]),
        ("4/4/2025", ["2025-04-04"]),
        ("7/31/25", ["2025-07-31"]),
        ("2024-1-5", ["2024-01-05"]),
        ("2024/01/05", ["2024-01-05"]),
        ("2024-7", ["2024-07"]),
        ("Jul-24", ["2024-07"]),
        ("Jul-95", ["1995-07"]),
        ("July 2024", ["2024-07"]),
        ("31-Jul-25", ["2025-07-31"]),
        ("24-Jul", []),
        ("Juk-24", []),
        ("31/31/2025", []),
        ("2025-02-30", []),
        ("2/30/2025", []),
        ("٣/4/2025", []),
        ("yesterday", []),
        ("", []),
    ],
)
def test_what_a_date_may_mean(cell, meanings):
    assert readings(cell) == meanings


@pytest.mark.parametrize(
    ("kept", "cell"),
    [("2025-07", "Jul-25"), ("2025-07", "7/1/2025"), ("2025-03-04", "3/4/2025"),
     ("2024-01-05", "2024-1-5")],
)  # fmt: skip
@pytest.mark.django_db
def test_a_file_that_was_only_saved_changes_nothing(kept, cell):
    assert is_shown_as(kept, cell)
    Program.objects.filter(slug=SLUG).update(source_date=kept)
    made = planned(as_csv([{"slug": SLUG, "source_date": cell}]))
    assert made.faults == ()
    assert made.counts["unchanged"] == 1


@pytest.mark.django_db
def test_a_date_of_one_meaning_is_taken_and_one_of_two_is_asked_for():
    Program.objects.filter(slug=SLUG).update(source_date="2020")
    made = planned(as_csv([{"slug": SLUG, "source_date": "7/31/2025"}]))
    assert [(each.old, each.new) for each in made.rows[0].changes] == [("2020", "2025-07-31")]
    made = planned(as_csv([{"slug": SLUG, "source_date": "3/4/2025"}]))
    assert faults_of(made) == [(2, "source_date")]
    assert "2025-03-04 or 2025-04-03" in made.faults[0].reason
    made = planned(as_csv([{"slug": SLUG, "source_date": "24-Jul"}]))
    assert faults_of(made) == [(2, "source_date")]
