"""The HTML of every kind of page: what is ours in it, and what its parts are called."""

import re
from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.django_db

OURS = re.compile(r"<[^>]*\s(hx-[\w-]+)")
PAGES = [
    "/", "/programs/", "/programs/?place=ohio", "/programs/?country=CA&place=ohio",
    "/places/", "/places/ohio/", "/search/?q=ohio", "/announcements/", "/overview/", "/freshness/",
    "/suggest/", "/data/", "/api/directory/v1/docs", "/no/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_attributes_that_html_does_not_know_begin_with_data(client, path, headers):
    html = client.get(path, headers=headers).content.decode()
    assert OURS.findall(html) == []
    if path in ("/programs/", "/search/?q=ohio"):
        assert " data-hx-target=" in html


class Outline(HTMLParser):
    """The landmarks of a page by kind, and the elements that have a name without a role for it."""

    NAMELESS = frozenset({"pre", "div", "span", "p", "code", "b", "i", "em", "strong", "caption"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.searches: list[str | None] = []
        self.misnamed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "search" or values.get("role") == "search":
            self.searches.append(values.get("aria-label"))
        if tag in self.NAMELESS and "role" not in values and "aria-label" in values:
            self.misnamed.append(tag)


@pytest.mark.parametrize("path", PAGES)
def test_every_search_has_a_name_of_its_own_and_names_stand_where_they_are_read(client, path):
    outline = Outline(client.get(path).content.decode())
    assert all(outline.searches)
    assert len(set(outline.searches)) == len(outline.searches)
    assert outline.misnamed == []


def test_a_page_that_is_not_there_has_two_searches(client):
    assert len(Outline(client.get("/no/").content.decode()).searches) == 2


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("/certification/", 4), ("/announcements/", 4), ("/programs/?sort=place", 4),
        ("/associations/?sort=scope", 4), ("/programs/?sort=institution", 3),
        ("/search/?q=ohio", 3),
    ],
)  # fmt: skip
def test_entries_stand_one_level_below_what_they_are_grouped_by(client, path, level):
    html = client.get(path, follow=True).content.decode().split("<main")[1]
    heads = re.findall(r"<h([1-6])[^>]*>(?:<a )?", html)
    entries = re.findall(r'class="entry">.*?<h([1-6])', html)
    assert set(entries) == {str(level)}
    # What stands before the first entry of each group is one level above it.
    before = re.findall(r"<h([1-6])[^>]*>(?:(?!<h[1-6]).)*?<ol class=\"entries\">", html, re.DOTALL)
    assert set(before) == {str(level - 1)}
    assert str(level + 1) not in heads
