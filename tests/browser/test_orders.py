"""The orders of a list: rule 36 of docs/live-filtering.md."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from directory.catalog.text import sort_key
from tests.browser.steps import answered, rows_shown


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
        assert names == sorted(names, key=sort_key)


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
