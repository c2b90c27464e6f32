"""Lists without JavaScript: rule 38 of docs/live-filtering.md."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.steps import answered, box, choices_shown, picture, tick


def told(page: Page) -> tuple[str, dict]:
    """The address of a list and all that it says."""
    return page.url, picture(page)


def test_without_javascript_every_step_leads_to_the_same_list(page, plain_page):
    """Rule 38: boxes, words, order, pages and chips, step by step beside the living page."""
    page.goto("/programs/")
    plain_page.goto("/programs/")
    assert told(plain_page) == told(page)

    for facet, value in (("country", "US"), ("delivery", "online")):
        tick(page, facet, value)
        box(plain_page, facet, value).check()
    apply(plain_page)
    assert told(plain_page) == told(page)

    for link in ("#sort-place", "[rel=next]", '.chips [data-value="online"]'):
        with answered(page):
            page.locator(link).click()
        with plain_page.expect_navigation():
            plain_page.locator(link).click()
        assert told(plain_page) == told(page)

    for each in (page, plain_page):
        each.locator("#q").fill("library & science")
    with answered(page):
        page.locator("#q").press("Enter")
    with plain_page.expect_navigation():
        plain_page.locator("#q").press("Enter")
    assert told(plain_page) == told(page)
    assert "q=library+%26+science" in plain_page.url
    assert "country=US" in plain_page.url


def apply(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Apply filters").click()


def test_without_javascript_a_phone_has_the_filters_above_the_list(open_context):
    """Rule 38: no button promises a drawer that could not open."""
    page = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/announcements/")
    expect(
        page.locator(".drawer-open, .drawer-close, .drawer-done, .facet-narrow")
    ).not_to_have_count(0)
    for button in page.locator(".drawer-open, .drawer-close, .drawer-done, .facet-narrow").all():
        expect(button).to_be_hidden()
    past = page.locator(".drawer-body").get_by_role("link", name="Skip to results")
    assert past.bounding_box()["height"] >= 24
    past.click()
    expect(page).to_have_url(re.compile("#list$"))
    form, results = page.locator("#f").bounding_box(), page.locator("#results").bounding_box()
    assert form["y"] + form["height"] <= results["y"]
    first = page.locator("#f input[type=checkbox]").first
    first.check()
    value = first.get_attribute("value")
    apply(page)
    assert choices_shown(page) == [("kind", value)]


def test_without_javascript_the_whole_site_can_be_searched(plain_page):
    """Rule 38."""
    plain_page.goto("/programs/")
    plain_page.get_by_label("Search the center").fill("ohio")
    plain_page.get_by_label("Search the center").press("Enter")
    expect(plain_page).to_have_url(re.compile(r"/search/\?q=ohio$"))
    expect(plain_page.locator(".entry")).not_to_have_count(0)
    plain_page.get_by_label("Search everything").fill("xyzxyz")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page).to_have_url(re.compile(r"/search/\?q=xyzxyz$"))
    expect(plain_page.locator(".empty")).to_be_visible()
