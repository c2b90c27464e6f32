"""J4 and J10: what the public asks is answered in two actions from the welcome page."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, TAGS
from tests.browser.test_submissions import FILL_IN

NO_EXPERIENCE = "Can I get a library job with no experience?"
LSSC = "Is Library Support Staff Certification (LSSC) worth it, and what does it cost?"


def by_the_welcome_page(page: Page, title: str, _typed: str) -> None:
    """One action: a click on the question."""
    page.goto("/")
    page.get_by_role("link", name=title).click()


def by_search(page: Page, title: str, typed: str) -> None:
    """Two actions: words and Enter, and a click on the question among the first results."""
    page.goto("/")
    box = page.get_by_role("searchbox", name="Search the center")
    box.fill(typed)
    box.press("Enter")
    page.locator("#results").get_by_role("link", name=title).first.click()


WAYS = pytest.mark.parametrize("way", [by_the_welcome_page, by_search])


def sources_have_days(page: Page) -> None:
    """Every source says of which day it is, or that it has none, and when it was read."""
    lines = page.locator(".sources > li").all_inner_texts()
    assert lines
    for line in lines:
        assert re.search(r"\b(19|20)\d\d\b.*Read on|No date of its own.*Read on", line, re.DOTALL)


@WAYS
def test_j10_no_degree_and_no_experience(any_page, way):
    way(any_page, NO_EXPERIENCE, "no experience library job")
    expect(any_page.locator("h1")).to_have_text(NO_EXPERIENCE)
    expect(any_page.locator(".short")).to_contain_text("lists no earlier experience")
    main = any_page.locator("main")
    expect(main.get_by_role("link", name="ALA JobLIST").first).to_be_visible()
    related = any_page.get_by_role("link", name="Can I work in a library without a degree?")
    expect(related.first).to_be_visible()
    expect(
        any_page.get_by_role("link", name=re.compile("What does a library technician"))
    ).to_be_visible()
    sources_have_days(any_page)


@WAYS
def test_j4_what_lssc_costs_takes_and_is_worth(any_page, way):
    way(any_page, LSSC, "LSSC cost")
    expect(any_page.locator("h1")).to_have_text(LSSC)
    answer = any_page.locator(".beside")
    for fact in ("$350", "1,820 hours", "four years", "32 hours", "We found no independent study"):
        expect(answer).to_contain_text(fact)
    sources_have_days(any_page)


def test_a_reader_says_by_keyboard_what_is_missing(any_page):
    any_page.goto("/questions/lssc-worth-and-cost/")
    any_page.get_by_role("link", name="No: say what is missing").focus()
    any_page.keyboard.press("Enter")
    expect(any_page.get_by_role("radio", name="No, or not all of it")).to_be_checked()
    any_page.get_by_label("What is missing or wrong?").fill("What my state pays.")
    any_page.wait_for_timeout(FILL_IN)
    any_page.get_by_role("button", name="Send").focus()
    any_page.keyboard.press("Enter")
    expect(any_page.locator("h1")).to_have_text("Thank you")
    any_page.get_by_role("link", name="Back to the question").click()
    expect(any_page.locator("h1")).to_have_text(LSSC)
    assert any_page.context.cookies() == []


@pytest.mark.parametrize("path", ["/answered/what-they-do/", "/answered/what-they-do/?sent=yes"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_the_form(page, path, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE, {"type": "tag", "values": TAGS}) == []
