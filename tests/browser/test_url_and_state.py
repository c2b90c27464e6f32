"""The address is the only state: rules 1 to 8 of docs/live-filtering.md."""

import csv
import random
import re
from io import StringIO
from urllib.parse import quote, urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    answered,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    counts_shown,
    file_of,
    picture,
    rows_shown,
    set_boxes,
    tick,
    type_slowly,
)

DIRECTORIES = [
    "/certification/",
    "/programs/",
    "/institutions/",
    "/colleague-connection/",
    "/other-resources/",
    "/announcements/",
]
LISTS = [*DIRECTORIES, "/search/"]


def search_of(page: Page) -> str:
    return page.evaluate("() => location.search")


def steps_of(page: Page) -> int:
    return page.evaluate("() => history.length")


def everything(page: Page, path: str = "/programs/") -> list[dict]:
    """All entries of a directory, as its unfiltered file of data has them."""
    return page.request.get(f"{path}list.json?per_page=500").json()["items"]


def with_any(items: list[dict], **chosen: set[str]) -> list[dict]:
    """The entries that have, in each named field, one of the values (a set) chosen there."""

    def values(item: dict, name: str) -> set[str]:
        value = item[name]
        return set(value) if isinstance(value, list) else {value or "not-recorded"}

    return [item for item in items if all(values(item, n) & chosen[n] for n in chosen)]


# --- 1: the address is the only state -------------------------------------------------------------


def test_a_list_is_one_form_whose_filters_all_have_names(plain_page):
    """Rule 1: what only narrows a long list of options must not get into the address."""
    for path in LISTS:
        plain_page.goto(path, wait_until="domcontentloaded")
        form = plain_page.locator("#f")
        assert form.evaluate("f => [f.method, new URL(f.action).pathname]") == ["get", path]
        assert form.locator("input:not([name]):not(.facet-narrow), select:not([name])").count() == 0
        assert form.locator(".facet-narrow[name]").count() == 0
        assert form.locator("[name=q]").count() == 1


@pytest.mark.parametrize(
    ("path", "choices", "words"),
    [
        ("/programs/", [("place", "california"), ("delivery", "online")], "sa"),
        ("/announcements/", [("kind", "event"), ("year", "2015")], "na"),
        ("/search/", [], "oh"),
    ],
)
def test_the_address_opens_the_same_list_anywhere(page, open_context, path, choices, words):
    """Rule 1: in another browser, and in one without JavaScript."""
    page.goto(path)
    for facet, value in choices:
        tick(page, facet, value)
    type_slowly(page, words)
    if choices:
        with answered(page):
            page.locator(".sorts a:not([aria-current])").last.click()
        assert choices_shown(page) == choices_in_url(page)
        assert len(choices_shown(page)) == 4
    here = picture(page)
    assert here["entries"]
    for script in (True, False):
        other = open_context(java_script_enabled=script).new_page()
        other.goto(page.url)
        assert picture(other) == here


# --- 2: one address for one list ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "facet", "value"),
    [("/programs/", "delivery", "online"), ("/announcements/", "kind", "event")],
)
def test_one_choice_makes_one_parameter(page, path, facet, value):
    """Rule 2: the empty search box does not come into the address."""
    page.goto(path)
    with page.expect_response(lambda response: by_htmx(response.request)) as info:
        tick(page, facet, value)
    assert "q=&" in info.value.url
    assert info.value.headers["hx-push-url"] == f"{path}?{facet}={value}"
    assert search_of(page) == f"?{facet}={value}"


def test_the_address_is_sorted_whatever_the_order_of_the_choices(page):
    """Rule 2."""
    page.goto("/programs/")
    for facet, value in (("place", "ohio"), ("delivery", "online"), ("place", "california")):
        tick(page, facet, value)
    assert search_of(page) == "?delivery=online&place=california&place=ohio"


REDIRECTS = {
    "/programs/?q=&place=ohio&place=kentucky": "/programs/?place=kentucky&place=ohio",
    "/programs/?place=ohio&delivery=online": "/programs/?delivery=online&place=ohio",
    "/programs/?place=ohio&place=ohio": "/programs/?place=ohio",
    "/programs/?q=++ohio++state+": "/programs/?q=ohio+state",
    "/programs/?sort=place": "/programs/",
    "/programs/?q=ohio&sort=best": "/programs/?q=ohio",
    "/programs/?sort=best": "/programs/",
    "/programs/?page=1": "/programs/",
    "/programs/?page=02&place=california": "/programs/?page=2&place=california",
    "/programs/?place=": "/programs/",
    "/announcements/?year=2015&q=&kind=news": "/announcements/?kind=news&year=2015",
    "/announcements/?sort=newest": "/announcements/",
    "/search/?q=": "/search/",
    "/search/?q=+ohio": "/search/?q=ohio",
    "/search/?q=ohio&q=kentucky": "/search/?q=kentucky",
    "/search/?q=...": "/search/",
}


def test_other_spellings_of_an_address_lead_to_the_one(page):
    """Rule 2; and the one leads to nowhere else."""

    def answer(url: str) -> tuple[int, str | None]:
        response = page.request.get(url, max_redirects=0)
        return response.status, response.headers.get("location")

    assert {url: answer(url) for url in REDIRECTS} == {
        url: (302, canonical) for url, canonical in REDIRECTS.items()
    }
    assert {answer(canonical) for canonical in REDIRECTS.values()} == {(200, None)}


# --- 3: what makes a step of history --------------------------------------------------------------


def test_typing_a_word_is_one_step_and_each_choice_is_one(page):
    """Rule 3."""
    page.goto("/programs/")
    before = steps_of(page)
    type_slowly(page, "colorado")
    assert search_of(page) == "?q=colorado"
    assert steps_of(page) == before + 1
    tick(page, "credential", "master")
    tick(page, "credential", "certificate")
    assert steps_of(page) == before + 3
    with answered(page):
        page.locator("#sort-verified").click()
    assert steps_of(page) == before + 4
    with answered(page):
        page.locator(".chips a").nth(1).click()
    assert steps_of(page) == before + 5
    page.locator("#q").fill("")
    with answered(page):
        page.keyboard.press("Enter")
    assert search_of(page) == "?credential=master&sort=verified"
    assert steps_of(page) == before + 6
    with answered(page):
        page.locator(".pager .next a").click()
    assert steps_of(page) == before + 7


def test_asking_for_the_same_list_again_is_no_step(page):
    """Rule 3: Back must lead to something else."""
    page.goto("/programs/?place=ohio")
    before = steps_of(page)
    with answered(page):
        page.get_by_role("button", name="Apply filters").click()
    assert search_of(page) == "?place=ohio"
    assert steps_of(page) == before


def test_typing_into_the_site_search_is_one_step(page):
    """Rule 3; emptying the box is another, and emptying an empty one is none."""
    page.goto("/search/")
    before = steps_of(page)
    type_slowly(page, "ohio")
    assert search_of(page) == "?q=ohio"
    assert steps_of(page) == before + 1
    page.locator("#q").fill("")
    for _ in range(2):
        with answered(page):
            page.keyboard.press("Enter")
        assert search_of(page) == ""
        assert steps_of(page) == before + 2


# --- 4: pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "first", "second", "sort"),
    [
        ("/programs/", ("credential", "master"), ("delivery", "online"), "verified"),
        ("/announcements/", ("place", "not-recorded"), ("kind", "news"), "title"),
    ],
)
def test_a_choice_leads_to_the_first_page_and_paging_keeps_choices(page, path, first, second, sort):
    """Rule 4."""
    page.goto(f"{path}?{urlencode([first])}")
    with answered(page):
        page.locator(".pager .next a").click()
    assert search_of(page) == f"?{urlencode(sorted([first, ('page', '2')]))}"
    assert choices_shown(page) == [first]
    with answered(page):
        page.locator(f"#sort-{sort}").click()
    assert search_of(page) == f"?{urlencode([first, ('sort', sort)])}"
    with answered(page):
        page.locator(".pager .next a").click()
    tick(page, *second)
    assert search_of(page) == f"?{urlencode(sorted([first, second, ('sort', sort)]))}"
    page.go_back()
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    page.locator("#q").fill("library")
    with answered(page):
        page.keyboard.press("Enter")
    assert search_of(page) == f"?{urlencode(sorted([first, ('q', 'library'), ('sort', sort)]))}"


# --- 5: bad values --------------------------------------------------------------------------------

BAD = [
    "place=ZZ&kind=ZZ&page=-1&x[]=1",
    "page=0",
    "page=99999999999999999999",
    "page=999",
    "page=%D9%A3",
    "page=1e3",
    "sort=-pk",
    "sort=__class__",
    "place=%00&q=%00",
    "q=%ff%fe&place=%ff",
    "q=%27%22%3Cscript%3Ealert(1)%3C/script%3E&place=%3Cscript%3E",
    "q=" + "a" * 5000,
    "q=" + "*%28" * 60,
    "&".join(f"place=p{number}" for number in range(300)),
    "&".join(f"unknown{number}={number}" for number in range(500)),
    "place__name=ohio&pk=1&status__in=active",
    "&&&===&;;&%&=",
]


def test_no_address_of_a_list_breaks_it(page):
    """Rule 5."""
    lists = [
        "/programs/",
        "/announcements/",
        "/search/",
        "/programs/list.json",
        "/programs/list.csv",
    ]
    asked = [f"{path}?{bad}" for path in lists for bad in BAD]
    answers = {url[:120]: page.request.get(url).status for url in asked}
    assert {url: status for url, status in answers.items() if status != 200} == {}


def test_a_bad_value_is_left_out_and_said(page):
    """Rule 5: the list is what the rest of the address says, and the page is still accessible."""
    page.goto("/programs/?place=ZZ&place=ohio&page=-1&sort=nothing&x[]=1")
    notes = page.locator("#results .note")
    assert [note for note in notes.all_inner_texts() if "“ZZ”" in note]
    assert [note for note in notes.all_inner_texts() if "“-1”" in note]
    assert [note for note in notes.all_inner_texts() if "“nothing”" in note]
    for note in notes.all():
        expect(note).to_be_visible()
    assert choices_shown(page) == [("place", "ohio")]
    ohio = with_any(everything(page), place={"ohio"})
    assert count_shown(page) == len(ohio)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_page_that_the_list_does_not_have_is_said(page):
    """Rule 5: and the first is shown."""
    page.goto("/programs/?page=99&place=california")
    expect(page.locator("#results .note")).to_contain_text("no page 99")
    assert count_shown(page) == 25
    assert len(rows_shown(page)) == 20


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_a_long_search_is_cut_and_said(page, path):
    """Rule 5: at 200 characters."""
    page.goto(f"{path}?q={'library%20' * 4}{'x' * 300}")
    expect(page.locator("#results .note").first).to_contain_text("long")
    assert 0 < len(page.locator("#q").input_value()) <= 200


def test_no_more_than_fifty_values_are_used_and_that_is_said(page):
    """Rule 5."""
    html = page.request.get("/places/").text()
    places = sorted(set(re.findall(r'href="/places/([\w-]+)/"', html)))
    assert len(places) > 50
    page.goto("/programs/?" + "&".join(f"place={place}" for place in places))
    expect(page.locator("#results .note")).to_contain_text("50")
    assert page.locator(".chips [data-name=place]").count() == 50


# --- 6: the same list as data ---------------------------------------------------------------------


def offers(page: Page) -> dict[str, list[str]]:
    """What each facet of the form offers, as far as there are entries."""
    pairs = page.locator("#f .option:not([data-zero]) input").evaluate_all(
        "all => all.map(box => [box.name, box.value])"
    )
    offered: dict[str, list[str]] = {}
    for name, value in pairs:
        offered.setdefault(name, []).append(value)
    return offered


def random_choices(rng: random.Random, offered: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Up to four values in each of up to three facets."""
    facets = rng.sample(sorted(offered), rng.randint(1, min(3, len(offered))))
    return [
        (name, value)
        for name in facets
        for value in rng.sample(offered[name], rng.randint(1, min(4, len(offered[name]))))
    ]


def slugs_in_csv(text: str) -> list[str]:
    return [row["slug"] for row in csv.DictReader(StringIO(text.removeprefix("\ufeff")))]


def slugs_in_atom(text: str) -> list[str]:
    links = re.findall(r'<entry>.*?<link href="[^"]*/([^"/]+)/"', text, flags=re.DOTALL)
    assert len(links) == text.count("<entry>")
    return links


@pytest.mark.parametrize("path", DIRECTORIES)
def test_data_hold_the_list_that_is_on_the_screen(page, plain_page, path):
    """Rule 6: five random sets of filters for each directory, with JavaScript and without."""
    rng = random.Random(path)
    page.goto(path)
    offered = offers(page)
    words = re.findall(r"\w{4,}", page.locator("#results").inner_text().lower())
    some = 0
    for turn in range(5):
        set_boxes(page, random_choices(rng, offered), rng.choice(words) if turn % 2 else "")
        if turn % 3 == 0:
            with answered(page):
                page.locator(".sorts a").last.click()
        if page.locator(".pager .next a").count():
            with answered(page):
                page.locator(".pager .next a").click()
        shown = rows_shown(page)
        files = [file_of(page, kind) for kind in ("csv", "json", "atom")]
        query = search_of(page)
        assert files == [f"{path}list.{kind}{query}" for kind in ("csv", "json", "atom")]
        links = page.locator(".downloads a")
        offered_as = links.evaluate_all("all => all.map(a => a.pathname + a.search)")
        assert [url for url in offered_as if url in files] == files
        assert all(url.endswith(query) for url in offered_as)

        plain_page.goto(path + query, wait_until="domcontentloaded")
        assert rows_shown(plain_page) == shown
        assert [file_of(plain_page, kind) for kind in ("csv", "json", "atom")] == files

        one = page.request.get(files[1]).json()
        assert [item["slug"] for item in one["items"]] == shown
        assert one["total"] == count_shown(page)
        unpaged = re.sub(r"page=\d+&?", "", query)
        whole = page.request.get(f"{path}list.json{unpaged or '?'}&per_page=500").json()["items"]
        slugs = [item["slug"] for item in whole]
        start = 20 if "page=2" in query else 0
        assert slugs[start : start + 20] == shown
        assert len(slugs) == one["total"]
        assert slugs_in_csv(page.request.get(files[0]).text()) == slugs
        assert slugs_in_atom(page.request.get(files[2]).text()) == slugs
        some += bool(slugs)
    assert some >= 3


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
    expect(page.locator(".sentence")).to_have_text("Event or news, and for New York.")


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
        "In Kentucky or Ohio, and online or how it is taught: not recorded."
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
