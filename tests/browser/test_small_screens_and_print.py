"""Phones, no JavaScript, less motion and paper: rules 37 to 40 of docs/live-filtering.md."""

import re
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.steps import (
    Gate,
    answered,
    back,
    box,
    by_htmx,
    choices_shown,
    count_shown,
    picture,
    rows_shown,
    tick,
    unfold,
)

PHONE = {"width": 375, "height": 740}
RUNNING = "document.getAnimations().filter((a) => a.playState === 'running').length"
NEXT_FRAME = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""


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


# --- 37: the drawer -------------------------------------------------------------------------------


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


@pytest.mark.parametrize("way", ["Escape", "Close", "Show 206 programs", "Back"])
def test_the_drawer_closes_and_the_focus_returns_to_its_button(phone, way):
    """Rule 37: and the page behind is still the same page, at the same address."""
    way = way.replace("206", str(count_shown(phone)))
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


# --- 38: without JavaScript -----------------------------------------------------------------------


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


# --- 39: motion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_readers_who_do_not_want_motion(open_context, motion):
    """Rule 39: the same look finds what moves for all others."""
    page = open_context(viewport=PHONE, reduced_motion=motion).new_page()
    page.goto("/programs/")
    page.evaluate("window.faded = 0; addEventListener('transitionrun', () => faded++)")
    page.locator(".drawer-open").hover()
    page.evaluate(NEXT_FRAME)
    moving = [
        page.evaluate("faded"),
        page.evaluate(
            f"() => {{ document.querySelector('.drawer-open').click(); return {RUNNING} }}"
        ),
    ]
    Gate(page, by_htmx)
    with page.expect_request(by_htmx):
        box(page, "credential", "master").check()
    expect(page.locator(".busy")).to_be_visible()
    page.evaluate(NEXT_FRAME)
    moving.append(page.evaluate(RUNNING))
    assert [number > 0 for number in moving] == [motion == "no-preference"] * 3
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_filter_never_scrolls_and_a_page_begins_at_its_heading(open_context, motion):
    """Rule 39."""
    page = open_context(reduced_motion=motion).new_page()
    page.goto("/programs/")
    unfold(page, "place")
    page.evaluate("scrollTo(0, 500)")
    for value in page.locator("#options-place input").evaluate_all(
        """all => all.filter((e) => {
          const { top, bottom } = e.getBoundingClientRect();
          return top > 0 && bottom < innerHeight;
        }).slice(0, 3).map((e) => e.value)"""
    ):
        tick(page, "place", value)
        assert page.evaluate("scrollY") == 500
    page.goto("/programs/")
    with answered(page):
        page.locator("[rel=next]").click()
    top = page.locator("#results-title").evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top < 100


# --- 40: paper ------------------------------------------------------------------------------------


def printed(page: Page) -> list[str]:
    """The text of each sheet of paper; lines are joined, since addresses break anywhere."""
    pages = PdfReader(BytesIO(page.pdf(format="Letter"))).pages
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in pages]


def packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_paper_carries_the_filters_the_count_the_date_and_every_address(page, server):
    """Rule 40: also for a list that was reached by ticking."""
    page.goto("/programs/")
    tick(page, "place", "california")
    sheets = printed(page)
    paper = " ".join(sheets)
    today = datetime.now(ZoneInfo("America/Chicago"))
    assert "In California" in paper
    assert page.locator("#results-title").inner_text() in paper
    assert f"{today.day} {today:%B %Y}" in paper
    assert page.url == f"{server.url}/programs/?place=california"
    assert packed(page.url) + "·" in packed(paper)
    rows = rows_shown(page)
    assert len(rows) == 20
    for slug in rows:
        assert f"</programs/{slug}/>" in packed(paper)
    assert f"slash continue {server.url.split('//')[1]}" in paper


def test_no_entry_is_cut_between_two_sheets(page):
    """Rule 40: an address stands in the first line of an entry, its trust in the last."""
    page.goto("/programs/?place=california")
    sheets = printed(page)
    assert len(sheets) > 1
    for sheet in sheets:
        begun = len(re.findall(r"</programs/[^>]+/>", packed(sheet)))
        assert begun == len(re.findall("Not yet verified|Verified|Due for review", sheet))


def test_filters_and_menus_stay_off_the_paper(page):
    """Rule 40."""
    page.goto("/programs/?place=california")
    paper = " ".join(printed(page))
    for words in (
        "Apply filters", "Results update", "Search this list", "Type to narrow", "Skip to",
        "Clear all", "Sorted by", "Next", "About the center", "Colleague Connection",
        "About this list",
    ):  # fmt: skip
        assert words in page.content()
        assert words not in paper


def test_what_only_a_screen_is_for_stays_off_the_paper_of_a_place(page):
    page.goto("/places/ohio/")
    paper = " ".join(printed(page))
    for words in ("Show this on your site", "Report a problem with this page"):
        assert words in page.content()
        assert words not in paper


@pytest.mark.parametrize("path", ["/places/ohio/", "/certification/", "/announcements/"])
def test_other_pages_print_their_address_and_the_date_too(page, server, path):
    """Rule 40."""
    page.goto(path)
    paper = packed(" ".join(printed(page)))
    today = datetime.now(ZoneInfo("America/Chicago"))
    assert packed(f"{server.url}{path} ·") in paper
    assert packed(f"· {today.day} {today:%B %Y} ·") in paper
