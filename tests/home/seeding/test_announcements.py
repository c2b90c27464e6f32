"""The announcements that a site starts with, and the faults of their file."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from directory.imports.faults import SeedError
from directory.models import Place
from home.models import AnnouncementPage, WelcomePage
from home.seeding import announcements
from tests.home.seeding.conftest import seed
from tests.starting_content import rows

pytestmark = pytest.mark.django_db


def test_announcements_have_their_dates_no_more_exact_than_they_are_known():
    inexact = AnnouncementPage.objects.exclude(date_precision="day").order_by("date")

    dates = [row["date"] for row in rows("announcements")]
    assert AnnouncementPage.objects.published().count() == len(dates)
    assert {len(date) for date in dates} == {4, 7, 10}
    written = sorted(date for date in dates if len(date) < 10)
    assert sorted(page.date_text for page in inexact) == written


def test_announcements_know_their_places_and_their_last_day():
    rebuilt = AnnouncementPage.objects.get(
        slug="free-basic-training-for-library-staff-to-be-rebuilt"
    )
    toronto = AnnouncementPage.objects.get(slug="oalt-abo-conference-2025")

    assert rebuilt.current_until.isoformat() == "2027-08-29"
    assert [place.code for place in toronto.places.all()] == ["CA-ON"]
    assert toronto.current_until == toronto.date


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("date", "spring 2012", "Give a day, a month or a year"),
        ("date", "2012-13", "Give a day, a month or a year"),
        ("date", "", "Give a day, a month or a year"),
        ("kind", "party", "is not a valid choice"),
        ("places", "US-XX", "There is no place with this code"),
        ("title", "", "cannot be blank"),
        ("url", "ala.org", "Enter a valid URL"),
        ("current_until", "soon", "invalid date format"),
        ("announcement_id", "not an address", "valid “slug”"),
    ],
)
def test_a_fault_names_file_line_column_value_and_reason(tmp_path, column, value, reason):
    file = written(tmp_path, {column: value})

    with pytest.raises(SeedError) as caught:
        announcements.read(file)

    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column, fault.value) == (file.name, 2, column, value)
    assert reason in fault.reason


def test_all_faults_are_told_and_nothing_is_loaded(empty_site, tmp_path, monkeypatch):
    read, file = announcements.read, written(tmp_path, {"date": "once", "kind": "party"})
    monkeypatch.setattr(announcements, "read", lambda: read(file))

    with pytest.raises(CommandError) as caught:
        seed()

    assert "announcements.csv, line 2, column date: “once”" in str(caught.value)
    assert "announcements.csv, line 2, column kind: “party”" in str(caught.value)
    assert not Place.objects.exists()
    assert not WelcomePage.objects.exists()


def written(folder: Path, cells: dict[str, str]) -> Path:
    row = {
        "announcement_id": "a-notice",
        "date": "2012-06",
        "current_until": "",
        "title": "A notice",
        "kind": "news",
        "places": "US-NY; CA-ON",
        "summary": "What it says.",
        "url": "https://example.org/",
        "source_url": "",
        "source_note": "",
    } | cells
    file = folder / "announcements.csv"
    file.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return file
