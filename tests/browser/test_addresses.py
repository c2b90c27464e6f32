"""The address is the only state: rules 1 to 4 of docs/live-filtering.md."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import DIRECTORIES
from tests.browser.steps import (
    answered,
    by_htmx,
    choices_in_url,
    choices_shown,
    picture,
    search_of,
    tick,
    type_slowly,
)


def steps_of(page: Page) -> int:
    return page.evaluate("() => history.length")


# --- 1: the address is the only state -------------------------------------------------------------


def test_a_list_is_one_form_whose_filters_all_have_names(plain_page):
    """Rule 1: what only narrows a long list of options must not get into the address."""
    for path in (*DIRECTORIES, "/search/"):
        plain_page.goto(path, wait_until="domcontentloaded")
        form = plain_page.locator("#f")
        assert form.evaluate("f => [f.method, new URL(f.action).pathname]") == ["get", path]
        assert form.locator("input:not([name]):not(.facet-narrow), select:not([name])").count() == 0
        assert form.locator(".facet-narrow[name]").count() == 0
        assert form.locator("[name=q]").count() == 1


@pytest.mark.parametrize(
    ("path", "choices", "words"),
    [
        ("/programs/", [("place", "california"), ("delivery", "online")], "sa"),
        ("/announcements/", [("kind", "event"), ("year", "2015")], "na"),
        ("/search/", [], "oh"),
    ],
)
def test_the_address_opens_the_same_list_anywhere(page, open_context, path, choices, words):
    """Rule 1: in another browser, and in one without JavaScript."""
    page.goto(path)
    for facet, value in choices:
        tick(page, facet, value)
    type_slowly(page, words)
    if choices:
        with answered(page):
            page.locator(".sorts a:not([aria-current])").last.click()
        assert choices_shown(page) == choices_in_url(page)
        assert len(choices_shown(page)) == 4
    here = picture(page)
    assert here["entries"]
    for script in (True, False):
        other = open_context(java_script_enabled=script).new_page()
        other.goto(page.url)
        assert picture(other) == here


# --- 2: one address for one list ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "facet", "value"),
    [("/programs/", "delivery", "online"), ("/announcements/", "kind", "event")],
)
def test_one_choice_makes_one_parameter(page, path, facet, value):
    """Rule 2: the empty search box does not come into the address."""
    page.goto(path)
    with page.expect_response(lambda response: by_htmx(response.request)) as info:
        tick(page, facet, value)
    assert "q=&" in info.value.url
    assert info.value.headers["hx-push-url"] == f"{path}?{facet}={value}"
    assert search_of(page) == f"?{facet}={value}"


def test_the_address_is_sorted_whatever_the_order_of_the_choices(page):
    """Rule 2."""
    page.goto("/programs/")
    for facet, value in (("place", "ohio"), ("delivery", "online"), ("place", "california")):
        tick(page, facet, value)
    assert search_of(page) == "?delivery=online&place=california&place=ohio"


REDIRECTS = {
    "/programs/?q=&place=ohio&place=kentucky": "/programs/?place=kentucky&place=ohio",
    "/programs/?place=ohio&delivery=online": "/programs/?delivery=online&place=ohio",
    "/programs/?place=ohio&place=ohio": "/programs/?place=ohio",
    "/programs/?q=++ohio++state+": "/programs/?q=ohio+state",
    "/programs/?sort=place": "/programs/",
    "/programs/?q=ohio&sort=best": "/programs/?q=ohio",
    "/programs/?sort=best": "/programs/",
    "/programs/?page=1": "/programs/",
    "/programs/?page=02&place=california": "/programs/?page=2&place=california",
    "/programs/?place=": "/programs/",
    "/announcements/?year=2015&q=&kind=news": "/announcements/?kind=news&year=2015",
    "/announcements/?sort=newest": "/announcements/",
    "/search/?q=": "/search/",
    "/search/?q=+ohio": "/search/?q=ohio",
    "/search/?q=ohio&q=kentucky": "/search/?q=kentucky",
}


def test_other_spellings_of_an_address_lead_to_the_one(page):
    """Rule 2; and the one leads to nowhere else."""

    def answer(url: str) -> tuple[int, str | None]:
        response = page.request.get(url, max_redirects=0)
        return response.status, response.headers.get("location")

    assert {url: answer(url) for url in REDIRECTS} == {
        url: (302, canonical) for url, canonical in REDIRECTS.items()
    }
    assert {answer(canonical) for canonical in REDIRECTS.values()} == {(200, None)}


# --- 3: what makes a step of history --------------------------------------------------------------


def test_typing_a_word_is_one_step_and_each_choice_is_one(page):
    """Rule 3."""
    page.goto("/programs/")
    before = steps_of(page)
    type_slowly(page, "colorado")
    assert search_of(page) == "?q=colorado"
    assert steps_of(page) == before + 1
    tick(page, "credential", "master")
    tick(page, "credential", "certificate")
    assert steps_of(page) == before + 3
    with answered(page):
        page.locator("#sort-institution").click()
    assert steps_of(page) == before + 4
    with answered(page):
        page.locator(".chips a").nth(1).click()
    assert steps_of(page) == before + 5
    page.locator("#q").fill("")
    with answered(page):
        page.keyboard.press("Enter")
    assert search_of(page) == "?credential=master&sort=institution"
    assert steps_of(page) == before + 6
    with answered(page):
        page.locator(".pager .next a").click()
    assert steps_of(page) == before + 7


def test_asking_for_the_same_list_again_is_no_step(page):
    """Rule 3: Back must lead to something else."""
    page.goto("/programs/?place=ohio")
    before = steps_of(page)
    with answered(page):
        page.get_by_role("button", name="Apply filters").click()
    assert search_of(page) == "?place=ohio"
    assert steps_of(page) == before


def test_typing_into_the_site_search_is_one_step(page):
    """Rule 3; emptying the box is another, and emptying an empty one is none."""
    page.goto("/search/")
    before = steps_of(page)
    type_slowly(page, "ohio")
    assert search_of(page) == "?q=ohio"
    assert steps_of(page) == before + 1
    page.locator("#q").fill("")
    for _ in range(2):
        with answered(page):
            page.keyboard.press("Enter")
        assert search_of(page) == ""
        assert steps_of(page) == before + 2


# --- 4: pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "first", "second", "sort"),
    [
        ("/programs/", ("credential", "master"), ("delivery", "online"), "institution"),
        ("/announcements/", ("place", "not-recorded"), ("kind", "news"), "title"),
    ],
)
def test_a_choice_leads_to_the_first_page_and_paging_keeps_choices(page, path, first, second, sort):
    """Rule 4."""
    page.goto(f"{path}?{urlencode([first])}")
    with answered(page):
        page.locator(".pager .next a").click()
    assert search_of(page) == f"?{urlencode(sorted([first, ('page', '2')]))}"
    assert choices_shown(page) == [first]
    with answered(page):
        page.locator(f"#sort-{sort}").click()
    assert search_of(page) == f"?{urlencode([first, ('sort', sort)])}"
    with answered(page):
        page.locator(".pager .next a").click()
    tick(page, *second)
    assert search_of(page) == f"?{urlencode(sorted([first, second, ('sort', sort)]))}"
    page.go_back()
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    page.locator("#q").fill("library")
    with answered(page):
        page.keyboard.press("Enter")
    assert search_of(page) == f"?{urlencode(sorted([first, ('q', 'library'), ('sort', sort)]))}"
