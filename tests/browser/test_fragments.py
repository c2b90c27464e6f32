"""Pages and their fragments: rules 9, 10, 13 and 14 of docs/live-filtering.md."""

import pytest
from playwright.sync_api import expect

from tests.browser.proxy import keeping_answers
from tests.browser.steps import answered, back, leave_back, picture, tick

IN_RESULTS = "new DOMParser().parseFromString(html, 'text/html').querySelector('#results')"
# The tiles of a map stay when a list is swapped, and are told what they say now.
RESULTS = f"""html => {{
  const results = {IN_RESULTS};
  for (const map of results.querySelectorAll('.tilemap')) map.removeAttribute('data-tiles');
  for (const tiles of results.querySelectorAll('.tiles')) tiles.remove();
  return results.outerHTML;
}}"""
# What is ticked for a comparison goes with the rows.
OF_ROWS = "[name=compare], .comparebar [formaction]"
CONTROLS = f"""html => [...{IN_RESULTS}.querySelectorAll('[name], form')]
  .filter(control => !control.matches('{OF_ROWS}')).map(control => control.outerHTML)"""
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
        page.locator("#results .entry :is(h3, h4) a").first.click()
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
