"""Searches as people type them, and what must come first: `searches.csv`, to which anybody may add.

`first` is the address of the first result (* stands for anything, & between two that come first and
second), `never` what may not be among the first three, `told` a word that is told as left out. A
row that is `waiting` says for what, and fails as soon as it would pass.
"""

import csv
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db

with Path(__file__).with_name("searches.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
RESULT = re.compile(r'<h[34]><a href="([^"#?]+)')


def faults(html: str, row: dict[str, str]) -> list[str]:
    """What is wrong with a page of results."""
    found = list(dict.fromkeys(RESULT.findall(html.partition("<main")[2])))
    wanted = row["first"].split("&")
    wrong = [f"{wanted} should come first, and not {found[:3]}"] * (
        len(found) < len(wanted) or not all(map(fnmatchcase, found, wanted))
    )
    if row["never"]:
        wrong += [f"{each} misleads" for each in found[:3] if fnmatchcase(each, row["never"])]
    if row["told"] and not re.search(rf"Left out[^<]*<strong>[^<]*\b{row['told']}\b", html):
        wrong.append(f"it does not say that {row['told']!r} was left out")
    return wrong


@pytest.mark.parametrize("row", ROWS, ids=[row["query"] for row in ROWS])
def test_a_search_leads_where_it_should(client, row):
    wrong = faults(client.get("/search/", {"q": row["query"]}).content.decode(), row)
    if row["waiting"]:
        assert wrong, f"This is no longer waiting because {row['waiting']}: take the word away."
    else:
        assert wrong == []


def test_what_has_no_letters_is_nothing_to_search_for(client):
    html = client.get("/search/", {"q": "\U0001f389"}).content.decode()
    assert "Nothing to search for" in html
    assert "Type to search" in client.get("/search/").content.decode()
