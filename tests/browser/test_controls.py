"""Check boxes, chips, sorting and the empty list: rules 31 to 36 of docs/live-filtering.md."""

import csv
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    answered,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    rows_shown,
    tick,
)

LISTS = (
    "/certification/",
    "/programs/",
    "/institutions/",
    "/colleague-connection/",
    "/other-resources/",
    "/announcements/",
)
DATA = Path(__file__).resolve().parents[2] / "directory" / "data"
# No place of Canada is in the United States.
NOTHING = "/programs/?country=CA&place=ohio"

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


def labels_shown(page: Page, facet: str) -> list[str]:
    return page.locator(f"#options-{facet} li:visible .label").all_inner_texts()


# --- 31, 32: options ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LISTS)
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


def test_without_javascript_all_options_are_shown(plain_page):
    """Rules 32 and 38."""
    plain_page.goto("/programs/")
    options = plain_page.locator("#options-place li")
    expect(plain_page.locator("#options-place li:visible")).to_have_count(options.count())
    expect(plain_page.locator(".more:visible, .facet-narrow:visible")).to_have_count(0)


# --- 33: chips ------------------------------------------------------------------------------------


def test_a_chip_takes_its_filter_away_at_the_same_address_either_way(any_page):
    """Rule 33."""
    any_page.goto("/programs/?credential=master&place=ohio&place=kentucky&q=library")
    chip = any_page.get_by_role("link", name="Remove filter: Ohio")
    expect(chip).to_have_attribute("href", "/programs/?credential=master&place=kentucky&q=library")
    chip.click()
    any_page.wait_for_url("**/programs/?credential=master&place=kentucky&q=library")
    expect(any_page.get_by_role("link", name="Remove filter: Ohio")).to_have_count(0)
    expect(box(any_page, "place", "ohio")).not_to_be_checked()
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


# --- 34: what is shown can be filtered ------------------------------------------------------------


@pytest.mark.parametrize("path", LISTS)
def test_every_facet_on_a_card_is_a_filter(page, path):
    """Rule 34: each tag and each word of the spine names the facet that it is a value of."""
    page.goto(path)
    expect(page.locator(".entry").first).to_be_visible()
    offered = {facet["name"] for facet in page.evaluate(FACETS)}
    shown = page.locator(".entry [data-facet]").evaluate_all("all => all.map(e => e.dataset.facet)")
    assert shown
    assert set(shown) <= offered
    unnamed = ".entry .tags > li:not([data-facet]), .entry .spine > *:not([data-facet])"
    expect(page.locator(unnamed)).to_have_count(0)


# --- 35: nothing found ----------------------------------------------------------------------------


def test_an_empty_list_says_what_there_is_without_each_filter(any_page):
    """Rule 35: the numbers are those of the lists themselves."""
    any_page.goto(NOTHING)
    assert count_shown(any_page) == 0
    others = any_page.locator(".empty .without").first.locator("li")
    assert [text.split("\n")[0] for text in others.all_inner_texts()] == [
        "Without Ohio",
        "Without Canada",
    ]
    check_numbers(any_page, others)


def check_numbers(page: Page, others) -> None:
    """Follow each link and compare the number beside it with the list behind it."""
    told = others.evaluate_all(
        "all => all.map(e => [e.querySelector('a').href, e.querySelector('.n').textContent])"
    )
    assert told
    for address, number in told:
        page.goto(address)
        assert page.locator("#results-title").inner_text() == number
        assert count_shown(page) > 0


def counts(page: Page, address: str, facet: str = "place") -> dict[str, int]:
    """How many entries of a list each place has."""
    told = page.request.get(address).json()["facets"][facet]
    return {option["value"]: option["count"] for option in told}


def divisions() -> list[dict[str, str]]:
    """The places of each part of a country: their slugs and names."""
    parts = {}
    with (DATA / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            part = parts.setdefault((row["country"], row["region"], row["division"]), {})
            part[row["slug"]] = row["name"]
    return list(parts.values())


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("/programs/", "Online"),
        ("/colleague-connection/", "National"),
        ("/other-resources/", "State or province: not tied to one place"),
    ],
)
def test_an_empty_list_offers_what_is_open_to_anybody(page, path, instead):
    """Rule 35."""
    some = counts(page, f"{path}list.json")
    bare = next(place for part in divisions() for place in part if not some.get(place))
    page.goto(f"{path}?place={bare}")
    assert count_shown(page) == 0
    others = page.locator(".empty .nearest li")
    expect(others.filter(has_text=instead)).to_have_count(1)
    check_numbers(page, others)


def test_an_empty_list_offers_the_neighbors_that_have_something(page):
    """Rule 35."""
    bachelors = counts(page, "/programs/list.json?credential=bachelor")
    bare, near = next(
        (place, having)
        for part in divisions()
        if (having := [name for place, name in part.items() if bachelors.get(place)])
        for place in part
        if not bachelors.get(place)
    )
    page.goto(f"/programs/?credential=bachelor&place={bare}")
    assert count_shown(page) == 0
    others = page.locator(".empty .nearest li")
    for name in near:
        expect(others.get_by_role("link", name=name, exact=True)).to_have_count(1)
    check_numbers(page, others)


def test_an_empty_list_names_the_feed_that_will_tell(any_page):
    """Rule 35."""
    any_page.goto(NOTHING)
    feed = any_page.locator(".empty a", has_text="feed")
    expect(feed).to_have_attribute("href", "/programs/list.atom?country=CA&place=ohio")
    answer = any_page.request.get(feed.get_attribute("href"))
    assert answer.ok
    assert "atom+xml" in answer.headers["content-type"]


def test_an_empty_list_is_left_as_any_other(page):
    """Rule 35: chips, boxes and the links of the suggestions all lead out."""
    page.goto(NOTHING)
    tick(page, "place", "ohio")
    assert count_shown(page) > 0
    expect(page.locator(".empty")).to_have_count(0)


# --- 36: order ------------------------------------------------------------------------------------


def all_pages(page: Page, address: str) -> list[dict]:
    """Every entry of a list, page by page, from its data."""
    items = []
    for number in count(1):
        told = page.request.get(address, params={"page": number}).json()
        items += told["items"]
        if number == told["pages"]:
            assert len(items) == told["total"]
            return items


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("/programs/", "name"), ("/programs/", "verified"), ("/certification/", "requirement"),
        ("/other-resources/", "publisher"), ("/colleague-connection/", "scope"),
    ],
)  # fmt: skip
def test_pages_of_an_order_have_every_entry_once(page, path, sort):
    """Rule 36."""
    items = all_pages(page, f"{path}list.json?sort={sort}")
    slugs = [item["slug"] for item in items]
    assert len(set(slugs)) == len(slugs)
    page.goto(f"{path}?sort={sort}")
    assert rows_shown(page) == slugs[:20]
    with answered(page):
        page.locator("[rel=next]").click()
    assert rows_shown(page) == slugs[20:40]
    page.reload()
    assert rows_shown(page) == slugs[20:40]


def test_ties_go_by_name(page):
    """Rule 36."""
    items = all_pages(page, "/colleague-connection/list.json?sort=scope")
    assert len({item["scope"] for item in items}) < len(items)
    by_scope = {}
    for item in items:
        by_scope.setdefault(item["scope"], []).append(item["name"])
    for names in by_scope.values():
        assert names == sorted(names)


def test_the_order_in_force_is_said_and_others_are_links(any_page):
    """Rule 36."""
    any_page.goto("/programs/?place=california")
    sorts = any_page.locator(".sorts")
    expect(sorts).to_contain_text("Sorted by")
    expect(sorts.locator("[aria-current=true]")).to_have_text("place")
    sorts.get_by_role("link", name="institution").click()
    any_page.wait_for_url("**/programs/?place=california&sort=institution")
    expect(any_page.locator(".sorts [aria-current=true]")).to_have_text("institution")
    first = rows_shown(any_page)
    any_page.reload()
    assert rows_shown(any_page) == first
