"""What is asked and what is answered: rules 9 to 16 of docs/live-filtering.md."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.proxy import keeping_answers
from tests.browser.steps import (
    PATIENCE,
    Gate,
    answered,
    back,
    box,
    by_htmx,
    choices_in_url,
    choices_shown,
    count_shown,
    leave_back,
    picture,
    picture_served,
    rows_shown,
    settled,
    tick,
)

IN_RESULTS = "new DOMParser().parseFromString(html, 'text/html').querySelector('#results')"
RESULTS = f"html => {IN_RESULTS}.outerHTML"
CONTROLS = f"html => [...{IN_RESULTS}.querySelectorAll('[name], form')].map(e => e.outerHTML)"
LISTS = {
    "/certification/": "place=ohio",
    "/programs/": "place=california",
    "/institutions/": "control=public",
    "/colleague-connection/": "scope=state",
    "/other-resources/": "cost=free",
    "/announcements/": "kind=event",
    "/search/": "q=ohio",
}
FRAGMENT = {"HX-Request": "true"}


# --- 9, 10: pages and fragments -------------------------------------------------------------------


def test_only_a_live_step_gets_a_fragment(page):
    """Rule 9: everything else, a restore of history too, gets the whole page."""
    answers = {}
    for path, query in LISTS.items():
        for live in ("", "true", "false"):
            for restored in ("", "true", "false"):
                headers = {"HX-Request": live, "HX-History-Restore-Request": restored}
                headers = {name: value for name, value in headers.items() if value}
                html = page.request.get(f"{path}?{query}", headers=headers).text()
                assert html.count('id="results"') == 1
                is_whole = html.lower().lstrip().startswith("<!doctype html>")
                assert is_whole == ("<h1" in html) == ("</html>" in html)
                answers[path, live, restored] = is_whole
    fragments = {key for key, is_whole in answers.items() if not is_whole}
    expected = [(path, "true", restored) for path in LISTS for restored in ("", "false")]
    assert fragments == set(expected)


def test_every_answer_says_that_it_depends_on_who_asks(page):
    """Rule 10: the page, the fragment, a redirect, and "not modified"."""
    for path, query in LISTS.items():
        url = f"{path}?{query}"
        answers = [page.request.get(url), page.request.get(url, headers=FRAGMENT)]
        tags = [answer.headers["etag"] for answer in answers]
        assert tags[0] != tags[1]
        for headers, tag in zip(({}, FRAGMENT), tags, strict=True):
            answers.append(page.request.get(url, headers={**headers, "If-None-Match": tag}))
        answers.append(page.request.get(f"{path}?q=++a", max_redirects=0))
        assert [answer.status for answer in answers] == [200, 200, 304, 304, 302]
        for answer in answers:
            varies = answer.headers["vary"].lower().replace(" ", "").split(",")
            assert "hx-request" in varies
            assert "no-store" not in answer.headers["cache-control"]


def test_back_shows_the_whole_page_though_the_browser_keeps_answers(browser, server):
    """Rule 10: a fragment at the same address is kept too, and must not be taken for the page."""
    with keeping_answers(server.url) as (site, asked):
        context = browser.new_context(base_url=site)
        page = context.new_page()
        page.goto("/programs/")
        heading = page.locator("h1").inner_text()
        tick(page, "place", "california")
        with answered(page):
            page.locator(".pager .next a").click()
        assert page.url.endswith("/programs/?page=2&place=california")
        before = picture(page)
        # The browser's memory of whole pages would hide what its memory of answers does.
        page.evaluate("() => addEventListener('unload', () => {})")
        page.locator("#results .entry h3 a").first.click()
        page.locator(".crumbs").wait_for()
        page.locator("#f").wait_for(state="detached")
        leave_back(page)
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.locator("#f")).to_be_visible()
        assert picture(page) == before
        assert asked.count("/programs/?page=2&place=california") == 2

        # And the whole page is kept now: a live step to its address must not get that.
        back(page)
        with answered(page):
            page.locator(".pager .next a").click()
        assert page.locator("h1").count() == page.locator("#f").count() == 1
        assert picture(page) == before
        context.close()


# --- 11: of two requests the last counts ----------------------------------------------------------


def test_a_slow_reply_does_not_overwrite_a_later_one(page):
    """Rule 11: the later one does not wait for it either."""
    page.goto("/programs/")
    gate = Gate(page, lambda request: by_htmx(request) and "delivery" not in request.url)
    with page.expect_request(by_htmx):
        box(page, "credential", "master").click()
    tick(page, "delivery", "online")
    both = page.request.get("/programs/list.json?credential=master&delivery=online").json()
    assert count_shown(page) == both["total"]
    gate.open()
    assert page.url.endswith("?credential=master&delivery=online")
    assert choices_shown(page) == choices_in_url(page)
    assert picture(page) == picture_served(page)


def test_a_choice_takes_the_place_of_a_slow_page_and_the_other_way_round(page):
    """Rule 11: links in the list and the form wait for each other's requests."""
    page.goto("/programs/?credential=master")
    gate = Gate(page, lambda request: by_htmx(request) and "page=2" in request.url)
    with page.expect_request(by_htmx):
        page.locator(".pager .next a").click()
    tick(page, "delivery", "online")
    gate.open()
    assert page.url.endswith("?credential=master&delivery=online")
    assert picture(page) == picture_served(page)

    page.unroute_all()
    gate = Gate(page, lambda request: by_htmx(request) and "control" in request.url)
    with page.expect_request(by_htmx):
        box(page, "control", "public").click()
    with answered(page):
        page.locator(".chips [data-name=delivery]").click()
    gate.open()
    assert page.url.endswith("?credential=master")
    assert rows_shown(page) == picture_rows(page)


def picture_rows(page: Page) -> list[str]:
    """The entries of the list at the address in the address bar."""
    return [href.rstrip("/").rsplit("/", 1)[-1] for href in picture_served(page)["entries"]]


def test_a_slow_reply_to_the_first_letters_does_not_overwrite_the_word(page):
    """Rule 11: in the site search."""
    page.goto("/search/")
    gate = Gate(page, lambda request: by_htmx(request) and request.url.endswith("q=ohi"))
    with page.expect_request(by_htmx):
        page.locator("#q").fill("ohi")
        page.keyboard.press("End")
    with answered(page):
        page.keyboard.type("o")
    gate.open()
    assert page.url.endswith("?q=ohio")
    assert picture(page) == picture_served(page)


# --- 12: how many requests ------------------------------------------------------------------------


def open_with_stopped_clock(page: Page, path: str) -> None:
    """Open a list on which time passes only when the test lets it pass."""
    page.clock.install(time=datetime(2030, 1, 1, tzinfo=UTC))
    page.goto(path)
    page.clock.pause_at(datetime(2030, 1, 2, tzinfo=UTC))
    page.evaluate(
        """() => {
          window.asked = 0;
          document.addEventListener('htmx:beforeSend', () => { window.asked += 1 });
        }"""
    )


def asked(page: Page) -> int:
    """How many lists the page has asked for."""
    return page.evaluate("() => window.asked")


def let_time_pass(page: Page, milliseconds: int) -> int:
    """Returns how many lists have been asked for after that time."""
    page.clock.run_for(milliseconds)
    return asked(page)


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/search/"])
def test_letters_typed_quickly_make_one_request(page, path):
    """Rule 12: a quarter of a second after the last."""
    open_with_stopped_clock(page, path)
    page.locator("#q").focus()
    for letter in "lib":
        page.keyboard.type(letter)
        assert let_time_pass(page, 249) == 0
    with answered(page):
        assert let_time_pass(page, 1) == 1
        page.clock.resume()
    assert page.url.endswith("?q=lib")
    page.keyboard.press("Tab")
    page.clock.run_for(5_000)
    assert asked(page) == 1


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/search/"])
def test_enter_asks_at_once_and_once(page, path):
    """Rule 12."""
    open_with_stopped_clock(page, path)
    page.locator("#q").focus()
    page.keyboard.type("ohio")
    assert asked(page) == 0
    with answered(page):
        page.keyboard.press("Enter")
        assert asked(page) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1
    assert page.url.endswith("?q=ohio")


def test_boxes_ticked_quickly_make_one_request(page):
    """Rule 12: an eighth of a second after the last."""
    open_with_stopped_clock(page, "/programs/")
    for value in ("master", "certificate", "associate"):
        box(page, "credential", value).click()
        assert let_time_pass(page, 119) == 0
    with answered(page):
        assert let_time_pass(page, 1) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1
    assert page.url.endswith("?credential=associate&credential=certificate&credential=master")


def test_the_button_asks_once(page):
    """Rule 12."""
    open_with_stopped_clock(page, "/programs/")
    box(page, "credential", "master").click()
    with answered(page):
        page.get_by_role("button", name="Apply filters").click()
        assert asked(page) == 1
        page.clock.resume()
    page.clock.run_for(5_000)
    assert asked(page) == 1


def test_narrowing_the_options_asks_for_nothing(page):
    """Rule 12: what is typed there is no filter."""
    open_with_stopped_clock(page, "/programs/")
    page.locator("#facet-place .facet-narrow").press_sequentially("ohi")
    page.keyboard.press("Tab")
    assert let_time_pass(page, 5_000) == 0


# --- 13, 14: what is swapped ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_no_letter_is_lost_while_a_list_arrives(page, path):
    """Rule 13: nor does the caret move."""
    open_with_stopped_clock(page, path)
    gate = Gate(page, by_htmx)
    page.locator("#q").focus()
    page.keyboard.type("oho")
    with page.expect_request(by_htmx):
        assert let_time_pass(page, 250) == 1
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("i")
    gate.open()
    expect(page).to_have_url(re.compile(r"\?q=oho$"))
    assert let_time_pass(page, 200) == 1
    caret = "e => [e.value, document.activeElement === e, e.selectionStart, e.selectionEnd]"
    assert page.locator("#q").evaluate(caret) == ["ohio", True, 3, 3]
    with answered(page):
        page.clock.resume()
    assert page.url.endswith("?q=ohio")
    assert page.locator("#q").evaluate(caret) == ["ohio", True, 3, 3]
    assert picture(page) == picture_served(page)


def test_what_is_swapped_holds_no_control_of_the_form(page):
    """Rule 13."""
    page.goto("/search/")
    for path, query in LISTS.items():
        html = page.request.get(f"{path}?{query}", headers=FRAGMENT).text()
        assert html.count('id="results"') == 1
        assert page.evaluate(CONTROLS, html) == []


def test_the_list_is_the_same_by_both_ways(page):
    """Rule 14: asked for by htmx or loaded as a page, at 21 addresses."""
    page.goto("/search/")
    for path, query in LISTS.items():
        queries = ["", query, "q=qqqqq" if path == "/search/" else f"page=2&{query}&q=library"]
        for asked_for in queries:
            url = f"{path}?{asked_for}" if asked_for else path
            whole = page.request.get(url).text()
            fragment = page.request.get(url, headers=FRAGMENT).text()
            assert page.evaluate(RESULTS, whole) == page.evaluate(RESULTS, fragment), url


@pytest.mark.parametrize(
    ("path", "facet", "value"),
    [("/programs/", "place", "california"), ("/announcements/", "kind", "event")],
)
def test_a_live_list_is_what_its_page_has(page, path, facet, value):
    """Rule 14: in the document, once all is settled; and what is printed below it too."""
    page.goto(path)
    tick(page, facet, value)
    served = page.evaluate(RESULTS, page.request.get(page.url).text())
    assert page.locator("#results").evaluate("e => e.outerHTML") == served
    assert page.url.replace("&", "&amp;") in served


# --- 15: errors -----------------------------------------------------------------------------------


def break_off(page: Page, way: str) -> None:
    """From here on the server answers no list, in one of the ways in which that happens."""
    if way == "offline":
        page.context.set_offline(True)
    elif way == "timeout":
        Gate(page, lambda request: "hx-current-url" in request.headers)
        page.evaluate("() => { htmx.config.timeout = 300 }")
    else:

        def fail(route: Route) -> None:
            if "hx-current-url" in route.request.headers:
                route.fulfill(status=int(way), body="<h1>It broke</h1>")
            else:
                route.continue_()

        page.route("**/*", fail)


def mend(page: Page) -> None:
    page.context.set_offline(False)
    page.unroute_all()


def sees_problem(page: Page) -> None:
    """Whether the reader is told, and still has the old list, which says that it is old."""
    status = page.get_by_role("status")
    expect(status).to_contain_text("could not be updated", timeout=PATIENCE)
    expect(status.get_by_role("link", name="Try again")).to_be_visible()
    settled(page)
    results = page.locator("#results")
    expect(results).not_to_have_attribute("aria-busy", "true")
    mark = results.evaluate("e => getComputedStyle(e, '::before').content")
    assert "before the problem" in mark


def test_the_problem_is_said_where_the_reader_is(page):
    """Rule 15: far down a list of filters."""
    page.goto("/programs/")
    break_off(page, "500")
    last = page.locator("#f input[type=checkbox]").last
    last.scroll_into_view_if_needed()
    last.click()
    sees_problem(page)
    expect(page.get_by_role("status").get_by_role("link", name="Try again")).to_be_in_viewport()


def test_the_problem_is_said_in_the_drawer_too(phone_page):
    """Rule 15: it hides the page behind it. A list that comes takes the words away."""
    phone_page.goto("/programs/")
    phone_page.locator(".drawer-open").click()
    break_off(phone_page, "500")
    box(phone_page, "delivery", "online").click()
    said = phone_page.locator(".drawer-problem")
    expect(said).to_contain_text("could not be updated")
    expect(said.get_by_role("link", name="Try again")).to_be_in_viewport()
    mend(phone_page)
    box(phone_page, "delivery", "hybrid").click()
    expect(said).to_be_empty()


WAYS = ["500", "404", "timeout", "offline"]


@pytest.mark.parametrize("way", WAYS)
def test_a_list_that_does_not_come_is_said(page, way):
    """Rule 15: the old one stays, and the way to the new one is there."""
    page.goto("/programs/")
    assert page.evaluate("() => htmx.config.timeout") == 10_000
    tick(page, "place", "california")
    before = rows_shown(page)
    break_off(page, way)
    box(page, "delivery", "online").click()
    sees_problem(page)
    assert rows_shown(page) == before
    assert page.url.endswith("/programs/?place=california")
    mend(page)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/programs/?delivery=online&place=california")
    assert picture(page) == picture_served(page)
    assert choices_shown(page) == choices_in_url(page)


@pytest.mark.parametrize("way", WAYS)
def test_a_way_back_that_does_not_come_is_said(page, way):
    """Rule 15: the address is another already, so the old list must not pass for its own."""
    page.goto("/programs/")
    tick(page, "place", "california")
    before = rows_shown(page)
    break_off(page, way)
    page.evaluate("() => history.back()")
    sees_problem(page)
    assert rows_shown(page) == before
    mend(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Try again").click()
    expect(page.locator(".chips")).to_have_count(0)
    assert page.url.endswith("/programs/")
    assert picture(page) == picture_served(page)
    assert choices_shown(page) == []


def test_a_search_of_everything_that_does_not_come_is_said(page):
    """Rule 15."""
    page.goto("/search/?q=ohio")
    before = rows_shown(page)
    break_off(page, "500")
    page.locator("#q").fill("kentucky")
    sees_problem(page)
    assert rows_shown(page) == before
    mend(page)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/search/?q=kentucky")
    assert picture(page) == picture_served(page)


def test_the_problem_is_over_when_the_next_list_comes(page):
    """Rule 15."""
    page.goto("/programs/")
    break_off(page, "500")
    box(page, "delivery", "online").click()
    sees_problem(page)
    mend(page)
    tick(page, "credential", "master")
    assert page.url.endswith("?credential=master&delivery=online")
    expect(page.get_by_role("status")).not_to_contain_text("could not")
    assert page.locator("#results[data-stale]").count() == 0
    assert picture(page) == picture_served(page)


# --- 16: what the page may do ---------------------------------------------------------------------


def test_no_page_may_run_or_load_what_is_not_of_the_site(page):
    """Rule 16."""
    slug = page.request.get("/programs/list.json?per_page=1").json()["items"][0]["slug"]
    for url in [*LISTS, "/", "/places/", f"/programs/{slug}/", "/programs/none/", "/nowhere/"]:
        policy = page.request.get(url).headers["content-security-policy"]
        assert "unsafe" not in policy, url
        for directive in ("default-src 'none'", "script-src 'self'", "style-src 'self'"):
            assert directive in policy.split("; ") or directive in policy, url
        assert "*" not in policy, url
        assert "http" not in policy, url


@pytest.mark.parametrize("path", ["/programs/", "/search/"])
def test_htmx_evaluates_nothing_and_follows_no_link_on_its_own(page, path):
    """Rule 16."""
    page.goto(path)
    config = page.evaluate("() => ({ ...htmx.config })")
    expected = {
        "allowEval": False,
        "selfRequestsOnly": True,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "historyRestoreAsHxRequest": False,
        "timeout": 10_000,
    }
    assert {name: config[name] for name in expected} == expected
    assert page.locator("[hx-boost], [data-hx-boost], [hx-on], [hx-vals], [hx-vars]").count() == 0
    data = "script[type='application/ld+json']"  # which no browser runs
    assert page.locator(f"script:not([src], {data}), style, [style]").count() == 0


def test_a_page_that_breaks_its_policy_fails_its_test(page, watch):
    """Rule 16: so that all other tests say something when they pass."""
    page.goto("/programs/")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            """() => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.head.append(script);
            }"""
        )
    assert page.evaluate("() => window.ran") is None
    assert watch.complaints
    watch.complaints.clear()
