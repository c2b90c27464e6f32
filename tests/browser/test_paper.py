"""Lists on paper: rule 40 of docs/live-filtering.md."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.steps import rows_shown, tick


def printed(page: Page) -> list[str]:
    """The text of each sheet of paper; lines are joined, since addresses break anywhere."""
    pages = PdfReader(BytesIO(page.pdf(format="Letter"))).pages
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in pages]


def packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_paper_carries_the_filters_the_count_the_date_and_every_address(page, server):
    """Rule 40: also for a list that was reached by ticking."""
    page.goto("/programs/")
    tick(page, "place", "california")
    sheets = printed(page)
    paper = " ".join(sheets)
    today = timezone.localdate()
    assert "In California" in paper
    assert page.locator("#results-title").inner_text() in paper
    assert f"{today.day} {today:%B %Y}" in paper
    assert page.url == f"{server.url}/programs/?place=california"
    assert packed(page.url) + "·" in packed(paper)
    rows = rows_shown(page)
    assert len(rows) == 20
    listed = page.request.get("/programs/list.json?place=california").json()["items"]
    assert [program["slug"] for program in listed] == rows
    asked = "/api/directory/v1/programs?place=california&per_page=20"
    outside = [program["way_out"] for program in page.request.get(asked).json()["data"]]
    assert {way["whose"] for way in outside} == {"entry", "institution"}
    for way in outside:
        assert f"<{way['url']}>" in packed(paper)
    assert "</" not in paper


def test_paper_says_in_head_and_foot_which_part_of_the_list_it_is(page):
    """Rule 40: also of the last page."""
    page.goto("/programs/?place=california")
    first, *_rest, last = printed(page)
    total = int(page.locator("#results-title").inner_text().split()[0])
    pages = -(-total // 20)
    words = f"1 to 20 of {total}, page 1 of {pages}"
    assert words in first
    assert words in last
    page.goto(f"/programs/?page={pages}&place=california")
    assert f"{20 * (pages - 1) + 1} to {total} of {total}, page {pages} of {pages}" in " ".join(
        printed(page)
    )


@pytest.mark.parametrize(
    "path", ["/", "/places/ohio/", "/certification/", "/announcements/", "/overview/",
             "/search/?q=ohio", "/institutions/kent-state-university/"],
)  # fmt: skip
def test_no_address_on_paper_begins_with_a_slash(page, path):
    page.goto(path)
    assert "</" not in packed(" ".join(printed(page)))


def test_no_entry_is_cut_between_two_sheets(page):
    """Rule 40: the name of an entry stands in its first line, its way out in the last."""
    page.goto("/programs/?place=california")
    sheets = [packed(sheet) for sheet in printed(page)]
    assert len(sheets) > 1
    entries = page.locator(".entry").evaluate_all(
        """all => all.map(each => [each.querySelector("h4").textContent
          + each.querySelector(".who").textContent, each.querySelector("footer a").href])"""
    )
    assert len(entries) > 10
    for begins, address in entries:
        (begun,) = [sheet for sheet in sheets if packed(begins) in sheet]
        assert f"<{address}>" in begun


def test_filters_and_menus_stay_off_the_paper(page):
    """Rule 40."""
    page.goto("/programs/?place=california")
    paper = " ".join(printed(page))
    for words in (
        "Apply filters", "Results update", "Search this list", "Type to narrow", "Skip to",
        "Clear all", "Sorted by", "Next", "About the center", "Colleague Connection",
        "How to read this list",
    ):  # fmt: skip
        assert words in page.content()
        assert words not in paper


def test_what_only_a_screen_is_for_stays_off_the_paper_of_a_place(page):
    page.goto("/places/ohio/")
    paper = " ".join(printed(page))
    for words in ("Show this on your site", "Report a problem with this page"):
        assert words in page.content()
        assert words not in paper


@pytest.mark.parametrize("path", ["/places/ohio/", "/certification/", "/announcements/"])
def test_other_pages_print_their_address_and_the_date_too(page, server, path):
    """Rule 40."""
    page.goto(path)
    paper = packed(" ".join(printed(page)))
    today = timezone.localdate()
    assert packed(f"{server.url}{path} ·") in paper
    assert packed(f"· {today.day} {today:%B %Y} ·") in paper
