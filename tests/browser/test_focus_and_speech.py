"""Focus, and what a screen reader is told: rules 22 to 29 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    Gate,
    answered,
    back,
    box,
    by_htmx,
    count_shown,
    settled,
    tick,
)


@pytest.fixture
def programs(page) -> Page:
    """The list of programs, without a filter."""
    page.goto("/programs/")
    return page


def listen(page: Page) -> None:
    """From here on keep every text that the status line takes."""
    page.evaluate(
        """() => {
          const line = document.querySelector('#status');
          window.heard = [];
          new MutationObserver(() => heard.push(line.textContent.trim()))
            .observe(line, { childList: true, characterData: true, subtree: true });
        }"""
    )


def heard(page: Page) -> list[str]:
    """Everything that was said since `listen`, without the silences."""
    return [text for text in page.evaluate("heard") if text]


def press_on(page: Page, selector: str, key: str = "Enter") -> None:
    """Use a control with the keyboard and wait for the list it leads to."""
    page.locator(selector).focus()
    with answered(page):
        page.keyboard.press(key)


# --- 22, 23, 24: the status line ------------------------------------------------------------------


def test_the_status_line_is_one_node_outside_the_list_and_empty_at_first(programs):
    """Rule 22."""
    line = programs.locator("[role=status]")
    expect(line).to_have_count(1)
    expect(line).to_have_attribute("aria-atomic", "true")
    expect(line).to_have_text("")
    assert line.evaluate("e => !document.querySelector('#results').contains(e)")


def test_the_status_line_stays_the_same_node_while_its_words_change(programs):
    """Rule 22."""
    programs.evaluate("window.line = document.querySelector('[role=status]')")
    said = []
    steps = [("credential", "master"), ("delivery", "online"), ("credential", "master")]
    for facet, value in steps:
        tick(programs, facet, value)
        assert programs.evaluate("line.isConnected && line === document.querySelector('#status')")
        said.append(programs.evaluate("line.textContent.trim()"))
    assert len(set(said)) == 3
    assert all(said)


def test_it_says_the_count_and_what_was_added_or_removed(programs):
    """Rule 23."""
    line = programs.locator("#status")
    tick(programs, "place", "ohio")
    expect(line).to_have_text(f"{count_shown(programs)} programs. Added: Ohio.")
    tick(programs, "place", "kentucky")
    expect(line).to_have_text(f"{count_shown(programs)} programs. Added: Kentucky.")
    tick(programs, "place", "ohio")
    expect(line).to_have_text(f"{count_shown(programs)} programs. Removed: Ohio.")
    press_on(programs, "#sort-institution")
    expect(line).to_have_text(f"{count_shown(programs)} programs. The order changed.")


def test_it_says_one_thing_for_each_settled_choice(programs):
    """Rule 23."""
    listen(programs)
    tick(programs, "delivery", "online")
    assert len(heard(programs)) == 1
    tick(programs, "credential", "master")
    assert len(heard(programs)) == 2
    press_on(programs, "[rel=next]")
    assert len(heard(programs)) == 3
    press_on(programs, ".chips .clear")
    assert len(heard(programs)) == 4


def test_it_keeps_silent_while_a_reader_types(programs):
    """Rule 23: also when the answer to the first letters is still under way."""
    gate = Gate(programs, by_htmx)
    listen(programs)
    field = programs.locator("#q")
    with programs.expect_request(by_htmx):
        field.press_sequentially("li")
    assert heard(programs) == []
    with programs.expect_request(lambda request: "q=library" in request.url):
        field.press_sequentially("brary", delay=30)
    assert heard(programs) == []
    gate.open()
    settled(programs)
    assert heard(programs) == [f"{count_shown(programs)} programs. Searched: library."]


def test_the_same_count_is_said_again(programs):
    """Rule 23: the line is emptied first, since unchanged words are not spoken."""
    listen(programs)
    for _ in range(2):
        press_on(programs, ".apply button")
    words = f"{count_shown(programs)} programs."
    assert programs.evaluate("heard") == [words, "", words]


def test_it_never_says_more_than_a_hundred_characters(programs):
    """Rule 23."""
    programs.locator("#q").fill("library " * 20)
    press_on(programs, "#q")
    assert 0 < len(programs.locator("#status").inner_text()) <= 100


@pytest.mark.parametrize("path", ["/programs/?place=ohio", "/search/?q=ohio", "/announcements/"])
def test_nothing_interrupts_and_the_list_itself_is_never_read_out(page, path):
    """Rule 23: the drawer has a voice of its own, since it makes the page behind it inert."""
    page.goto(path)
    expect(page.locator("[aria-live=assertive], [role=alert], [role=log]")).to_have_count(0)
    expect(page.locator("[aria-live]:visible")).to_have_count(0)
    expect(page.locator("[aria-live]:not(.drawer *)")).to_have_count(0)
    expect(page.locator("[role=status] .entry")).to_have_count(0)


def test_the_status_line_speaks_after_back_and_forward(programs):
    """Rule 24."""
    tick(programs, "delivery", "online")
    tick(programs, "credential", "master")
    for steps in (-1, -1, 1):
        back(programs, steps)
        count = programs.locator("#results-title").inner_text()
        expect(programs.locator("#status")).to_have_text(f"{count}.")


def test_the_site_search_speaks_and_keeps_the_focus_as_the_lists_do(page):
    """Rules 22 to 26."""
    page.goto("/search/")
    expect(page.locator("#status")).to_have_text("")
    listen(page)
    field = page.locator("#q")
    with answered(page):
        field.press_sequentially("ohio")
    count = page.locator("#results-title").inner_text()
    assert heard(page) == [f"{count}."]
    expect(field).to_be_focused()
    assert page.title() == f"ohio - {count} - Library Support Staff Resource Center"
    assert f"<title>{page.title()}</title>" in page.request.get(page.url).text()


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
        assert programs.locator("h2#results-title").inner_text() in programs.title()

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
    words = "program" if count == 1 else "programs"
    assert titles[1] == f"science - {count} {words} in Ohio - {site}"


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
    box(plain_page, "place", "ohio").check()
    plain_page.get_by_role("button", name="Apply filters").click()
    plain_page.wait_for_url("**/programs/?place=ohio")
    expect(box(plain_page, "place", "ohio")).to_be_checked()


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
    expect(page.locator(".entry h3 a").first).to_be_focused()


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


# --- 29: while the server thinks ------------------------------------------------------------------


def watch_busy(page: Page) -> None:
    """Note when a request leaves, when its answer came, when the sign of it was painted, and what
    moved meanwhile."""
    page.evaluate(
        """() => {
          window.flight = { sent: 0, back: 0, painted: 0, moved: 0 };
          addEventListener('htmx:beforeSend', () => (flight.sent = performance.now()));
          addEventListener('htmx:afterRequest', () => (flight.back = performance.now()));
          const look = () => {
            const sign = document.querySelector('.busy');
            if (!flight.painted && getComputedStyle(sign).visibility === 'visible')
              flight.painted = performance.now();
            requestAnimationFrame(look);
          };
          look();
          new PerformanceObserver((list) => list.getEntries().forEach((shift) => {
            if (flight.sent && !shift.hadRecentInput) flight.moved += shift.value;
          })).observe({ type: 'layout-shift' });
        }"""
    )


def test_the_list_is_busy_while_a_request_is_under_way(programs):
    """Rule 29."""
    gate = Gate(programs, by_htmx)
    expect(programs.locator("#results")).not_to_have_attribute("aria-busy", "true")
    with programs.expect_request(by_htmx):
        box(programs, "delivery", "online").check()
    expect(programs.locator("#results")).to_have_attribute("aria-busy", "true")
    gate.open()
    expect(programs.locator("#results")).not_to_have_attribute("aria-busy", "true")


def test_a_slow_answer_is_announced_after_a_moment_and_nothing_jumps(programs):
    """Rule 29."""
    gate = Gate(programs, by_htmx)
    watch_busy(programs)
    with programs.expect_request(by_htmx):
        box(programs, "delivery", "online").check()
    expect(programs.locator(".busy")).to_be_visible()
    programs.evaluate(
        "new Promise((done) => setTimeout(done, flight.sent + 1000 - performance.now()))"
    )
    gate.open()
    expect(programs.locator(".busy")).to_be_hidden()
    flight = programs.evaluate("flight")
    assert flight["painted"] - flight["sent"] >= 300
    assert flight["moved"] <= 0.02


def test_a_quick_answer_never_flashes_the_sign(programs):
    """Rule 29: judged on answers that were quick, whatever else the machine was doing."""
    reply = programs.request.get("/programs/?delivery=online", headers={"HX-Request": "true"})
    body, headers = reply.body(), {"HX-Push-Url": "/programs/", "Content-Type": "text/html"}
    programs.route("**/programs/?*", lambda route: route.fulfill(body=body, headers=headers))
    watch_busy(programs)
    quick = 0
    for _ in range(20):
        programs.evaluate("flight.sent = flight.back = flight.painted = 0")
        with answered(programs):
            box(programs, "delivery", "online").click()
        flight = programs.evaluate("flight")
        if flight["back"] - flight["sent"] < 250:
            quick += 1
            assert flight["painted"] == 0
        if quick == 3:
            return
    pytest.fail("This machine was too busy to give three answers within 250 ms.")
