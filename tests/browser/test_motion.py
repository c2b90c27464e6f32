"""What moves, and what must not: rule 39 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import Gate, answered, box, by_htmx, tick, unfold

RUNNING = "document.getAnimations().filter((a) => a.playState === 'running').length"
NEXT_FRAME = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_readers_who_do_not_want_motion(open_context, motion):
    """Rule 39: the same look finds what moves for all others."""
    page = open_context(viewport=PHONE, reduced_motion=motion).new_page()
    page.goto("/programs/")
    page.evaluate("window.faded = 0; addEventListener('transitionrun', () => faded++)")
    page.locator(".drawer-open").hover()
    if motion == "no-preference":
        page.wait_for_function("faded")
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
