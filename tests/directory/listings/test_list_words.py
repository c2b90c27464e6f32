"""What a list says of itself: its title, what a filter leaves out, and how well it is checked."""

import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.listings.wording import title
from directory.models import Program
from directory.search.queries import Query
from tests.starting_content import count

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("/programs/", "Programs, "),
        ("/programs/?credential=certificate&place=ohio", "Certificate programs in Ohio, "),
        ("/programs/?credential=associate&credential=diploma&delivery=online",
         "Associate degree or diploma (Canada), online programs, "),
        ("/programs/?delivery=not-recorded", "Programs with “How it is taught” not recorded, "),
        ("/programs/?page=2", "Programs, 218 results, page 2"),
        ("/programs/?place=ohio&q=kent", "kent - Programs in Ohio, "),
        ("/certification/?audience=support-staff&place=ohio",
         "Certification in Ohio for support staff, "),
    ],
)  # fmt: skip
def test_the_title_of_a_list_is_a_sentence(client, path, begins):
    html = client.get(path).content.decode()
    title = html.partition("<title>")[2].partition("</title>")[0]
    begins = begins.replace("218", str(count("programs")))
    assert title.startswith(begins)
    assert re.search(r", \d+ results?(, page 2)? - Library Support Staff", title)


def test_a_title_of_any_one_filter_reads_on(client):
    """No value of any facet is hung onto a title behind a comma: "Programs, open, 148 results"."""
    seen = 0
    for directory in DIRECTORIES.values():
        for name, facet in directory.bound.items():
            for value in facet.labels():
                query = Query(directory, choices={name: (value,)})
                said = title(query, {name: facet.labels()}, 2)
                assert re.fullmatch(r"[^,]+, 2 results", said), said
                seen += 1
    assert seen > 150


def test_what_a_filter_leaves_out_unrecorded_is_told_beside_it(client):
    """Unknown is not no: on the page, in its fragment, twin and embed, with the way there."""
    unknown = Program.objects.published().filter(delivery="").count()
    said = f"How it is taught: not recorded for {unknown} programs"
    for path in ("/programs/", "/programs/index.md", "/embed/programs/"):
        text = client.get(path, {"delivery": "online"}).content.decode()
        assert said in text, path
        assert "/programs/?delivery=not-recorded" in text, path
        assert said not in client.get(path).content.decode()
    fragment = client.get("/programs/?delivery=online", headers={"HX-Request": "true"})
    assert said in fragment.content.decode()
    for kind in ("atom", "feed.json"):
        assert said in client.get(f"/programs/list.{kind}?delivery=online").content.decode()
    both = client.get("/programs/", {"delivery": ["online", "not-recorded"]})
    assert "not recorded for" not in both.content.decode()


def test_the_number_left_out_counts_the_other_filters(client):
    unknown = Program.objects.published().filter(delivery="", institution__place__slug="california")
    html = client.get("/programs/?delivery=online&place=california").content.decode()
    assert f"not recorded for {unknown.count()} program" in html
    assert 'href="/programs/?delivery=not-recorded&amp;place=california"' in html


def test_how_well_a_list_is_checked_is_said_once_and_a_sign_stands_where_it_is_not_true(client):
    html = client.get("/programs/?place=ohio").content.decode()
    assert html.count('class="trust"') == html.count('class="checked"') == 1
    program = Program.objects.published().filter(institution__place__slug="ohio").first()
    Program.objects.filter(pk=program.pk).update(verified_on=timezone.localdate())
    html = client.get("/programs/?place=ohio").content.decode()
    assert html.count('class="trust"') == 2
    row = html.partition(f'href="{program.get_absolute_url()}"')[2].partition("</article>")[0]
    assert 'data-state="verified"' in row


def test_the_order_by_verification_is_offered_once_something_is_verified(client):
    assert "last verified" not in client.get("/programs/").content.decode()
    assert "last verified" in client.get("/programs/?sort=verified").content.decode()
    program = Program.objects.published().first()
    Program.objects.filter(pk=program.pk).update(verified_on=timezone.localdate())
    assert "last verified" in client.get("/programs/").content.decode()


def test_paper_says_of_an_empty_list_that_it_is_empty(client):
    listing = Listing(DIRECTORIES["programs"], QueryDict("place=ohio&credential=certificate"))
    assert listing.range_words == "0 programs"
    assert "0 to 0" not in client.get(listing.url()).content.decode()
