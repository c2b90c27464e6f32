"""What a screen reader is told: rules 22 to 24 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Gate, answered, back, by_htmx, count_shown, press_on, settled, tick


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
