"""Where the focus is, and the ways of the keyboard: rules 25 to 28 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import answered, back, box, count_shown, press_on, tick

# --- 25: focus ------------------------------------------------------------------------------------


def test_focus_stays_on_a_ticked_box(programs):
    """Rule 25."""
    for _ in range(2):
        press_on(programs, "#f [name=credential][value=master]", "Space")
        expect(box(programs, "credential", "master")).to_be_focused()


def test_focus_stays_on_a_box_that_leads_nowhere_once_it_is_cleared(page):
    """Rule 25: such boxes are switched off, but not under the reader's hand."""
    page.goto("/programs/?country=CA&place=ohio")
    press_on(page, "#f [name=place][value=ohio]", "Space")
    expect(page.locator("#facet-place .option[data-zero]", has_text="Ohio")).to_be_visible()
    expect(box(page, "place", "ohio")).to_be_focused()
    expect(box(page, "place", "ohio")).to_be_enabled()


def test_focus_stays_on_the_order_that_was_chosen(programs):
    """Rule 25: the links are exchanged with the list."""
    press_on(programs, "#sort-place")
    expect(programs.locator("#sort-place")).to_be_focused()


def test_focus_stays_in_the_search_box_and_the_caret_where_it_was(programs):
    """Rule 25."""
    field = programs.locator("#q")
    with answered(programs):
        field.press_sequentially("libary")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    with answered(programs):
        programs.keyboard.type("r")
    expect(field).to_be_focused()
    assert field.evaluate("e => [e.value, e.selectionStart]") == ["library", 4]


def test_focus_stays_on_the_button_that_applies_the_filters(programs):
    """Rule 25."""
    press_on(programs, ".apply button")
    expect(programs.get_by_role("button", name="Apply filters")).to_be_focused()


def test_focus_stays_when_nothing_is_left_of_the_list(page):
    """Rule 25."""
    page.goto("/programs/?country=CA&place=ohio&place=ontario")
    press_on(page, "#f [name=place][value=ontario]", "Space")
    assert count_shown(page) == 0
    expect(box(page, "place", "ontario")).to_be_focused()


def test_focus_goes_from_a_removed_chip_to_the_next_one(page):
    """Rule 25."""
    page.goto("/programs/?country=US&credential=associate&credential=master&place=ohio")
    press_on(page, '.chips [data-value="associate"]')
    expect(page.locator('.chips [data-value="master"]')).to_be_focused()
    press_on(page, '.chips [data-value="master"]')
    expect(page.locator('.chips [data-value="US"]')).to_be_focused()


def test_focus_goes_from_the_last_chip_to_clear_all_and_from_there_to_the_heading(page):
    """Rule 25."""
    page.goto("/programs/?country=US&place=ohio")
    press_on(page, '.chips [data-value="US"]')
    expect(page.locator(".chips .clear")).to_be_focused()
    press_on(page, ".chips .clear")
    expect(page.locator("#results-title")).to_be_focused()


def test_focus_goes_from_the_only_chip_to_the_heading(page):
    """Rule 25."""
    page.goto("/programs/?place=ohio")
    press_on(page, '.chips [data-value="ohio"]')
    expect(page.locator("#results-title")).to_be_focused()


@pytest.mark.parametrize("link", ["[rel=next]", "[rel=prev]", ".pager a >> text='1'"])
def test_focus_goes_to_the_heading_after_paging(page, link):
    """Rule 25."""
    page.goto("/programs/?page=2")
    press_on(page, link)
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#results-title")).to_be_in_viewport()


def test_focus_goes_to_the_first_of_the_options_that_more_shows(programs):
    """Rule 25."""
    ninth = programs.locator("#facet-place .options input").nth(8)
    programs.locator("#facet-place .more").focus()
    programs.keyboard.press("Enter")
    expect(ninth).to_be_focused()


# --- 26: title and headings -----------------------------------------------------------------------


def test_the_title_is_the_servers_after_every_step_and_every_back(programs):
    """Rule 26."""
    heading = programs.locator("h1").inner_text()
    titles = []

    def compare() -> None:
        titles.append(programs.title())
        told = programs.request.get(programs.url).text()
        assert f"<title>{programs.title()}</title>" in told
        assert programs.locator("h1").inner_text() == heading
        number = programs.locator("h2#results-title").inner_text().split()[0]
        assert f"{number} result" in programs.title()

    tick(programs, "place", "ohio")
    compare()
    with answered(programs):
        programs.locator("#q").fill("science")
    compare()
    press_on(programs, ".chips .clear")
    compare()
    press_on(programs, "[rel=next]")
    compare()
    back(programs)
    compare()
    back(programs)
    compare()
    assert titles[4] == titles[2]
    assert titles[5] == titles[1]
    assert len(set(titles)) == 4
    count, site = count_shown(programs), "Library Support Staff Resource Center"
    words = "result" if count == 1 else "results"
    assert titles[1] == f"science - Programs in Ohio, {count} {words} - {site}"


# --- 27, 28: ways with the keyboard ---------------------------------------------------------------


def test_a_visible_button_applies_the_filters_and_a_sentence_says_that_it_is_not_needed(programs):
    """Rule 27."""
    button = programs.get_by_role("button", name="Apply filters")
    expect(button).to_be_visible()
    expect(programs.get_by_text("Results update as you choose")).to_be_visible()
    programs.locator("#f input[type=checkbox]:enabled").last.focus()
    programs.keyboard.press("Tab")
    expect(programs.get_by_role("button", name="Apply filters")).to_be_focused()
    expect(button).to_be_in_viewport()


def test_the_button_comes_into_sight_in_the_drawer_when_the_keyboard_reaches_it(phone_page):
    """Rule 27."""
    phone_page.goto("/programs/")
    phone_page.locator(".drawer-open").click()
    phone_page.locator("#f input[type=checkbox]:enabled").last.focus()
    phone_page.keyboard.press("Tab")
    button = phone_page.locator(".apply button")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    expect(phone_page.locator(".apply")).to_have_css("opacity", "1")


def test_the_button_is_the_whole_form_without_javascript(plain_page):
    """Rule 27: and then nothing promises that results update by themselves."""
    plain_page.goto("/programs/")
    expect(plain_page.get_by_text("Results update as you choose")).to_be_hidden()
    box(plain_page, "place", "alabama").check()
    plain_page.get_by_role("button", name="Apply filters").click()
    plain_page.wait_for_url("**/programs/?place=alabama")
    expect(box(plain_page, "place", "alabama")).to_be_checked()


@pytest.mark.parametrize("query", ["", "?place=ohio&place=kentucky&place=texas"])
def test_three_keys_lead_from_the_filters_to_the_first_result(page, query):
    """Rule 28."""
    page.goto(f"/programs/{query}")
    page.locator("#q").focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Skip to results")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to results")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".entry :is(h3, h4) a").first).to_be_focused()


def test_a_link_leads_from_the_end_of_the_list_back_to_the_filters(programs):
    """Rule 28."""
    link = programs.get_by_role("link", name="Back to filters")
    link.focus()
    expect(link).to_be_in_viewport()
    programs.keyboard.press("Enter")
    programs.keyboard.press("Tab")
    expect(programs.locator("#q")).to_be_focused()


def test_on_a_phone_that_link_leads_to_the_button_that_opens_the_filters(phone_page):
    """Rule 28: the filters themselves are out of sight there."""
    phone_page.goto("/programs/")
    phone_page.get_by_role("link", name="Back to filters").focus()
    phone_page.keyboard.press("Enter")
    expect(phone_page.locator(".drawer-open")).to_be_focused()
    expect(phone_page.locator(".drawer-open")).to_be_in_viewport()
