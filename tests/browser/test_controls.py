"""Check boxes and chips: rules 31 to 33 of docs/live-filtering.md."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import DIRECTORIES
from tests.browser.steps import answered, box, by_htmx, choices_in_url, choices_shown, tick

# Every facet as the page has it, in one question to the browser.
FACETS = """() => [...document.querySelectorAll('#f fieldset')].map((set) => ({
  name: set.id.replace('facet-', ''),
  legend: set.querySelector(':scope > legend').textContent.trim(),
  help: document.getElementById(set.getAttribute('aria-describedby'))?.textContent.trim(),
  narrow: set.querySelectorAll('.facet-narrow').length,
  options: [...set.querySelectorAll('input[type=checkbox]')]
    .map((box) => ({ name: box.name, shown: box.checkVisibility() })),
  scrolls: [set, ...set.querySelectorAll('*')]
    .filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowY)).length,
  more: [...set.querySelectorAll('.more')].filter((e) => e.checkVisibility())
    .map((e) => e.textContent.trim()),
}))"""

# Whether each element is the same as the HTML in its place, in whatever order its attributes stand.
SAME = """(all, served) => all.map((item, at) => {
  const other = new DOMParser().parseFromString(served[at], 'text/html').body.firstChild;
  return item.isEqualNode(other);
})"""


def labels_shown(page: Page, facet: str) -> list[str]:
    return page.locator(f"#options-{facet} li:visible .label").all_inner_texts()


# --- 31, 32: options ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DIRECTORIES)
def test_options_are_boxes_with_a_legend_and_an_explanation(page, path):
    """Rules 31, 32 and 34: a long facet can be narrowed and shows eight; nothing is a select, and
    no part of the form scrolls inside itself."""
    page.goto(path)
    expect(page.locator("main select")).to_have_count(0)
    facets = page.evaluate(FACETS)
    assert facets
    for facet in facets:
        options = facet["options"]
        is_long = len(options) > 12
        assert facet["legend"]
        assert facet["help"]
        assert facet["scrolls"] == 0
        assert {option["name"] for option in options} == {facet["name"]}
        assert facet["narrow"] == is_long
        assert sum(option["shown"] for option in options) == (8 if is_long else len(options))
        words = f"Show {len(options) - 8} more: {facet['legend']}"
        assert facet["more"] == ([words] if is_long else [])


def test_arrow_keys_ask_for_nothing(page):
    """Rule 31: neither a request nor a step of history, wherever the focus is."""
    page.goto("/programs/")
    asked = []
    page.on("request", lambda request: by_htmx(request) and asked.append(request.url))
    steps = page.evaluate("history.length")
    for selector in ("#q", "#facet-place .facet-narrow", "#f [name=delivery] >> nth=0"):
        page.locator(selector).focus()
        for _ in range(4):
            page.keyboard.press("ArrowDown")
    tick(page, "delivery", "online")
    assert len(asked) == 1
    assert page.evaluate("history.length") == steps + 1


def test_typing_narrows_the_options_and_asks_for_nothing(page):
    """Rule 31: letters match anywhere, accents or not, and what is chosen stays in sight."""
    page.goto("/programs/?place=ohio")
    asked = []
    page.on("request", lambda request: by_htmx(request) and asked.append(request.url))
    narrow = page.locator("#facet-place .facet-narrow")
    every = page.locator("#options-place .label").all_text_contents()

    narrow.fill("new")
    wanted = [label for label in every if "new" in label.lower() or label == "Ohio"]
    assert labels_shown(page, "place") == wanted
    narrow.fill("QUÉBEC")
    assert labels_shown(page, "place") == ["Ohio", "Quebec"]
    narrow.fill("")
    assert labels_shown(page, "place") == [*every[:8], "Ohio"]
    assert asked == []


def test_a_narrowed_option_can_be_chosen_and_stays_in_sight(page):
    """Rules 31 and 32."""
    page.goto("/programs/")
    narrow = page.locator("#facet-place .facet-narrow")
    narrow.fill("wiscon")
    with answered(page):
        page.get_by_label("Wisconsin").check()
    expect(narrow).to_have_value("wiscon")
    narrow.fill("")
    assert labels_shown(page, "place")[8:] == ["Wisconsin"]
    assert choices_shown(page) == choices_in_url(page) == [("place", "wisconsin")]


def test_leaving_the_narrowing_box_asks_for_nothing(page):
    """Rule 31: its change is no choice."""
    page.goto("/programs/")
    asked = []
    page.on("request", lambda request: by_htmx(request) and asked.append(request.url))
    page.locator("#facet-place .facet-narrow").press_sequentially("new")
    page.keyboard.press("Tab")
    page.wait_for_timeout(400)  # the form gives a change 120 ms before it asks
    tick(page, "delivery", "online")
    assert len(asked) == 1


@pytest.mark.parametrize("chosen", [["wyoming"], ["texas", "wisconsin"], ["alabama"]])
def test_chosen_options_are_in_sight_and_not_counted_as_hidden(page, chosen):
    """Rule 32: also a chosen one that leads nowhere."""
    page.goto("/programs/?" + "&".join(f"place={place}" for place in chosen))
    for place in chosen:
        expect(box(page, "place", place)).to_be_visible()
        expect(box(page, "place", place)).to_be_checked()
    hidden = page.locator("#options-place li").count() - len(labels_shown(page, "place"))
    expect(page.locator("#facet-place .more")).to_contain_text(f"Show {hidden} more")


def test_the_number_of_hidden_options_follows_what_is_chosen(page):
    """Rule 32."""
    page.goto("/programs/")
    more = page.locator("#facet-place .more")
    total = page.locator("#options-place li").count()
    narrow = page.locator("#facet-place .facet-narrow")
    narrow.fill("wiscon")
    with answered(page):
        page.get_by_label("Wisconsin").check()
    narrow.fill("")
    expect(more).to_contain_text(f"Show {total - 9} more")
    with answered(page):
        page.locator('.chips [data-value="wisconsin"]').click()
    expect(more).to_contain_text(f"Show {total - 8} more")


def test_more_shows_all_options(page):
    """Rule 32."""
    page.goto("/programs/")
    more = page.locator("#facet-place .more")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(page.locator("#options-place li:visible")).to_have_count(
        page.locator("#options-place li").count()
    )
    expect(more).to_be_hidden()


def test_without_javascript_a_button_shows_all_options(page, plain_page):
    """Rules 32 and 38: and they are those that the script draws from a tenth of the bytes."""
    page.goto("/programs/?place=wisconsin&q=library")
    plain_page.goto("/programs/?place=wisconsin&q=library")
    options, drawn = plain_page.locator("#options-place li"), page.locator("#options-place li")
    expect(options).to_have_count(9)
    expect(drawn).not_to_have_count(9)
    expect(plain_page.locator(".facet-narrow:visible")).to_have_count(0)
    more = plain_page.get_by_role("button", name="more: State or province")
    expect(more).to_have_text(f"Show {drawn.count() - 9} more: State or province")
    box(plain_page, "place", "alabama").check()
    more.click()
    chosen = "place=alabama&place=wisconsin&q=library"
    plain_page.wait_for_url(f"**/programs/?{chosen}&more=place#facet-place")
    expect(plain_page.locator("#options-place li:visible")).to_have_count(drawn.count())
    expect(plain_page.locator(".more:visible, .more-plain")).to_have_count(0)
    served = options.evaluate_all("all => all.map(item => item.outerHTML)")
    page.goto(f"/programs/?{chosen}")
    expect(drawn).to_have_count(len(served))
    assert drawn.evaluate_all(SAME, served) == [True] * len(served)
    expect(box(plain_page, "place", "wisconsin")).to_be_checked()

    expect(box(plain_page, "place", "alabama")).to_be_checked()

    plain_page.get_by_role("button", name="Apply filters").click()
    plain_page.wait_for_url(f"**/programs/?{chosen}")
    plain_page.get_by_label("Search this list").press("Enter")
    plain_page.wait_for_url(f"**/programs/?{chosen}")


def test_options_that_an_address_shows_can_be_folded_by_typing(page):
    """Rules 32 and 38: the address of a reader without scripts, opened by one who has some."""
    page.goto("/programs/?more=place")
    options = page.locator("#options-place li")
    expect(page.locator("#options-place li:visible")).to_have_count(options.count())
    narrow = page.locator("#facet-place .facet-narrow")
    narrow.fill("wiscon")
    assert labels_shown(page, "place") == ["Wisconsin"]
    narrow.fill("")
    page.get_by_role("button", name=f"Show {options.count() - 8} more").click()
    expect(page.locator("#options-place li:visible")).to_have_count(options.count())
    expect(page).to_have_url(re.compile(r"\?more=place$"))


def test_all_options_are_there_after_every_way_back(page):
    """Rules 17 and 32: htmx puts a page as it is served in place of the one that stood there."""
    page.goto("/programs/")
    total = page.locator("#options-place li").count()
    tick(page, "delivery", "online")
    page.go_back()
    expect(box(page, "delivery", "online")).not_to_be_checked()
    expect(page.locator("#options-place li")).to_have_count(total)
    tick(page, "place", "wisconsin")
    assert choices_in_url(page) == [("place", "wisconsin")]


# --- 33: chips ------------------------------------------------------------------------------------


def test_a_chip_takes_its_filter_away_at_the_same_address_either_way(any_page):
    """Rule 33."""
    any_page.goto("/programs/?credential=master&place=ohio&place=kentucky&q=library")
    chip = any_page.get_by_role("link", name="Remove filter: Ohio")
    expect(chip).to_have_attribute("href", "/programs/?credential=master&place=kentucky&q=library")
    chip.click()
    any_page.wait_for_url("**/programs/?credential=master&place=kentucky&q=library")
    expect(any_page.get_by_role("link", name="Remove filter: Ohio")).to_have_count(0)
    expect(any_page.locator("#f [value=ohio]:checked")).to_have_count(0)
    any_page.get_by_role("link", name="Remove filter: “library”").click()
    any_page.wait_for_url("**/programs/?credential=master&place=kentucky")
    expect(any_page.locator("#q")).to_have_value("")
    expect(box(any_page, "credential", "master")).to_be_checked()


def test_every_filter_in_force_has_a_chip_and_its_control_shows_it(any_page):
    """Rule 33."""
    any_page.goto("/programs/?credential=master&delivery=not-recorded&place=kentucky&place=ohio")
    chips = {
        ("place", "kentucky"): "Kentucky",
        ("place", "ohio"): "Ohio",
        ("credential", "master"): "Master's degree",
        ("delivery", "not-recorded"): "How it is taught: not recorded",
    }
    expect(any_page.locator(".chips [data-value]")).to_have_count(len(chips))
    for (facet, value), label in chips.items():
        link = any_page.get_by_role("link", name=f"Remove filter: {label}", exact=True)
        expect(link).to_have_count(1)
        expect(box(any_page, facet, value)).to_be_checked()
    expect(any_page.locator("#f :checked")).to_have_count(len(chips))


def test_clear_all_is_a_link_to_the_bare_list(any_page):
    """Rule 33."""
    any_page.goto("/programs/?credential=master&place=ohio&q=library")
    any_page.get_by_role("link", name="Clear all").click()
    any_page.wait_for_url("**/programs/")
    expect(any_page.locator("#f :checked")).to_have_count(0)
    expect(any_page.locator("#q")).to_have_value("")
    expect(any_page.locator(".chips")).to_have_count(0)
