"""Where a fact was read and when, in one line; what no reader can open and judge is no source."""

from datetime import date

import pytest

from directory.catalog.sources import source_line
from directory.models import ProgramFact, Resource

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "words", "url"),
    [
        ({"source_url": "https://www.olc.org/rules"},
         "olc.org, no date of its own; gathered 23 November 2026", "https://www.olc.org/rules"),
        ({"source_url": "https://olc.org/", "source_title": "Rules", "source_date": "2024-07"},
         "Rules, of July 2024; gathered 23 November 2026", "https://olc.org/"),
        ({"source_title": "A book", "source_date": "2019"},
         "A book, of 2019; gathered 23 November 2026", ""),
        ({"source_note": "general knowledge"},
         "not from a page that can be cited (general knowledge), gathered 23 November 2026", ""),
        ({"source_url": "https://github.com/somebody/list"},
         "not from a page that can be cited (a file that somebody keeps at github.com), "
         "gathered 23 November 2026", ""),
        ({"source_note": "read in an unofficial copy", "source_date": "2024-10-31"},
         "not from a page that can be cited (read in an unofficial copy), of 31 October 2024; "
         "gathered 23 November 2026", ""),
        ({}, "not from a page that can be cited, gathered 23 November 2026", ""),
        ({"source_url": "https://olc.org/", "verified_on": date(2026, 11, 30)},
         "olc.org, no date of its own; verified 30 November 2026", "https://olc.org/"),
        ({"source_url": "https://olc.org/", "gathered_on": None},
         "olc.org, no date of its own", "https://olc.org/"),
    ],
)  # fmt: skip
def test_a_source_says_its_name_and_its_days(said, words, url):
    line = source_line(Resource(**{"gathered_on": DAY, **said}))
    assert (line.words, line.url) == (words, url)
    assert line.is_citable == ("not from a page" not in words)


def test_a_row_of_an_entry_has_a_source_of_its_own():
    row = ProgramFact(source_url="https://cod.edu/x", source_date="2017-12", gathered_on=DAY)
    assert source_line(row).words == "cod.edu, of December 2017; gathered 23 November 2026"
