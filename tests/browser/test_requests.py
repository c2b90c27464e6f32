"""How many requests, and that the last counts: rules 11 to 13 of docs/live-filtering.md."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    Gate,
    answered,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    picture,
    picture_served,
    rows_shown,
    tick,
)

# --- 11: of two requests the last counts ----------------------------------------------------------


def test_a_slow_reply_does_not_overwrite_a_later_one(page):
    """Rule 11: the later one does not wait for it either."""
    page.goto("/programs/")
    gate = Gate(page, lambda request: by_htmx(request) and "delivery" not in request.url)
    with page.expect_request(by_htmx):
        box(page, "credential", "master").click()
    tick(page, "delivery", "online")
    both = page.request.get("/programs/list.json?credential=master&delivery=online").json()
    assert count_shown(page) == both["total"]
    gate.open()
    assert page.url.endswith("?credential=master&delivery=online")
    assert choices_shown(page) == choices_in_url(page)
    assert picture(page) == picture_served(page)


def test_a_choice_takes_the_place_of_a_slow_page_and_the_other_way_round(page):
    """Rule 11: links in the list and the form wait for each other's requests."""
    page.goto("/programs/?credential=master")
    gate = Gate(page, lambda request: by_htmx(request) and "page=2" in request.url)
    with page.expect_request(by_htmx):
        page.locator(".pager .next a").click()
    tick(page, "delivery", "online")
    gate.open()
    assert page.url.endswith("?credential=master&delivery=online")
    assert picture(page) == picture_served(page)

    page.unroute_all()
    gate = Gate(page, lambda request: by_htmx(request) and "control" in request.url)
    with page.expect_request(by_htmx):
        box(page, "control", "public").click()
    with answered(page):
        page.locator(".chips [data-name=delivery]").click()
    gate.open()
    assert page.url.endswith("?credential=master")
    assert rows_shown(page) == picture_rows(page)


def picture_rows(page: Page) -> list[str]:
    """The entries of the list at the address in the address bar."""
    return [href.rstrip("/").rsplit("/", 1)[-1] for href in picture_served(page)["entries"]]


def test_a_slow_reply_to_the_first_letters_does_not_overwrite_the_word(page):
    """Rule 11: in the site search."""
    page.goto("/search/")
    gate = Gate(page, lambda request: by_htmx(request) and request.url.endswith("q=ohi"))
    with page.expect_request(by_htmx):
        page.locator("#q").fill("ohi")
        page.keyboard.press("End")
    with answered(page):
        page.keyboard.type("o")
    gate.open()
    assert page.url.endswith("?q=ohio")
    assert picture(page) == picture_served(page)


# --- 12: how many requests ------------------------------------------------------------------------


def open_with_stopped_clock(page: Page, path: str) -> None:
    """Open a list on which time passes only when the test lets it pass."""
    page.clock.install(time=datetime(2030, 1, 1, tzinfo=UTC))
    page.goto(path)
    page.clock.pause_at(datetime(2030, 1, 2, tzinfo=UTC))
    page.evaluate(
        """() => {
          window.asked = 0;
          document.addEventListener('htmx:beforeSend', () => { window.asked += 1 });
        }"""
    )


def asked(page: Page) -> int:
    """How many lists the page has asked for."""
    return page.evaluate("() => window.asked")


def let_time_pass(page: Page, milliseconds: int) -> int:
    """Returns how many lists have been asked for after that time."""
    page.clock.run_for(milliseconds)
    return asked(page)


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/search/"])
def test_letters_typed_quickly_make_one_request(page, path):
    """Rule 12: a quarter of a second after the last."""
    open_with_stopped_clock(page, path)
    page.locator("#q").focus()
    for letter in "lib":
        page.keyboard.type(letter)
        assert let_time_pass(page, 249) == 0
    with answered(page):
        assert let_time_pass(page, 1) == 1
        page.clock.resume()
    assert page.url.endswith("?q=lib")
    page.keyboard.press("Tab")
    page.clock.run_for(5_000)
    assert asked(page) == 1


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/search/"])
def test_enter_asks_at_once_and_once(page, path):
    """Rule 12."""
    open_with_stopped_clock(page, path)
    page.locator("#q").focus()
    page.keyboard.type("ohio")
    assert asked(page) == 0
    with answered(page):
        page.keyboard.press("Enter")
        assert asked(page) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1
    assert page.url.endswith("?q=ohio")


def test_boxes_ticked_quickly_make_one_request(page):
    """Rule 12: an eighth of a second after the last."""
    open_with_stopped_clock(page, "/programs/")
    for value in ("master", "certificate", "associate"):
        box(page, "credential", value).click()
        assert let_time_pass(page, 119) == 0
    with answered(page):
        assert let_time_pass(page, 1) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1
    assert page.url.endswith("?credential=associate&credential=certificate&credential=master")


def test_the_button_asks_once(page):
    """Rule 12."""
    open_with_stopped_clock(page, "/programs/")
    box(page, "credential", "master").click()
    with answered(page):
        page.get_by_role("button", name="Apply filters").click()
        assert asked(page) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1


def test_narrowing_the_options_asks_for_nothing(page):
    """Rule 12: what is typed there is no filter."""
    open_with_stopped_clock(page, "/programs/")
    page.locator("#facet-place .facet-narrow").press_sequentially("ohi")
    page.keyboard.press("Tab")
    assert let_time_pass(page, 5_000) == 0


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_an_input_method_asks_once_for_the_whole_word(page, path):
    """Rule 12: half words ask for nothing, however long they take, nor do the letters before."""
    open_with_stopped_clock(page, path)
    keyboard = page.context.new_cdp_session(page)
    page.locator("#q").focus()
    page.keyboard.type("o")
    for half in ("h", "hi", "hio"):
        compose = {"text": half, "selectionStart": len(half), "selectionEnd": len(half)}
        keyboard.send("Input.imeSetComposition", compose)
        assert let_time_pass(page, 5_000) == 0
    keyboard.send("Input.insertText", {"text": "hio"})
    assert page.locator("#q").input_value() == "ohio"
    assert let_time_pass(page, 249) == 0
    with answered(page):
        assert let_time_pass(page, 1) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1
    assert page.url.endswith("?q=ohio")


def test_a_word_given_up_asks_for_what_is_left(page):
    """Rule 12: a box that was ticked just before is asked with it."""
    open_with_stopped_clock(page, "/programs/")
    keyboard = page.context.new_cdp_session(page)
    box(page, "delivery", "online").click()
    page.locator("#q").focus()
    keyboard.send("Input.imeSetComposition", {"text": "か", "selectionStart": 1, "selectionEnd": 1})
    assert let_time_pass(page, 5_000) == 0
    keyboard.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    with answered(page):
        assert let_time_pass(page, 250) == 1
        page.clock.resume()
    assert page.url.endswith("/programs/?delivery=online")


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_no_letter_is_lost_while_a_list_arrives(page, path):
    """Rule 13: nor does the caret move."""
    open_with_stopped_clock(page, path)
    gate = Gate(page, by_htmx)
    page.locator("#q").focus()
    page.keyboard.type("oho")
    with page.expect_request(by_htmx):
        assert let_time_pass(page, 250) == 1
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("i")
    gate.open()
    expect(page).to_have_url(re.compile(r"\?q=oho$"))
    assert let_time_pass(page, 200) == 1
    caret = "e => [e.value, document.activeElement === e, e.selectionStart, e.selectionEnd]"
    assert page.locator("#q").evaluate(caret) == ["ohio", True, 3, 3]
    with answered(page):
        page.clock.resume()
    assert page.url.endswith("?q=ohio")
    assert page.locator("#q").evaluate(caret) == ["ohio", True, 3, 3]
    assert picture(page) == picture_served(page)
