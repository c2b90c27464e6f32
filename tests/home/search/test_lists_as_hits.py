"""A search whose words are choices of a list leads to that list, filtered as they say."""

import re

import pytest
from django.http import QueryDict

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from home.pages.found import SHOWN_IN_SEARCH, Found, groups_for

pytestmark = pytest.mark.django_db
PATHS = {slug: f"/{slug}/" for slug in DIRECTORIES}


def listed(q):
    """The lists that a search leads to, with their choices."""
    found = Found(groups_for(q, PATHS))
    lists = [group.as_listed for group in found.groups if group.as_listed]
    shown = {hit.url for group in found.groups for hit in group.hits}
    assert {each.url() for each in lists} <= shown
    return {each.url() for each in lists}


@pytest.mark.parametrize(
    ("q", "url"),
    [
        ("online certificate", "/programs/?credential=certificate&delivery=online"),
        ("online certificates no GRE", "/programs/?credential=certificate&delivery=online"),
        ("associate or bachelor's degrees", "/programs/?credential=associate&credential=bachelor"),
        ("no certification for library directors",
         "/certification/?audience=directors&requirement=none"),
        ("directors or volunteers", "/certification/?audience=directors&audience=volunteers"),
        ("which states certify", None),
        ("library technician online", None),
        ("diploma not online", None),
        ("states with certificates", "/programs/?credential=certificate"),
        ("states with certificates not online", None),
        ("xylophone", None),
    ],
)  # fmt: skip
def test_choices_in_words_lead_to_the_list_with_those_choices(q, url):
    lists = {each for each in listed(q) if each.startswith(("/programs/", "/certification/"))}
    assert (url in lists) if url else not lists


@pytest.mark.parametrize("q", ["online certificate", "part-time or volunteers", "free", "hybrid"])
def test_such_a_list_has_the_entries_of_the_search_and_more_than_it_shows(q):
    for group in groups_for(q, PATHS):
        if group.as_listed:
            params = QueryDict(group.as_listed.url().partition("?")[2])
            found = Listing(group.directory, params).all_pks
            assert set(found) == set(group.listing.all_pks)
            assert len(found) > SHOWN_IN_SEARCH


def test_a_list_that_no_words_narrow_is_shown_once(client):
    """The page of the directory may be a hit by itself."""
    html = client.get("/search/", {"q": "which states require certification"}).content.decode()
    best = html.partition('id="best"')[2].partition("</section>")[0]
    assert re.findall(r'<h3><a href="([^"]+)', best).count("/certification/") == 1


def test_a_list_is_found_without_a_further_query(client, django_assert_num_queries):
    client.get("/search/", {"q": "online certificate"})
    with django_assert_num_queries(1):  # the stamps
        html = client.get("/search/", {"q": "online certificates"}).content.decode()
    assert "credential=certificate&amp;delivery=online" in html
