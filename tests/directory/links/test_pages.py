"""The words of a page: what is visible, what a change of them shows, and hostile markup."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.links.connections import Response
from directory.links.pages import difference, parse, read

HTML = {"content-type": "text/html; charset=utf-8"}


def test_the_visible_words_are_those_of_main_without_scripts_menus_and_footers():
    page = parse(
        "<head><title> A &amp;\n B </title><style>p{}</style></head><nav>Menu</nav>"
        "<main><h1>The <em>first</em></h1><script>if (a < b) '<p>'</script><p>Some\n words</p>"
        "<!-- not this --><nav>here</nav>and<br>more</main><footer>2026</footer>"
    )
    assert page.title == "A & B"
    assert page.headings == ("The first",)
    assert page.lines == ("The first", "Some words", "and", "more")


def test_spaces_case_and_markup_do_not_change_the_hash_but_words_do():
    plain = parse("<p>Twenty hours</p>").text_hash
    assert parse("<div>\n <B>twenty</B>\n HOURS </div><script>1</script>").text_hash == plain
    assert parse("<p>Thirty hours</p>").text_hash != plain
    assert parse("<script>1</script>").text_hash == ""


@pytest.mark.parametrize(
    "hostile",
    ["<" * 250_000, "<a " * 80_000, "<!--" * 60_000, "<script>" * 30_000, "&#" + "9" * 250_000,
     "<div>" * 50_000, "</" * 120_000, "<h1>" * 60_000, "&" * 250_000, "\x00" * 1000],
)  # fmt: skip
def test_hostile_markup_is_read_in_linear_time(hostile):
    before = datetime.now(UTC)
    parse(hostile)
    assert datetime.now(UTC) - before < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("kind", "body", "lines"),
    [
        ("text/html; charset=iso-8859-1", "<p>Québec".encode("latin-1"), ("Québec",)),
        ("text/html", b"<meta charset='WINDOWS-1252'><p>Qu\xe9bec", ("Québec",)),
        ("text/html; charset=punycode", b"<p>plain", ("plain",)),
        ("text/html; charset=windows-9999", b"<p>plain", ("plain",)),
        ("text/html", b"<p>nul\x00led", ("nulled",)),
        ("text/plain", b"a  b\n\nc", ("a b", "c")),
    ],
)
def test_a_body_is_decoded_as_it_says(kind, body, lines):
    assert read(Response(200, {"content-type": kind}, body)).lines == lines


def test_what_is_not_text_has_no_words():
    assert read(Response(200, {"content-type": "application/pdf"}, b"%PDF")) is None
    assert read(Response(200, HTML, b"\x1f\x8b", is_readable=False)) is None


def test_a_difference_shows_what_stood_there_and_what_stands_there():
    before, after = "Title\nTwenty hours\nEnd", "Title\nThirty hours\nA fee\nEnd"
    assert difference(before, after) == ("Twenty hours", "Thirty hours\nA fee")
    assert difference("same", "same") == ("", "")
    assert difference("a", "a\na") == ("", "a")
    assert all(len(text) == 2000 for text in difference("x" * 9999, "y" * 9999))
