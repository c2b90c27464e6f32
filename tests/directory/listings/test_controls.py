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
    assert FacetGroup("place", "Place", "", options).items.count("<li>") == 9
    for group in (
        FacetGroup("place", "Place", "", options[:12]),
        FacetGroup("place", "Place", "", options, is_opened=True),
    ):
        assert group.folded == 0
        assert group.items.count("<li>") == len(group.options)
        assert group.rest == ""


def test_what_is_folded_stands_in_lines():
    """Label, number, other names, and the value where the label does not tell it."""
    first = [Option(Choice("place", str(number), str(number)), 1, False) for number in range(8)]
    options = [
        *first,
        Option(Choice("place", "new-york", "New York", ["us ny", "ny"]), 3, False),
        Option(Choice("place", "ohio", "Ohio"), 2, True),
        Option(Choice("place", "guam", "Guam"), 0, False),
        Option(Choice("place", "quebec", "Québec", ["ca qc"]), 4, False),
        Option(Choice("place", "not-recorded", "No place"), 5, False),
        Option(Choice("place", "nasty", NASTY, ["<i>"]), 1, False),
    ]
    lines = FacetGroup("place", "Place", "", options).rest.split("\n")
    assert lines == [
        "New York\t3\tus ny|ny",
        "",
        "Guam\t0",
        "Québec\t4\tca qc\tquebec",
        "No place\t5\t\tnot-recorded",
        f"{ESCAPED}\t1\t&lt;i&gt;\tnasty",
    ]


def test_the_current_order_and_page_are_marked():
    assert 'aria-current="true"' in OrderLink("name", "name", "/", True).html
    assert 'aria-current="page"' in PageLink("2", "/?page=2", is_current=True).html
    assert PageLink("…", "").html == '<li class="gap">…</li>'
    link = PageLink("Next", "/?page=2", "next").html
    assert link.startswith('<li class="next"><a rel="next" href="/?page=2" data-hx-get="/?page=2"')
