"""What a page may do: rule 16 of docs/live-filtering.md."""

import pytest

from tests.browser.kinds import DIRECTORIES


def test_no_page_may_run_or_load_what_is_not_of_the_site(page):
    """Rule 16."""
    slug = page.request.get("/programs/list.json?per_page=1").json()["items"][0]["slug"]
    for url in [
        *DIRECTORIES,
        "/search/",
        "/",
        "/places/",
        f"/programs/{slug}/",
        "/programs/none/",
        "/nowhere/",
    ]:
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
    unwanted = ("boost", "on", "vals", "vars")
    named = [f"[{before}hx-{name}]" for name in unwanted for before in ("", "data-")]
    assert page.locator(", ".join(named)).count() == 0
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
