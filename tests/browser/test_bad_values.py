"""No value in an address breaks a list: rule 5 of docs/live-filtering.md."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.steps import choices_shown, count_shown, everything, rows_shown, with_any

STARS = "q=" + "*%28" * 60
BAD = [
    "place=ZZ&kind=ZZ&page=-1&x[]=1",
    "page=0",
    "page=99999999999999999999",
    "page=999",
    "page=%D9%A3",
    "page=1e3",
    "sort=-pk",
    "sort=__class__",
    "place=%00&q=%00",
    "q=%ff%fe&place=%ff",
    "q=%27%22%3Cscript%3Ealert(1)%3C/script%3E&place=%3Cscript%3E",
    "q=" + "a" * 5000,
    STARS,
    "&".join(f"place=p{number}" for number in range(300)),
    "&".join(f"unknown{number}={number}" for number in range(500)),
    "place__name=ohio&pk=1&status__in=active",
    "&&&===&;;&%&=",
]


# What a program is given for all that: the only words among it, and all of a list without pages.
GIVEN = {
    ("/programs/list.json", STARS),
    ("/programs/list.csv", STARS),
    ("/programs/list.csv", "page=999"),
}


def statuses(page, paths: list[str]) -> dict[tuple[str, str], int]:
    return {(path, bad): page.request.get(f"{path}?{bad}").status for path in paths for bad in BAD}


def test_no_address_of_a_list_breaks_it(page):
    """Rule 5: a page leaves out what is wrong."""
    answers = statuses(page, ["/programs/", "/announcements/", "/search/"])
    assert {asked: status for asked, status in answers.items() if status != 200} == {}


def test_no_file_is_given_for_what_a_page_would_leave_out(page):
    """Rule 5: a program is told what is wrong."""
    answers = statuses(page, ["/programs/list.json", "/programs/list.csv"])
    assert {asked for asked, status in answers.items() if status == 200} == GIVEN
    assert set(answers.values()) == {200, 400}


def test_a_bad_value_is_left_out_and_said(page):
    """Rule 5: the list is what the rest of the address says, and the page is still accessible."""
    page.goto("/programs/?place=ZZ&place=ohio&page=-1&sort=nothing&x[]=1")
    notes = page.locator("#results .note")
    assert [note for note in notes.all_inner_texts() if "“ZZ”" in note]
    assert [note for note in notes.all_inner_texts() if "“-1”" in note]
    assert [note for note in notes.all_inner_texts() if "“nothing”" in note]
    for note in notes.all():
        expect(note).to_be_visible()
    assert choices_shown(page) == [("place", "ohio")]
    ohio = with_any(everything(page), place={"ohio"})
    assert count_shown(page) == len(ohio)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_page_that_the_list_does_not_have_is_said(page):
    """Rule 5: and the first is shown."""
    page.goto("/programs/?page=99&place=california")
    expect(page.locator("#results .note")).to_contain_text("no page 99")
    assert count_shown(page) == len(with_any(everything(page), place={"california"})) > 20
    assert len(rows_shown(page)) == 20


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_a_long_search_is_cut_and_said(page, path):
    """Rule 5: at 200 characters."""
    page.goto(f"{path}?q={'library%20' * 4}{'x' * 300}")
    expect(page.locator("#results .note").first).to_contain_text("long")
    assert 0 < len(page.locator("#q").input_value()) <= 200


def test_no_more_than_fifty_values_are_used_and_that_is_said(page):
    """Rule 5."""
    html = page.request.get("/places/").text()
    places = sorted(set(re.findall(r'href="/places/([\w-]+)/"', html)))
    assert len(places) > 50
    page.goto("/programs/?" + "&".join(f"place={place}" for place in places))
    expect(page.locator("#results .note")).to_contain_text("50")
    assert page.locator(".chips [data-name=place]").count() == 50
