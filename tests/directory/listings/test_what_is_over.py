"""What is over leaves lists and search, day by day, and comes back when somebody asks for it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.catalog.quantities import applications
from directory.catalog.sources import source_line
from directory.models import Occupation, Resource
from tests.starting_content import rows

pytestmark = pytest.mark.django_db

OVER = [row["slug"] for row in rows("resources") if row["is_over"]]
LIST = "/other-resources/"


def slugs(client, query: str = "") -> set[str]:
    found = client.get(f"{LIST}list.json?per_page=500{query}").json()
    return {item["slug"] for item in found["items"]}


def test_what_is_over_is_in_a_list_only_when_it_is_asked_for(client):
    assert OVER
    assert not slugs(client).intersection(OVER)
    assert slugs(client, "&over=over") == set(OVER)
    every = {row["slug"] for row in rows("resources")}
    assert slugs(client, "&over=over&over=current") == every
    # Counted as every facet is: as if nothing were chosen in it.
    counts = client.get(f"{LIST}list.json").json()["facets"]["over"]
    assert {each["value"]: each["count"] for each in counts} == {
        "current": len(every) - len(OVER),
        "over": len(OVER),
    }


def test_it_is_not_in_the_site_search_nor_in_the_api_but_has_its_page(client):
    name = Resource.objects.get(slug=OVER[0]).name
    assert f"{LIST}{OVER[0]}/" not in client.get("/search/", {"q": name}).content.decode()
    api = client.get("/api/directory/v1/resources", {"q": name}).json()
    assert OVER[0] not in [item["slug"] for item in api["data"]]
    page = client.get(f"{LIST}{OVER[0]}/").content.decode()
    assert "Over" in page
    assert client.get(f"/api/directory/v1/resources/{OVER[0]}").json()["data"]["is_over"] == "yes"


def test_it_is_over_from_the_day_after_its_last_one(client, monkeypatch):
    today = timezone.localdate()
    resource = Resource.objects.get(slug="webjunction")
    resource.ends_on = today
    resource.save()
    page = resource.get_absolute_url()
    assert "webjunction" in slugs(client)
    first = client.get(LIST)
    assert "Over: it ended" not in client.get(page).content.decode()

    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "webjunction" not in slugs(client)
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200, "what a browser kept is of yesterday"
    assert "Over: it ended" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, ""),
        (None, date(2027, 3, 1), "Open until 1 March 2027"),
        (date(2026, 9, 1), date(2027, 3, 1), "Open until 1 March 2027"),
        (date(2026, 9, 1), None, "Open since 1 September 2026"),
        (date(2026, 12, 1), None, "Closed; opens 1 December 2026"),
        (date(2026, 12, 1), date(2027, 3, 1), "Closed; opens 1 December 2026, until 1 March 2027"),
        (None, date(2026, 11, 29), "Closed: the last day was 29 November 2026"),
        (date(2026, 11, 30), date(2026, 11, 30), "Open until 30 November 2026"),
    ],
)
def test_a_scholarship_says_whether_one_can_apply(opens, closes, words):
    assert applications(opens, closes, date(2026, 11, 30)) == words


def test_a_list_says_until_when_one_can_apply(client):
    drewes = Resource.objects.get(slug="drewes")
    drewes.applies_until = timezone.localdate() + timedelta(days=30)
    drewes.save()
    words = applications(None, drewes.applies_until, timezone.localdate())
    assert words.startswith("Open until ")
    for path in (f"{LIST}?q=drewes", f"{LIST}drewes/", "/embed/other-resources/?q=drewes"):
        assert words in client.get(path).content.decode(), path


def test_no_cost_is_said_of_money_that_one_gets(client):
    page = client.get(f"{LIST}drewes/").content.decode()
    assert "Cost" not in page
    assert "applications" in page.lower()
    row = client.get(f"{LIST}?q=drewes").content.decode().partition('<ul class="tags">')[2]
    tags, _end, rest = row.partition("</ul>")
    assert "<li>" in tags
    assert '<ul class="tags">' not in rest
    assert not any(
        words in tags for words in ("Cost not recorded", *map(str, Resource.Cost.labels))
    )
    # Files keep what is recorded.
    (drewes,) = (each for each in rows("resources") if each["slug"] == "drewes")
    item = client.get("/api/directory/v1/resources/drewes").json()["data"]
    assert item["cost"] == drewes["cost"]


def test_what_is_recorded_for_comparison_is_no_answer_about_library_staff(client):
    teachers = "teacher-assistants-united-states"
    assert Occupation.objects.published().filter(slug=teachers).exists()
    listed = client.get("/api/directory/v1/occupations").json()["data"]
    assert teachers not in [item["slug"] for item in listed]
    asked = client.get("/api/directory/v1/occupations", {"staff": "for-comparison"}).json()
    assert [item["slug"] for item in asked["data"]] == [teachers]


def test_every_entry_of_the_starting_content_has_the_day_on_which_it_was_read():
    for name in ("certification", "programs", "institutions", "associations", "resources"):
        records = DIRECTORIES[name].records()
        assert not records.filter(gathered_on=None).exists()
        assert "gathered " in source_line(records.first()).words
