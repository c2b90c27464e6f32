"""Signs that nobody sees are left out of what is typed, by one function for all ways in."""

import pytest

from directory.models.signs import one_line, readable, unseen

# Of no width, joining, turning the direction, soft, controls, one's own, no sign, half a sign.
UNSEEN = (
    "\u200b\u200c\u200d\ufeff\u2060\u200e\u202e\u2066\u00ad\u034f\x00\x07\x1b\ue000\uffff\ud800"
)


@pytest.mark.parametrize("sign", UNSEEN)
def test_each_is_left_out_wherever_it_stands(sign):
    assert readable(f"{sign}Shelv{sign}ing for{sign} all{sign}") == "Shelving for all"
    assert unseen(f"a{sign}b{sign}") == [f"U+{ord(sign):04X}"]


@pytest.mark.parametrize(
    ("typed", "kept", "line"),
    [
        ("", "", ""),
        (" \u00a0\u3000a\u00a0", "a", "a"),
        ("a\vb\fc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", "a b c d e f"),
        ("a\r\nb\rc\n\nd", "a\nb\nc\n\nd", "a b c d"),
        ("a\tb  c", "a\tb  c", "a b c"),
        ("Prix\u00a0: 5\u202f$", "Prix\u00a0: 5\u202f$", "Prix\u00a0: 5\u202f$"),
        ("née — “Hawaiʻi” 🐈 ❤️", "née — “Hawaiʻi” 🐈 ❤️", "née — “Hawaiʻi” 🐈 ❤️"),
        (f"a{UNSEEN}\v{UNSEEN}", "a", "a"),
    ],
)
def test_what_is_seen_stays_and_lines_end_in_one_way(typed, kept, line):
    assert readable(typed) == readable(kept) == kept
    assert one_line(typed) == one_line(line) == line
