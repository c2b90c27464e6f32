"""Controls are drawn in Python, so what readers type and editors write is escaped here."""

import pytest

from directory.listings.controls import (
    Chip,
    Choice,
    FacetGroup,
    Option,
    OrderLink,
    PageLink,
)

NASTY = "<b>\"'&"
ESCAPED = "&lt;b&gt;&quot;&#x27;&amp;"


@pytest.mark.parametrize(
    "control",
    [
        Option(Choice("place", NASTY, NASTY), 1, False),
        Chip("place", NASTY, NASTY, f"/?q={NASTY}"),
        OrderLink("name", NASTY, f"/?q={NASTY}", False),
        PageLink(NASTY, f"/?q={NASTY}"),
    ],
)
def test_nothing_gets_out_of_its_place(control):
    assert NASTY not in control.html
    assert control.html.count(ESCAPED) >= 2


@pytest.mark.parametrize(
    ("count", "checked", "state"),
    [
        (3, False, '<label class="option"><input type="checkbox" name="place" value="ohio">'),
        (3, True, '<label class="option"><input type="checkbox" name="place" value="ohio"'
                  ' checked>'),
        (0, False, '<label class="option" data-zero><input type="checkbox" name="place"'
                   ' value="ohio" disabled>'),
        (0, True, '<label class="option" data-zero><input type="checkbox" name="place"'
                  ' value="ohio" checked>'),
    ],
)  # fmt: skip
def test_an_option_says_what_it_would_find(count, checked, state):
    html = Option(Choice("place", "ohio", "Ohio"), count, checked).html
    assert html == (
        f'<li>{state}<span class="label">Ohio</span><span class="n">{count}</span></label></li>'
    )


def test_a_long_facet_folds_what_is_not_checked():
    choices = [Choice("place", str(number), str(number)) for number in range(20)]
    options = [Option(choice, 1, choice.value in ("3", "15")) for choice in choices]
    assert FacetGroup("place", "Place", "", options).folded == 11
    assert FacetGroup("place", "Place", "", options[:12]).folded == 0
    assert FacetGroup("place", "Place", "", options).items.count("<li>") == 20


def test_the_current_order_and_page_are_marked():
    assert 'aria-current="true"' in OrderLink("name", "name", "/", True).html
    assert 'aria-current="page"' in PageLink("2", "/?page=2", is_current=True).html
    assert PageLink("…", "").html == '<li class="gap">…</li>'
    link = PageLink("Next", "/?page=2", "next").html
    assert link.startswith('<li class="next"><a rel="next" href="/?page=2" data-hx-get="/?page=2"')
