"""What a list answers at once: its first result on a phone, its outline, its options by name."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.kinds import LISTS
from tests.browser.steps import ENTRY
from tests.browser.test_controls import labels_shown


@pytest.mark.parametrize("path", LISTS.values())
def test_a_phone_shows_the_filters_and_the_first_result_at_once(page, path):
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(path)
    for shown in (page.locator(".drawer-open"), page.locator(ENTRY).first):
        box = shown.bounding_box()
        assert box["y"] + box["height"] <= 667


@pytest.mark.parametrize("path", [*LISTS.values(), "/programs/?sort=name", "/programs/?q=library"])
def test_entries_stand_one_level_below_the_heading_of_their_group(page, path):
    page.goto(path)
    levels = page.locator("main :is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map(each => [Number(each.tagName[1]), each.className])"
    )
    assert levels[0][0] == 1
    for (before, _), (level, _) in pairwise(levels):
        assert level <= before + 1
    grouped = page.locator(".group-head").count() > 0
    assert {level for level, name in levels if name == "group-head"} == ({3} if grouped else set())
    of_entries = page.locator("#results .entry :is(h3, h4)").evaluate_all(
        "all => all.map(each => each.tagName)"
    )
    assert set(of_entries) == {"H4" if grouped else "H3"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("OH", "Ohio"), ("US-OH", "Ohio"), ("us oh", "Ohio"), ("Ohoi", "Ohio"),
        ("Pensylvania", "Pennsylvania"), ("Masachusets", "Massachusetts"),
        ("Colombie-Britannique", "British Columbia"),
        ("Colmobie-Britanique", "British Columbia"), ("Nueva York", "New York"),
    ],
)  # fmt: skip
def test_options_are_found_by_code_other_name_and_in_spite_of_a_slip(page, typed, found):
    page.goto("/programs/")
    page.locator("#facet-place .facet-narrow").fill(typed)
    shown = labels_shown(page, "place")
    assert found in shown
    assert len(shown) <= 3
    is_slip = typed in {"Ohoi", "Pensylvania", "Masachusets", "Colmobie-Britanique"}
    said = page.locator("#facet-place .narrowed")
    expect(said).to_have_text("Nothing here is called so. Close to it:" if is_slip else "")


def test_what_fits_no_option_is_said(page):
    page.goto("/programs/")
    narrow = page.locator("#facet-place .facet-narrow")
    narrow.fill("zzzzzzzz")
    assert labels_shown(page, "place") == []
    said = page.locator("#facet-place .narrowed")
    expect(said).to_have_text("Nothing here is called so.")
    narrow.fill("")
    expect(said).to_have_text("")
    assert len(labels_shown(page, "place")) == 8
