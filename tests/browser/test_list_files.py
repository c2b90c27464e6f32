"""The list on the screen as data: rule 6 of docs/live-filtering.md."""

import csv
import random
import re
from io import StringIO

import pytest
from playwright.sync_api import Page

from tests.browser.kinds import DIRECTORIES
from tests.browser.steps import answered, count_shown, file_of, rows_shown, search_of, set_boxes


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
        choices = random_choices(rng, offered)
        # One value that is offered has entries; what more of them have is left to chance.
        set_boxes(page, choices if turn else choices[:1], rng.choice(words) if turn % 2 else "")
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
        links = page.locator(".downloads a:not([href*='/map.'])")
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
        # A feed begins with what changed last.
        assert sorted(slugs_in_atom(page.request.get(files[2]).text())) == sorted(slugs)
        some += bool(slugs)
    assert some >= 1
