"""The guide for editors: Markdown drawn so that nothing in it can run, with an anchor a heading."""

import re

import pytest

from home.admin.guide import API, GUIDE, read


def test_the_title_is_taken_out_and_every_other_heading_has_its_own_anchor():
    guide = read("# The *guide*\n\nHello.\n\n## One\n\n## One\n\n### `Two` & three\n")
    assert guide.title == "The guide"
    assert "<h1" not in guide.html
    assert [(each.level, each.words, each.anchor) for each in guide.headings] == [
        (2, "One", "one"),
        (2, "One", "one-2"),
        (3, "Two & three", "two-three"),
    ]
    assert '<h2 id="one-2">One</h2>' in guide.html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "![a](https://elsewhere.example/x.png)",
        '## <b onclick="x">a</b>',
    ],
)
def test_nothing_in_the_text_can_run_or_load(hostile):
    html = read(f"# T\n\n{hostile}\n").html
    for tag in ("<script", "<img", "<b ", 'href="javascript', 'href="data'):
        assert tag not in html


@pytest.mark.parametrize(
    ("file", "title"), [(GUIDE, "Guide for editors"), (API, "The API of the directories")]
)
def test_the_guides_themselves_are_drawn_whole(file, title):
    guide = read(file.read_text("utf-8"))
    assert guide.title == title
    assert len({each.anchor for each in guide.headings}) == len(guide.headings) > 1
    assert "<h1" not in guide.html
    assert '<div class="guide-table"' in guide.html or "<pre>" in guide.html


def test_a_link_from_one_guide_to_another_leads_to_where_that_is_shown():
    html = read("# T\n\n[a](api.md#webhooks) [b](editors.md) [c](other.md)\n").html
    assert re.findall('href="([^"]*)"', html) == [
        "/admin/guide/api/#webhooks", "/admin/guide/", "other.md",
    ]  # fmt: skip


def test_a_table_is_reached_by_keyboard_and_is_called_by_its_heading():
    html = read("# T\n\n## Whom <to> ask\n\n| a | b |\n|---|---|\n| c | d |\n").html
    assert 'tabindex="0" role="group" aria-label="Table: Whom &lt;to&gt; ask"><table>' in html
    assert html.rstrip().endswith("</table></div>")
