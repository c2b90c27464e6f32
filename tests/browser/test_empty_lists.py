"""A list without entries: rule 35 of docs/live-filtering.md."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import count_shown, tick

DATA = Path(__file__).resolve().parents[2] / "directory" / "data"
# No place of Canada is in the United States.
NOTHING = "/programs/?country=CA&place=ohio"


def test_an_empty_list_says_what_there_is_without_each_filter(any_page):
    """Rule 35: the numbers are those of the lists themselves."""
    any_page.goto(NOTHING)
    assert count_shown(any_page) == 0
    others = any_page.locator(".empty .without").first.locator("li")
    assert [text.split("\n")[0] for text in others.all_inner_texts()] == [
        "Without Ohio",
        "Without Canada",
    ]
    check_numbers(any_page, others)


def check_numbers(page: Page, others) -> None:
    """Follow each link and compare the number beside it with the list behind it."""
    told = others.evaluate_all(
        "all => all.map(e => [e.querySelector('a').href, e.querySelector('.n').textContent])"
    )
    assert told
    for address, number in told:
        page.goto(address)
        assert page.locator("#results-title").inner_text() == number
        assert count_shown(page) > 0


def counts(page: Page, address: str, facet: str = "place") -> dict[str, int]:
    """How many entries of a list each place has."""
    told = page.request.get(address).json()["facets"][facet]
    return {option["value"]: option["count"] for option in told}


def divisions() -> list[dict[str, str]]:
    """The places of each part of a country: their slugs and names."""
    parts = {}
    with (DATA / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            part = parts.setdefault((row["country"], row["region"], row["division"]), {})
            part[row["slug"]] = row["name"]
    return list(parts.values())


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("/programs/", "Online"),
        ("/colleague-connection/", "National"),
        ("/other-resources/", "State or province: not tied to one place"),
    ],
)
def test_an_empty_list_offers_what_is_open_to_anybody(page, path, instead):
    """Rule 35."""
    some = counts(page, f"{path}list.json")
    bare = next(place for part in divisions() for place in part if not some.get(place))
    page.goto(f"{path}?place={bare}")
    assert count_shown(page) == 0
    others = page.locator(".empty .nearest li")
    expect(others.filter(has_text=instead)).to_have_count(1)
    check_numbers(page, others)


def test_an_empty_list_offers_the_neighbors_that_have_something(page):
    """Rule 35."""
    bachelors = counts(page, "/programs/list.json?credential=bachelor")
    bare, near = next(
        (place, having)
        for part in divisions()
        if (having := [name for place, name in part.items() if bachelors.get(place)])
        for place in part
        if not bachelors.get(place)
    )
    page.goto(f"/programs/?credential=bachelor&place={bare}")
    assert count_shown(page) == 0
    others = page.locator(".empty .nearest li")
    for name in near:
        expect(others.get_by_role("link", name=name, exact=True)).to_have_count(1)
    check_numbers(page, others)


def test_an_empty_list_names_the_feed_that_will_tell(any_page):
    """Rule 35."""
    any_page.goto(NOTHING)
    feed = any_page.locator(".empty a", has_text="feed")
    expect(feed).to_have_attribute("href", "/programs/list.atom?country=CA&place=ohio")
    answer = any_page.request.get(feed.get_attribute("href"))
    assert answer.ok
    assert "atom+xml" in answer.headers["content-type"]


def test_an_empty_list_is_left_as_any_other(page):
    """Rule 35: chips, boxes and the links of the suggestions all lead out."""
    page.goto(NOTHING)
    tick(page, "place", "ohio")
    assert count_shown(page) > 0
    expect(page.locator(".empty")).to_have_count(0)
