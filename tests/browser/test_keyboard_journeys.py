"""Ways through the site with nothing but a keyboard, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import KINDS, LISTS, address
from tests.browser.steps import count_shown, rows_shown


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_two_actions_lead_from_the_welcome_page_to_a_place(any_page):
    """Type, Enter; past the skip link the box is the first thing that the keyboard reaches."""
    any_page.goto("/")
    press(any_page, "Tab", "Enter")
    expect(any_page.locator("#main")).to_be_focused()
    press(any_page, "Tab")
    expect(any_page.get_by_label("Find your state or province").last).to_be_focused()
    any_page.keyboard.type("Ohio")
    press(any_page, "Enter")
    expect(any_page).to_have_url(re.compile("/places/ohio/$"))
    expect(any_page.locator("h1")).to_have_text("Ohio")


@pytest.mark.parametrize(
    ("typed", "slug"), [("virginia", "virginia"), ("  QUÉBEC ", "quebec"), ("wisc", "wisconsin")]
)
def test_a_place_is_found_however_it_is_written(page, typed, slug):
    page.goto("/")
    page.locator("#place").focus()
    page.keyboard.type(typed)
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"/places/{slug}/$"))


def test_a_misspelt_place_leads_to_a_page_that_helps(any_page):
    any_page.goto("/")
    any_page.locator("#place").focus()
    any_page.keyboard.type("ohoi")
    press(any_page, "Enter")
    expect(any_page).to_have_url(re.compile(r"/places/\?q=ohoi$"))
    expect(any_page.locator(".note")).to_contain_text("ohoi")
    expect(any_page.locator("#place")).to_have_value("ohoi")
    any_page.locator("main").get_by_role("link", name="Ohio", exact=True).focus()
    press(any_page, "Enter")
    expect(any_page).to_have_url(re.compile("/places/ohio/$"))


def test_a_place_that_nobody_knows_leads_to_a_page_that_helps(any_page):
    any_page.goto("/places/?q=xyzxyz")
    expect(any_page.locator("main")).to_contain_text("No place is called “xyzxyz”")
    any_page.get_by_role("link", name="Show all places").focus()
    press(any_page, "Enter")
    expect(any_page).to_have_url(re.compile("/places/$"))
    expect(any_page.get_by_role("link", name="Ohio", exact=True)).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_key_offers_to_skip_to_the_content(page, server, kind):
    page.goto(address(server.url, kind))
    press(page, "Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()
    press(page, "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/certification/", "?page=2&requirement=mandatory&sort=verified"),
        ("/programs/", "?page=2&q=library&sort=name"),
        ("/institutions/", "?country=US&page=2"),
        ("/colleague-connection/", "?page=2&status=active"),
        ("/other-resources/", "?page=2&q=library"),
        ("/announcements/", "?page=2&sort=title"),
    ],
)
def test_an_entry_leads_back_to_the_list_it_was_opened_from(any_page, path, query):
    """To the same page of the same choice in the same order."""
    any_page.goto(f"{path}{query}")
    address, count, rows = any_page.url, count_shown(any_page), rows_shown(any_page)
    assert rows
    any_page.locator(".entry :is(h3, h4) a").first.focus()
    press(any_page, "Enter")
    expect(any_page).to_have_url(re.compile(f"{path}{rows[0]}/$"))
    any_page.get_by_role("link", name="Back to results").focus()
    press(any_page, "Enter")
    expect(any_page).to_have_url(address)
    assert count_shown(any_page) == count
    assert rows_shown(any_page) == rows


@pytest.mark.parametrize("kind", [f"one of the {kind}" for kind in LISTS])
def test_an_entry_that_was_opened_directly_leads_to_its_list(page, server, kind):
    page.goto(address(server.url, kind))
    expect(page.get_by_role("link", name="Back to results")).to_have_count(0)
    page.locator(".crumbs a").last.focus()
    press(page, "Enter")
    expect(page).to_have_url(server.url + LISTS[kind.removeprefix("one of the ")])
