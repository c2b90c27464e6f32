"""What facets choose, and the numbers at their options: rules 7 and 8 of docs/live-filtering.md."""

from urllib.parse import quote, urlencode

from playwright.sync_api import expect

from tests.browser.steps import (
    box,
    choices_in_url,
    count_shown,
    counts_shown,
    everything,
    rows_shown,
    search_of,
    tick,
    with_any,
)

# --- 7: or within a facet, and across -------------------------------------------------------------


def test_values_of_one_facet_add_up_and_facets_narrow(page):
    """Rule 7."""
    all_programs = everything(page)
    either = with_any(all_programs, place={"kentucky", "ohio"})
    both = with_any(either, delivery={"online"})
    assert 0 < len(both) < len(either) <= 20
    page.goto("/programs/")
    tick(page, "place", "ohio")
    tick(page, "place", "kentucky")
    assert set(rows_shown(page)) == {item["slug"] for item in either}
    expect(page.locator(".sentence")).to_have_text("In Kentucky or Ohio.")
    tick(page, "delivery", "online")
    assert set(rows_shown(page)) == {item["slug"] for item in both}
    expect(page.locator(".sentence")).to_have_text("In Kentucky or Ohio, and online.")
    assert count_shown(page) == len(both)


def test_announcements_are_filtered_in_the_same_way(page):
    """Rule 7; entries of many places are found under each of them."""
    items = everything(page, "/announcements/")
    either = with_any(items, kind={"event", "news"})
    page.goto("/announcements/?kind=event&kind=news")
    assert count_shown(page) == len(either)
    tick(page, "place", "new-york")
    expected = with_any(either, place={"new-york"})
    assert expected
    assert set(rows_shown(page)) == {item["slug"] for item in expected}
    expect(page.locator(".sentence")).to_have_text("Of the kind event or news, and for New York.")


def test_what_is_not_recorded_can_be_asked_for_too(page):
    """Rule 7: together with what is recorded."""
    page.goto("/programs/?place=ohio&place=kentucky")
    tick(page, "delivery", "online")
    tick(page, "delivery", "not-recorded")
    expected = with_any(
        everything(page), place={"kentucky", "ohio"}, delivery={"online", "not-recorded"}
    )
    assert set(rows_shown(page)) == {item["slug"] for item in expected}
    expect(page.locator(".sentence")).to_have_text(
        "In Kentucky or Ohio, and online or with “How it is taught” not recorded."
    )


# --- 8: the numbers beside the options ------------------------------------------------------------


def test_a_number_says_how_many_there_would_be(page):
    """Rule 8: the numbers of a facet do not depend on what is chosen in it."""
    items = everything(page)
    page.goto("/programs/")
    places, ways = counts_shown(page, "place"), counts_shown(page, "delivery")
    tick(page, "place", "kentucky")
    assert counts_shown(page, "place") == places
    of_kentucky = with_any(items, place={"kentucky"})
    expected = {way: len(with_any(of_kentucky, delivery={way})) for way in ways}
    assert counts_shown(page, "delivery") == expected != ways
    assert all(expected[way] <= ways[way] for way in ways)

    tick(page, "delivery", "online")
    online = with_any(items, delivery={"online"})
    expected = {place: len(with_any(online, place={place})) for place in places}
    assert counts_shown(page, "place") == expected
    assert 0 in expected.values()


def test_options_stay_where_they_are(page):
    """Rule 8: those that lead nowhere too, which cannot be chosen but can be taken back."""
    page.goto("/programs/")
    order = "all => all.map(box => box.name + box.value)"
    boxes = page.locator("#f .option input")
    before = boxes.evaluate_all(order)
    page.evaluate("() => { window.first = document.querySelector('#f .option') }")
    tick(page, "place", "kentucky")
    empty = page.locator("#facet-credential .option[data-zero]")
    assert empty.count() > 0
    for option in empty.all():
        expect(option).to_be_visible()
        expect(option.locator("input")).to_be_disabled()
    assert boxes.evaluate_all(order) == before
    assert page.evaluate("() => window.first.isConnected")

    value = empty.first.locator("input").get_attribute("value")
    page.goto(f"/programs/?credential={value}&place=kentucky")
    assert boxes.evaluate_all(order) == before
    assert count_shown(page) == 0
    expect(box(page, "credential", value)).to_be_checked()
    expect(box(page, "credential", value)).to_be_enabled()
    tick(page, "credential", value)
    assert search_of(page) == "?place=kentucky"
    assert boxes.evaluate_all(order) == before


def test_a_number_is_what_choosing_it_gives(page):
    """Rule 8: for announcements, of which one can have many places."""
    page.goto(f"/announcements/?kind=event&q={quote('library')}")
    for facet in ("kind", "year", "place"):
        for value, number in list(counts_shown(page, facet).items())[:4]:
            kept = [pair for pair in choices_in_url(page) if pair[0] != facet]
            query = urlencode([*kept, (facet, value)])
            listed = page.request.get(f"/announcements/list.json?{query}").json()
            assert listed["total"] == number, (facet, value)
