"""Back, Forward, reload, and back from an entry: rules 17 to 21 of docs/live-filtering.md."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import launch, whole_chromium
from tests.browser.steps import (
    PATIENCE,
    Gate,
    answered,
    back,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    in_view,
    leave_back,
    picture,
    picture_served,
    rows_shown,
    tick,
)


@pytest.fixture(scope="module")
def browser(playwright):
    """With the back-forward cache."""
    launched = launch(playwright, whole_chromium())
    yield launched
    launched.close()


ENTRY = "#results .entry h3 a"
# Where each list is, with two filters that have entries in common.
LISTS = [
    ("/programs/", ("credential", "master"), ("delivery", "online")),
    ("/announcements/", ("kind", "event"), ("year", "2015")),
]


def open_entry(page: Page, number: int) -> str:
    """Follow the link of an entry of the list (the first is 0); returns the path it leads to."""
    link = page.locator(ENTRY).nth(number)
    path = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{path}")
    return path


def keep_out_of_the_back_forward_cache(page: Page) -> None:
    """Make the browser load this page anew when the reader comes back to it."""
    page.evaluate("() => addEventListener('unload', () => {})")


def was_kept(page: Page) -> bool:
    """Whether the page on screen is the one that the reader left, `window.mark` and all."""
    return page.evaluate("() => window.mark === 'left'")


def ask_for(page: Page, words: str) -> None:
    """Type words and press Enter."""
    page.locator("#q").fill(words)
    with answered(page):
        page.keyboard.press("Enter")


# --- 17: Back and Forward -------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "first", "second"), LISTS)
def test_back_and_forward_show_what_the_address_says(page, path, first, second):
    """Rule 17: boxes, words, order, numbers, title and files agree with the address each time."""
    page.goto(path)
    seen = [picture(page)]
    tick(page, *first)
    seen.append(picture(page))
    ask_for(page, "library")
    seen.append(picture(page))
    with answered(page):
        page.locator(".sorts a:not([aria-current])").last.click()
    seen.append(picture(page))
    tick(page, *second)
    seen.append(picture(page))
    assert len({str(each) for each in seen}) == 5

    at = 4
    for step in (-1, -1, -1, 1, -1, -1, 1, 1, 1, 1):
        back(page, step)
        at += step
        assert picture(page) == seen[at]
        assert picture_served(page) == seen[at]
        assert choices_shown(page) == choices_in_url(page)
    assert at == 4


def test_back_and_forward_in_the_site_search_show_what_the_address_says(page):
    """Rule 17."""
    page.goto("/search/")
    seen = [picture(page)]
    for words in ("ohio", ""):
        ask_for(page, words)
        seen.append(picture(page))
    assert seen[0] == seen[2] != seen[1]
    back(page)
    assert picture(page) == picture_served(page) == seen[1]
    back(page)
    assert picture(page) == picture_served(page) == seen[0]
    back(page, 2)
    assert picture(page) == picture_served(page) == seen[2]


def test_a_reply_that_comes_after_back_is_not_shown(page):
    """Rule 17: nor does its address come into the address bar."""
    page.goto("/programs/")
    tick(page, "place", "california")
    gate = Gate(page, by_htmx)
    with page.expect_request(by_htmx):
        box(page, "delivery", "online").click()
    back(page)
    before = picture(page)
    gate.open()
    assert page.url.endswith("/programs/")
    assert picture(page) == before == picture_served(page)


def test_of_two_quick_steps_back_the_last_is_shown(page):
    """Rule 17: even when the reply to the first comes last."""
    page.goto("/programs/")
    for facet, value in (("place", "california"), ("delivery", "online"), ("control", "public")):
        tick(page, facet, value)
    gate = Gate(page, lambda r: "hx-history-restore-request" in r.headers and "delivery" in r.url)
    with page.expect_request(lambda r: "delivery" in r.url):
        page.evaluate("() => history.back()")
    back(page)
    assert page.url.endswith("?place=california")
    gate.open()
    assert page.url.endswith("?place=california")
    assert picture(page) == picture_served(page)
    assert choices_shown(page) == [("place", "california")]


def test_a_choice_made_before_the_way_back_is_answered_counts(page):
    """Rule 17: what the reader chose last is what the address and the list say."""
    page.goto("/programs/")
    tick(page, "place", "california")
    gate = Gate(page, lambda r: "hx-history-restore-request" in r.headers)
    with page.expect_request(lambda r: "hx-history-restore-request" in r.headers):
        page.evaluate("() => history.back()")
    tick(page, "delivery", "online")
    gate.open()
    assert page.url.endswith("?delivery=online&place=california")
    assert picture(page) == picture_served(page)


def test_a_jump_back_over_a_link_within_the_page_restores_the_list(page):
    """Rule 17: "Skip to results" makes a step of history too."""
    page.goto("/programs/")
    page.locator(".skip-inline").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/programs/#*")
    tick(page, "place", "california")
    back(page, -2)
    assert page.url.endswith("/programs/")
    assert picture(page) == picture_served(page)


# --- 18: the browser's own memory of forms --------------------------------------------------------


def choose_without_asking(page: Page) -> None:
    """Leave the controls in a state that the address does not say."""
    page.evaluate(
        """() => {
          document.querySelector('#q').value = 'something else';
          for (const box of [...document.querySelectorAll('#f [type=checkbox]')].slice(0, 9))
            box.checked = !box.checked;
        }"""
    )
    assert choices_shown(page) != choices_in_url(page)


@pytest.mark.parametrize(("path", "first", "second"), LISTS)
def test_after_a_reload_the_controls_say_what_the_address_says(page, path, first, second):
    """Rule 18."""
    page.goto(path)
    tick(page, *first)
    choose_without_asking(page)
    page.reload()
    assert choices_shown(page) == choices_in_url(page) == [first]
    assert picture(page) == picture_served(page)


def test_back_from_an_entry_the_controls_say_what_the_address_says(page):
    """Rule 18: also when the browser does not keep the page and loads it anew."""
    page.goto("/programs/")
    tick(page, "place", "california")
    choose_without_asking(page)
    keep_out_of_the_back_forward_cache(page)
    page.evaluate("() => { window.mark = 'left' }")
    open_entry(page, 3)
    leave_back(page)
    assert not was_kept(page)
    assert choices_shown(page) == choices_in_url(page) == [("place", "california")]
    assert picture(page) == picture_served(page)


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_no_form_of_a_list_is_filled_in_by_the_browser(page, path):
    """Rule 18: what Chromium does not show, other browsers would."""
    page.goto(path)
    expect(page.locator("#f")).to_have_attribute("autocomplete", "off")
    assert page.locator("#f [autocomplete]").count() == 0


# --- 19: from an entry back to the same place -----------------------------------------------------


@pytest.mark.parametrize("path", ["/programs/", "/announcements/"])
def test_back_from_an_entry_the_list_is_as_it_was_left(page, path):
    """Rule 19: the same page of the list, scrolled as before, and out of the browser's memory."""
    page.goto(path)
    with answered(page):
        page.locator(".pager .next a").click()
    left_at = scroll_to(page, 15)
    before = picture(page)
    page.evaluate(
        """() => addEventListener('pageshow', event => { window.persisted = event.persisted })"""
    )
    opened = open_entry(page, 15)
    leave_back(page)
    assert page.url.endswith("?page=2")
    assert page.evaluate("() => window.persisted") is True
    assert picture(page) == before == picture_served(page)
    link = page.locator(f'{ENTRY}[href="{opened}"]')
    expect(link).to_be_in_viewport()
    assert abs(page.evaluate("() => scrollY") - left_at) <= 50


def test_a_list_that_is_loaded_anew_is_scrolled_as_before(page):
    """Rule 19: a browser short of memory keeps no pages."""
    page.goto("/programs/")
    with answered(page):
        page.locator(".pager .next a").click()
    left_at = scroll_to(page, 15)
    before = picture(page)
    keep_out_of_the_back_forward_cache(page)
    page.evaluate("() => { window.mark = 'left' }")
    opened = open_entry(page, 15)
    leave_back(page)
    assert not was_kept(page)
    assert page.url.endswith("?page=2")
    assert picture(page) == before
    expect(page.locator(f'{ENTRY}[href="{opened}"]')).to_be_in_viewport(timeout=PATIENCE)
    assert abs(page.evaluate("() => scrollY") - left_at) <= 50


def test_back_from_an_entry_the_site_search_is_as_it_was_left(page):
    """Rule 19."""
    page.goto("/search/")
    ask_for(page, "library")
    left_at = scroll_to(page, 15)
    before = picture(page)
    page.evaluate("() => { window.mark = 'left' }")
    page.locator(ENTRY).nth(15).click()
    page.locator("#results").wait_for(state="detached")
    leave_back(page)
    assert was_kept(page)
    assert page.url.endswith("/search/?q=library")
    assert picture(page) == before == picture_served(page)
    assert abs(page.evaluate("() => scrollY") - left_at) <= 50


def scroll_to(page: Page, number: int) -> int:
    """Bring an entry into the middle of the window; returns how far the page is scrolled."""
    link = page.locator(ENTRY).nth(number)
    link.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    assert in_view(link)
    left_at = page.evaluate("() => scrollY")
    assert left_at > 500
    return left_at


# --- 20: "Back to results" ------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "first", "second"), LISTS)
def test_an_entry_leads_back_to_the_list_as_it_was_filtered(page, path, first, second):
    """Rule 20."""
    page.goto(path)
    tick(page, *first)
    tick(page, *second)
    left = page.url
    before = picture(page)
    open_entry(page, 0)
    link = page.get_by_role("link", name="Back to results")
    assert link.get_attribute("href") == left.removeprefix(page.evaluate("() => location.origin"))
    link.click()
    page.wait_for_url(left)
    assert picture(page) == before


@pytest.mark.parametrize("path", ["/programs/", "/announcements/"])
def test_an_entry_opened_by_its_address_leads_to_the_bare_list(page, path):
    """Rule 20: there are no results to go back to, so nothing says so."""
    page.goto(path)
    page.goto(page.locator(ENTRY).first.get_attribute("href"))
    assert page.get_by_role("link", name="Back to results").count() == 0
    expect(page.locator(f'.crumbs a[href="{path}"]')).to_be_visible()


OTHER_PAGES = [
    "//evil.example{path}?place=ohio",
    "https://evil.example{path}?place=ohio",
    "{origin}@evil.example{path}?place=ohio",
    "{origin}//evil.example{path}?place=ohio",
    "{origin}/other{path}?place=ohio",
    "javascript:alert(1)",
    "http://[",
]


def test_an_entry_leads_nowhere_else(page, server):
    """Rule 20: an address of another site, or of another page, is no list to go back to."""
    for path in ("/programs/", "/announcements/"):
        slug = page.request.get(f"{path}list.json?per_page=1").json()["items"][0]["slug"]

        def asked_from(referrer: str, url: str = f"{path}{slug}/") -> str:
            return page.request.get(url, headers={"Referer": referrer}).text()

        assert "Back to results" in asked_from(f"{server.url}{path}?place=ohio")
        for other in OTHER_PAGES:
            html = asked_from(other.format(origin=server.url, path=path))
            assert "Back to results" not in html, other
            assert "evil" not in html, other


def test_only_what_the_list_knows_comes_into_the_way_back(page, server):
    """Rule 20: the rest of the address stays behind."""
    slug = page.request.get("/programs/list.json?per_page=1").json()["items"][0]["slug"]
    asked = "place=ohio&place=nowhere&next=//evil.example&q=%22%3E%3Cscript%3Ex&page=2"
    html = page.request.get(
        f"/programs/{slug}/", headers={"Referer": f"{server.url}/programs/?{asked}#list"}
    ).text()
    links = re.findall(r'<p class="back"><a href="([^"]*)"', html)
    assert [link.replace("&amp;", "&") for link in links] == [
        "/programs/?page=2&place=ohio&q=%22%3E%3Cscript%3Ex"
    ]
    assert "evil" not in html


# --- 21: filtering goes on ------------------------------------------------------------------------


def go_on(page: Page) -> None:
    """Choose something more and see that the list is the right one."""
    tick(page, "delivery", "online")
    asked = urlsplit(page.url).query
    assert asked == "delivery=online&place=california"
    assert picture(page) == picture_served(page)
    listed = page.request.get(f"/programs/list.json?{asked}").json()
    assert count_shown(page) == listed["total"] > 0
    assert rows_shown(page) == [item["slug"] for item in listed["items"]]


@pytest.fixture
def californian(page) -> Page:
    """The programs of California, filtered by the reader."""
    page.goto("/programs/")
    tick(page, "place", "california")
    return page


def test_filtering_works_after_back(californian):
    """Rule 21."""
    tick(californian, "control", "public")
    back(californian)
    go_on(californian)
    back(californian)
    back(californian)
    back(californian, 2)
    tick(californian, "delivery", "online")
    go_on(californian)


def test_filtering_works_after_a_reload_and_steps_across_it(californian):
    """Rule 21."""
    tick(californian, "control", "public")
    californian.reload()
    back(californian)
    go_on(californian)


@pytest.mark.parametrize("kept", [True, False])
def test_filtering_works_after_the_way_back_from_an_entry(californian, kept):
    """Rule 21: whether the browser kept the list or loads it anew."""
    if not kept:
        keep_out_of_the_back_forward_cache(californian)
    californian.evaluate("() => { window.mark = 'left' }")
    open_entry(californian, 3)
    leave_back(californian)
    assert was_kept(californian) is kept
    go_on(californian)
    back(californian)
    back(californian)
    assert californian.url.endswith("/programs/")
    assert picture(californian) == picture_served(californian)


def test_searching_everything_works_after_back(page):
    """Rule 21."""
    page.goto("/search/")
    ask_for(page, "ohio")
    ask_for(page, "")
    back(page)
    ask_for(page, "kentucky")
    assert page.url.endswith("?q=kentucky")
    assert picture(page) == picture_served(page)
