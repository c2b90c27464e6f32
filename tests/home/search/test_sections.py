"""The sections of pages in the site search, and the marks that say why a result is there."""

import re

import pytest

from home.models import PageSection, SectionPage
from home.pages.marks import EXCERPT, Marks

pytestmark = pytest.mark.django_db

LONG = " ".join(["Libraries lend books &amp; more."] * 40)


def sections_found(client, q):
    html = client.get("/search/", {"q": q}).content.decode()
    return re.findall(r'<h3><a href="(/[^"]*#[^"]*)"', html), html


def overview(text):
    page = SectionPage.objects.get(slug="overview")
    content = page.body[0].value["content"].stream_block
    html = f"<p>{LONG} A zymurgist {text}. {LONG}</p>"
    page.body[0].value["content"] = content.to_python([{"type": "text", "value": html}])
    return page


def test_a_section_is_found_by_its_words_with_its_anchor_and_an_excerpt(client):
    overview("brews <i>ale</i> &amp; mead").save_revision().publish()
    found, html = sections_found(client, "zymurgist")
    assert found == ["/overview/#who-support-staff-are"]
    assert (
        '<section class="block" id="who-support-staff-are"' in client.get(found[0]).content.decode()
    )
    excerpt = re.search(r'<p class="excerpt">(.*?)</p>', html)[1]
    assert "A <mark>zymurgist</mark> brews ale &amp; mead" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt.split()) < 2 * EXCERPT


def test_a_draft_is_found_by_nobody_and_what_is_withdrawn_no_more(client):
    page = overview("brews")
    revision = page.save_revision()
    assert sections_found(client, "zymurgist")[0] == []
    assert not PageSection.objects.filter(text__contains="zymurgist").exists()
    revision.publish()
    assert sections_found(client, "zymurgist")[0]
    SectionPage.objects.get(slug="overview").unpublish()
    assert sections_found(client, "zymurgist")[0] == []


def test_a_section_that_is_renamed_or_deleted_is_followed(client):
    page = SectionPage.objects.get(slug="overview")
    page.body[0].value["heading"] = "Zymurgists of the library"
    del page.body[1]
    page.save_revision().publish()
    assert sections_found(client, "zymurgists")[0] == ["/overview/#zymurgists-of-the-library"]
    assert PageSection.objects.filter(page=page).count() == len(page.body)


@pytest.mark.parametrize(
    ("words", "row", "drawn"),
    [
        (["library"], "<p>Libraries lend</p>", "<p><mark>Libraries</mark> lend</p>"),
        (["amp"], "<p>this &amp; amp</p>", "<p>this &amp; <mark>amp</mark></p>"),
        (["href"], '<a href="/href/">x</a>', '<a href="/href/">x</a>'),
        (["masters"], "<p>a Master’s</p>", "<p>a <mark>Master’s</mark></p>"),
        (["quebec"], "<p>Québec</p>", "<p><mark>Québec</mark></p>"),
        (["oh"], "<p>Ohio, OH</p>", "<p>Ohio, <mark>OH</mark></p>"),
        ([], "<p>library</p>", "<p>library</p>"),
    ],
)
def test_words_are_marked_in_text_alone(words, row, drawn):
    assert Marks([words]).drawn(row) == drawn


def test_an_excerpt_cuts_no_character_reference():
    text = "&lt;b&gt; &amp; " * 200
    html = Marks([["nothing"]]).drawn(f'<p class="excerpt">{text}</p>')
    assert re.sub(r"&(?:lt|gt|amp);", "", html).count("&") == 0
    assert len(html) < len(text)
