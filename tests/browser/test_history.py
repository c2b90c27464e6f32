"""Back, Forward, reload, and how one goes on: rules 17, 18 and 21 of docs/live-filtering.md."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import (
    FILTERED,
    Gate,
    answered,
    ask_for,
    back,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    keep_out_of_the_back_forward_cache,
    leave_back,
    open_entry,
    picture,
    picture_served,
    rows_shown,
    tick,
    was_kept,
)


@pytest.fixture
def browser(keeping_browser) -> Browser:
    """With the back-forward cache."""
    return keeping_browser


# --- 17: Back and Forward -------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "first", "second"), FILTERED)
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


@pytest.mark.parametrize(("path", "first", "second"), FILTERED)
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
