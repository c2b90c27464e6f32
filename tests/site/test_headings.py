"""The headings of every public page go down a level at a time, also where editors write them."""

import re
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from directory.catalog.directories import DIRECTORIES
from home.blocks import ContentBlock, UnderTitleBlock
from home.models import AnnouncementPage, DirectoryPage, published_pages

pytestmark = pytest.mark.django_db

HEADING = re.compile(r"<h([1-6])[ >]")


def levels(html: str) -> list[int]:
    return [int(level) for level in HEADING.findall(html)]


def faults(html: str) -> list[tuple[int, int]]:
    """Where a heading skips a level: what stands before it, and it."""
    found = [0, *levels(html)]
    return [(a, b) for a, b in pairwise(found) if b > a + 1]


def test_no_public_page_skips_a_level(client):
    paths = {page.specific.url for page in published_pages()}
    paths |= {"/data/", "/suggest/", "/places/ohio/", "/search/?q=ohio", "/search/?q=zzzz", "/no/"}
    for directory in DIRECTORIES.values():
        if directory.slug != "pages":
            entry = directory.records().first()
            paths |= {entry.get_absolute_url()}
    paths |= {"/programs/?country=CA&place=ohio", "/report/programs/nothing/"}
    for path in sorted(paths):
        html = client.get(path, follow=True).content.decode()
        assert faults(html) == [], path
        assert levels(html).count(1) == 1, path


def written(block, *texts: str):
    return block.clean(block.to_python([{"type": "text", "value": text} for text in texts]))


@pytest.mark.parametrize(
    ("block", "texts", "is_fine"),
    [
        (UnderTitleBlock(), ["<h2>One</h2><h3>Two</h3>", "<h2>Three</h2>"], True),
        (UnderTitleBlock(), ["<p>x</p>", "<h2>One</h2>", "<h3>Two</h3>"], True),
        (UnderTitleBlock(), ["<h3>One</h3>"], False),
        (UnderTitleBlock(), ["<p>x</p>", "<h3>One</h3>"], False),
        (ContentBlock(), ["<h3>One</h3><h4>Two</h4>"], True),
        (ContentBlock(), ["<h4>One</h4>"], False),
    ],
)
def test_an_editor_is_told_where_a_heading_skips_a_level(block, texts, is_fine):
    if is_fine:
        assert len(written(block, *texts)) == len(texts)
        return
    with pytest.raises(ValidationError) as refused:
        written(block, *texts)
    assert "stands here without a heading" in str(refused.value.as_json_data())


def test_the_second_level_is_offered_right_below_a_title():
    for model in (AnnouncementPage, DirectoryPage):
        text = model._meta.get_field("body").stream_block.child_blocks["text"]
        assert text.features[:2] == ["h2", "h3"]
