"""Searches as people type them, and what must come first: `searches.csv`, to which anybody may add.

`first` is the address of the first result (* stands for anything, & between two that come first and
second; with # it is a section of a page), `never` what may not be among the first three, `told` a
word that is told as left out. A row that is `waiting` says for what, and fails once it would pass.
"""

import csv
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from directory.catalog.directories import searched
from directory.catalog.values import plain_words
from directory.listings.listing import Listing
from directory.models import Place
from home.pages.found import groups_for

pytestmark = pytest.mark.django_db


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file beside this one."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows("searches.csv")
SLIPS = rows("slips.csv")
RESULT = re.compile(r'<h[34]><a href="([^"?]+)')


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


def found(q: str) -> dict[str, set[int]]:
    """All that a search finds, by directory."""
    return {group.directory.slug: set(group.listing.all_pks) for group in groups_for(q, {})}


@pytest.mark.parametrize("row", SLIPS, ids=[row["typed"] for row in SLIPS])
def test_a_slip_of_the_finger_finds_what_was_meant(row):
    meant = found(row["meant"])
    assert meant
    assert found(row["typed"]) == meant


def test_the_letters_of_each_place_lead_to_it_from_every_box(client):
    """The site search, the boxes of all lists and of their filters, and those for a place."""
    lists = [directory for directory in searched() if "place" in directory.bound]
    assert len(lists) > 4
    for place in Place.objects.published():
        for typed in (place.letters, place.letters.lower(), place.code):
            first = groups_for(typed, {})[0]
            assert first.is_named_places, typed
            assert first.listing.records == [place], typed
            for directory in lists:
                listing = Listing(directory, {"q": typed})
                assert listing.answer.places == (place.slug,), typed
                of_place = Listing(directory, {"place": place.slug}).all_pks
                assert set(listing.all_pks) >= set(of_place), typed
                called = listing.labels["place"].called()
                if place.slug in listing.labels["place"]:
                    assert plain_words(typed) in called[place.slug], typed
            for path, name in (("/places/", "q"), ("/what-do-i-need/", "place")):
                assert client.get(path, {name: typed})["Location"] == place.get_absolute_url()
