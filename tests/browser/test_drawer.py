"""The drawer of a phone: rule 37 of docs/live-filtering.md."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import back, choices_shown, count_shown, tick


@pytest.fixture
def phone(phone_page) -> Page:
    """The list of programs on a phone, with a mark that only a new page would lose."""
    phone_page.goto("/programs/")
    phone_page.evaluate("window.marked = true")
    return phone_page


def drawer(page: Page):
    return page.locator("dialog.drawer")


def open_drawer(page: Page) -> None:
    page.locator(".drawer-open").click()
    expect(drawer(page)).to_have_attribute("open", "")


def close(page: Page, way: str) -> None:
    """Close the drawer by a key, by the browser's Back, or by the button that is called so."""
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "Back":
        page.evaluate("history.back()")
    else:
        page.get_by_role("button", name=way, exact=True).click()
    expect(drawer(page)).not_to_have_attribute("open", "")


def test_filters_wait_behind_a_button_after_the_count(phone):
    """Rule 37."""
    expect(phone.locator("#f")).to_be_hidden()
    heading = phone.locator("#results-title")
    expect(heading).to_be_visible()
    assert heading.evaluate("e => !!e.nextElementSibling.matches('.drawer-open')")
    expect(phone.get_by_role("button", name="Filters", exact=True)).to_be_visible()


def test_the_button_tells_how_many_filters_are_in_use(phone_page):
    """Rule 37: also after a step inside the drawer."""
    phone_page.goto("/programs/?credential=master&place=ohio&q=library")
    expect(phone_page.get_by_role("button", name="Filters (3)", exact=True)).to_be_visible()
    open_drawer(phone_page)
    tick(phone_page, "credential", "master")
    phone_page.locator(".drawer-close").click()
    expect(phone_page.get_by_role("button", name="Filters (2)", exact=True)).to_be_visible()


def test_the_focus_stays_inside_the_open_drawer(phone):
    """Rule 37: all around, forwards and backwards."""
    open_drawer(phone)
    assert drawer(phone).evaluate("e => e.contains(document.activeElement)")
    phone.evaluate(
        """() => {
          window.reached = { inside: new Set(), outside: 0 };
          document.addEventListener('focusin', ({ target }) =>
            document.querySelector('dialog').contains(target)
              ? reached.inside.add(target) : reached.outside++);
        }"""
    )
    stops = drawer(phone).evaluate(
        "e => [...e.querySelectorAll('a, button, input')].filter(e => e.checkVisibility()).length"
    )
    for _ in range(stops + 4):
        phone.keyboard.press("Tab")
    for _ in range(6):
        phone.keyboard.press("Shift+Tab")
    assert phone.evaluate("reached.outside") == 0
    assert phone.evaluate("reached.inside.size") >= stops - 1


@pytest.mark.parametrize("way", ["Escape", "Close", "Show", "Back"])
def test_the_drawer_closes_and_the_focus_returns_to_its_button(phone, way):
    """Rule 37: and the page behind is still the same page, at the same address."""
    way = f"Show {count_shown(phone)} programs" if way == "Show" else way
    phone.evaluate("scrollTo(0, 120)")
    open_drawer(phone)
    close(phone, way)
    expect(phone.locator(".drawer-open")).to_be_focused()
    assert phone.evaluate("[marked, location.pathname + location.search, scrollY]") == [
        True, "/programs/", 120,
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_closing_the_drawer_leaves_no_step_of_history_behind(phone_page, way):
    """Rule 37: the next Back leads to the page before, once."""
    phone_page.add_init_script("addEventListener('popstate', () => console.log('a step back'))")
    phone_page.goto("/places/")
    phone_page.goto("/programs/")
    for _ in range(2):
        open_drawer(phone_page)
        with phone_page.expect_console_message(lambda message: message.text == "a step back"):
            close(phone_page, way)
    phone_page.go_back(wait_until="commit")
    expect(phone_page).to_have_url(re.compile("/places/$"))


def test_back_closes_the_drawer_and_keeps_what_was_chosen_in_it(phone):
    """Rule 37."""
    open_drawer(phone)
    tick(phone, "credential", "master")
    tick(phone, "delivery", "online")
    chosen, address = choices_shown(phone), phone.url
    close(phone, "Back")
    assert phone.evaluate("marked")
    assert phone.url == address
    assert choices_shown(phone) == chosen == [("credential", "master"), ("delivery", "online")]
    expect(phone.locator(".drawer-open")).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_the_next_back_takes_away_what_was_chosen_in_the_drawer(phone, way):
    """Rule 37: a visit to the drawer is one step, however much was chosen in it."""
    total = count_shown(phone)
    open_drawer(phone)
    tick(phone, "credential", "master")
    tick(phone, "delivery", "online")
    close(phone, way)
    back(phone)
    expect(phone).to_have_url(re.compile("/programs/$"))
    assert choices_shown(phone) == []
    assert count_shown(phone) == total
    open_drawer(phone)
    tick(phone, "delivery", "online")
    assert choices_shown(phone) == [("delivery", "online")]


def test_the_drawer_shows_the_number_of_results_live(phone):
    """Rule 37: and says it, since the status line behind an open dialog is inert and mute."""
    open_drawer(phone)
    done = phone.locator(".drawer-done")
    expect(done.locator("[aria-live=polite]")).to_have_text(f"{count_shown(phone)} programs")
    numbers = set()
    for facet, value in (("credential", "master"), ("place", "ohio")):
        tick(phone, facet, value)
        heading = phone.locator("#results-title").text_content()
        expect(done).to_have_text(f"Show {heading}")
        numbers.add(heading)
    assert len(numbers) == 2
    expect(done).to_be_in_viewport()


def test_the_drawer_closes_when_the_window_grows(phone):
    """Rule 37: the filters then stand beside the list."""
    open_drawer(phone)
    tick(phone, "delivery", "online")
    phone.set_viewport_size({"width": 1280, "height": 740})
    expect(drawer(phone)).not_to_have_attribute("open", "")
    expect(phone.locator("#f")).to_be_visible()
    assert choices_shown(phone) == [("delivery", "online")]
    tick(phone, "credential", "master")
    back(phone)
    assert choices_shown(phone) == [("delivery", "online")]
