"""From an entry back to the list: rules 19 and 20 of docs/live-filtering.md."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import (
    ENTRY,
    FILTERED,
    PATIENCE,
    answered,
    ask_for,
    in_view,
    keep_out_of_the_back_forward_cache,
    leave_back,
    open_entry,
    picture,
    picture_served,
    tick,
    was_kept,
)


@pytest.fixture
def browser(keeping_browser) -> Browser:
    """With the back-forward cache."""
    return keeping_browser


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


@pytest.mark.parametrize(("path", "first", "second"), FILTERED)
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
