"""A list that does not come: rule 15 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.steps import (
    PATIENCE,
    Gate,
    box,
    choices_in_url,
    choices_shown,
    picture,
    picture_served,
    rows_shown,
    settled,
    tick,
)

# What a portal, a proxy or a sign-in page says in the place of the site, and that all is well.
FOREIGN = {
    "portal": "<!doctype html><title>Hotel</title><h1>Sign in to go online</h1><form id=f></form>",
    "empty": "",
    "whole": "<!doctype html><title>Mirror</title><main><p>Old</p><div id=results></div></main>",
}


def break_off(page: Page, way: str) -> None:
    """From here on the server answers no list, in one of the ways in which that happens."""
    if way == "offline":
        page.context.set_offline(True)
    elif way == "timeout":
        Gate(page, lambda request: "hx-current-url" in request.headers)
        page.evaluate("() => { htmx.config.timeout = 300 }")
    else:

        def fail(route: Route) -> None:
            if "hx-current-url" in route.request.headers:
                status = 200 if way in FOREIGN else int(way)
                body = FOREIGN.get(way, "<h1>It broke</h1>")
                route.fulfill(status=status, body=body, content_type="text/html")
            else:
                route.continue_()

        page.route("**/*", fail)


def mend(page: Page) -> None:
    page.context.set_offline(False)
    page.unroute_all()


def sees_problem(page: Page) -> None:
    """Whether the reader is told, and still has the old list, which says that it is old."""
    status = page.get_by_role("status")
    expect(status).to_contain_text("could not be updated", timeout=PATIENCE)
    expect(status.get_by_role("link", name="Try again")).to_be_visible()
    settled(page)
    results = page.locator("#results")
    expect(results).not_to_have_attribute("aria-busy", "true")
    mark = results.evaluate("e => getComputedStyle(e, '::before').content")
    assert "before the problem" in mark


def test_the_problem_is_said_where_the_reader_is(page):
    """Rule 15: far down a list of filters."""
    page.goto("/programs/")
    break_off(page, "500")
    last = page.locator("#f input[type=checkbox]").last
    last.scroll_into_view_if_needed()
    last.click()
    sees_problem(page)
    expect(page.get_by_role("status").get_by_role("link", name="Try again")).to_be_in_viewport()


def test_the_problem_is_said_in_the_drawer_too(phone_page):
    """Rule 15: it hides the page behind it. A list that comes takes the words away."""
    phone_page.goto("/programs/")
    phone_page.locator(".drawer-open").click()
    break_off(phone_page, "500")
    box(phone_page, "delivery", "online").click()
    said = phone_page.locator(".drawer-problem")
    expect(said).to_contain_text("could not be updated")
    expect(said.get_by_role("link", name="Try again")).to_be_in_viewport()
    mend(phone_page)
    box(phone_page, "delivery", "hybrid").click()
    expect(said).to_be_empty()


WAYS = ["500", "404", "timeout", "offline", "portal", "empty"]


@pytest.mark.parametrize("way", [*WAYS, "whole"])
def test_a_list_that_does_not_come_is_said(page, way):
    """Rule 15: the old one stays, and the way to the new one is there."""
    page.goto("/programs/")
    assert page.evaluate("() => htmx.config.timeout") == 10_000
    tick(page, "place", "california")
    before, title = rows_shown(page), page.title()
    steps = page.evaluate("() => history.length")
    break_off(page, way)
    box(page, "delivery", "online").click()
    sees_problem(page)
    assert rows_shown(page) == before
    assert page.url.endswith("/programs/?place=california")
    assert page.title() == title
    assert page.evaluate("() => history.length") == steps
    mend(page)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/programs/?delivery=online&place=california")
    assert picture(page) == picture_served(page)
    assert choices_shown(page) == choices_in_url(page)


@pytest.mark.parametrize("way", WAYS)
def test_a_way_back_that_does_not_come_is_said(page, way):
    """Rule 15: the address is another already, so the old list must not pass for its own."""
    page.goto("/programs/")
    tick(page, "place", "california")
    before, title = rows_shown(page), page.title()
    break_off(page, way)
    page.evaluate("() => history.back()")
    sees_problem(page)
    assert rows_shown(page) == before
    assert page.title() == title
    mend(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Try again").click()
    expect(page.locator(".chips")).to_have_count(0)
    assert page.url.endswith("/programs/")
    assert picture(page) == picture_served(page)
    assert choices_shown(page) == []


@pytest.mark.parametrize("way", ["500", "portal"])
def test_a_search_of_everything_that_does_not_come_is_said(page, way):
    """Rule 15."""
    page.goto("/search/?q=ohio")
    before = rows_shown(page)
    break_off(page, way)
    page.locator("#q").fill("kentucky")
    sees_problem(page)
    assert rows_shown(page) == before
    mend(page)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/search/?q=kentucky")
    assert picture(page) == picture_served(page)


@pytest.mark.parametrize("way", ["500", "portal"])
def test_the_problem_is_over_when_the_next_list_comes(page, way):
    """Rule 15: whatever came between, the filters go on."""
    page.goto("/programs/")
    break_off(page, way)
    box(page, "delivery", "online").click()
    sees_problem(page)
    mend(page)
    tick(page, "credential", "master")
    assert page.url.endswith("?credential=master&delivery=online")
    expect(page.get_by_role("status")).not_to_contain_text("could not")
    assert page.locator("#results[data-stale]").count() == 0
    assert picture(page) == picture_served(page)
