"""The lists and counts on pages that editors write: live, and asked for together."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.catalog.directories import DIRECTORIES
from directory.models import Association, Place
from home.blocks import ContentBlock, EntriesBlock, listings_of, questions
from home.blocks.live_lists import listing_of
from home.models import DirectoryPage, SectionPage

pytestmark = pytest.mark.django_db

SENTENCE = "Recorded for {some} of {all} places, and not for {others}."
QUESTION = {"directory": "associations", "filters": "focus=support-staff", "text": SENTENCE}


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_page_asks_no_more_for_many_lists_and_links_than_for_one_of_each(client):
    page = SectionPage.objects.get(slug="overview")
    before = queries(client, "/overview/")
    sections = page.body.get_prep_value()
    page.body = sections * 2
    page.save_revision().publish()

    assert len(page.body) == 2 * len(sections)
    assert queries(client, "/overview/") == before <= 10


def test_the_welcome_page_asks_little(client):
    assert queries(client, "/") <= 9


def test_lists_that_are_asked_for_together_are_what_each_would_be(client):
    page = SectionPage.objects.get(slug="overview")
    together = listings_of(page.body)
    asked = [each for each in questions(page.body) if isinstance(each.block, EntriesBlock)]
    assert asked
    for value in asked:
        alone = listing_of(value)
        assert {each.pk for each in together[id(value)].records} == set(alone.answer.pks)
        assert (together[id(value)].total, together[id(value)].url()) == (alone.total, alone.url())


@pytest.fixture
def coverage():
    return ContentBlock().child_blocks["coverage"]


def test_a_sentence_counts_places_as_they_are_now(client, coverage):
    def counted():
        value = coverage.to_python(QUESTION | {"filters": "focus=support-staff&status=active"})
        return coverage.get_context(value)["words"]

    def expected():
        found = Association.objects.published().filter(focus="support-staff", status="active")
        some = len({place.pk for each in found for place in each.places.all()})
        every = Place.objects.published().count()
        return SENTENCE.format(some=some, all=every, others=every - some)

    assert counted() == expected()
    only = Association.objects.published().filter(focus="support-staff", status="active")
    only.filter(places__code="US-MD").first().unpublish()
    assert counted() == expected()


def test_the_page_of_associations_counts_without_a_query_of_its_own(client):
    page = DirectoryPage.objects.get(directory="associations")
    assert "coverage" in {block.block_type for block in page.body}
    before = queries(client, "/colleague-connection/")
    page.body = [("text", "<p>Join.</p>")]
    page.save_revision().publish()

    assert queries(client, "/colleague-connection/") == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "Recorded for many places."}, "text"),
        ({"text": "Recorded for {some} of {every} places."}, "text"),
        ({"text": "{some}, {0} and {}"}, "text"),
        ({"directory": "places", "filters": ""}, "directory"),
        ({"filters": "focus=zebras"}, "filters"),
        ({"filters": "hue=blue"}, "filters"),
    ],
)
def test_an_editor_is_told_what_a_sentence_cannot_count(coverage, wrong, field):
    with pytest.raises(ValidationError) as caught:
        coverage.clean(coverage.to_python(QUESTION | wrong))
    assert field in caught.value.block_errors
    coverage.clean(coverage.to_python(QUESTION))


def test_every_directory_with_places_can_be_counted(coverage):
    for slug, directory in DIRECTORIES.items():
        if "place" in directory.bound:
            asked = coverage.clean(
                coverage.to_python({"directory": slug, "filters": "", "text": SENTENCE})
            )
            assert "{" not in coverage.get_context(asked)["words"]
