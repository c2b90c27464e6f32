"""A filter that is not understood widens nothing that a program gets; a page says so."""

import pytest
from django.db import transaction
from django.http import QueryDict

from directory.catalog.directories import DIRECTORIES
from directory.models import Audience, CertificationRequirement, Place, Program, Resource, Topic
from directory.search.snapshots import snapshot_cache
from home.admin.page_uses import page_uses
from home.blocks import EntriesBlock
from home.models import SectionPage

pytestmark = pytest.mark.django_db

FORMATS = ["list.csv", "list.json", "list.atom", "list.feed.json", "changes.atom",
           "changes.feed.json", "index.md"]  # fmt: skip
WRONG = [
    ("place=atlantis", "place"),
    ("place=ohio,texas", "place"),
    ("place=ohio&place=atlantis", "place"),
    ("place[]=ohio", "place[]"),
    ("state=ohio", "state"),
    ("Place=ohio", "Place"),
    ("place__slug=ohio", "place__slug"),
    ("utmost=1", "utmost"),
    ("sort=size", "sort"),
    ("page=-1", "page"),
    ("q=" + "x" * 201, "q"),
    ("&".join(f"place=p{number}" for number in range(51)), "place"),
    ("place=%00", "place"),
    ("%00=1", "\x00"),
]


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def refusal(response) -> dict:
    """What a refused program is told."""
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_not_understood_is_refused_by_name(client, kind):
    for query, parameter in WRONG:
        told = refusal(client.get(f"/programs/{kind}?{query}"))
        assert told["parameter"] == parameter
        assert told["detail"]
    assert "ohio" in refusal(client.get(f"/programs/{kind}?place=atlantis"))["allowed"]
    assert "place" in refusal(client.get(f"/programs/{kind}?state=ohio"))["allowed"]
    assert "atlantis" in refusal(client.get(f"/programs/{kind}?place=atlantis"))["detail"]


def test_the_page_shows_what_it_did_understand_and_says_what_it_left_out(client):
    html = client.get("/programs/?place=atlantis&utm_source=x").content.decode()
    assert "“atlantis” is not a value of “State or province”" in html
    assert client.get("/programs/?state=ohio").status_code == 200
    # Its own links to files lead to what it shows.
    assert 'href="/programs/list.csv"' in html


@pytest.mark.parametrize(
    "path",
    [
        "/places/list.json",
        "/places/index.md",
        "/institutions/list.csv",
        "/announcements/index.md",
        "/announcements/changes.atom",
    ],
)
def test_every_directory_refuses_alike(client, path):
    assert refusal(client.get(f"{path}?state=ohio"))["parameter"] == "state"
    assert refusal(client.get(f"{path}?place=ohio&sort=size"))["parameter"] in ("place", "sort")


@pytest.mark.parametrize("path", ["/places/ohio/changes.atom", "/places/ohio/index.md",
                                  "/overview/index.md", "/freshness.json",
                                  "/search/index.md"])  # fmt: skip
def test_what_has_no_filter_is_not_given_as_if_it_were_filtered(client, path):
    assert refusal(client.get(f"{path}?topic=copyright"))["parameter"] == "topic"
    assert client.get(f"{path}?utm_source=letter").status_code == 200


@pytest.mark.parametrize("query", ["place=atlantis", "state=ohio", "place=ohio,texas"])
def test_a_list_that_is_not_understood_is_not_embedded(client, query):
    answer = client.get("/oembed", {"url": f"http://testserver/programs/?{query}"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(query.partition("=")[0])


def test_a_page_that_there_is_not_is_refused_where_there_are_pages(client):
    for kind in ("list.json", "index.md"):
        told = refusal(client.get(f"/programs/{kind}?place=ohio&page=99"))
        assert (told["parameter"], told["allowed"]) == ("page", "a whole number from 1 to 1")
    for kind in ("list.csv", "list.atom", "list.feed.json"):
        first, beyond = (client.get(f"/programs/{kind}?{page}") for page in ("", "page=99"))
        assert "Notes" not in beyond
        assert body(first).replace(b"?page=99", b"") == body(beyond)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_others_hang_on_to_an_address_changes_nothing(client, kind):
    plain = client.get(f"/programs/{kind}?place=ohio")
    for foreign in ("utm_source=x&utm_campaign=y", "fbclid=1", "gclid=2", "utm_x=%00"):
        response = client.get(f"/programs/{kind}?{foreign}&place=ohio")
        assert response.status_code == 200
        assert body(response) == body(plain)
        plain = client.get(f"/programs/{kind}?place=ohio")
    api = "/api/directory/v1/programs?place=ohio"
    assert client.get(f"{api}&utm_source=x&fbclid=1").json() == client.get(api).json()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_place_may_be_called_by_its_code_its_letters_and_its_names(client, kind):
    program = Program.objects.published().filter(institution__place__slug="ohio").first()
    program.summary = "Something changed."
    program.save()
    ohio = body(client.get(f"/programs/{kind}?place=ohio"))
    for called in ("Ohio", "OHIO", "OH", "oh", "US-OH", "us-oh", "us_oh", "%20ohio%20"):
        response = client.get(f"/programs/{kind}?place={called}")
        assert response.status_code == 200, called
        assert body(response) == ohio, called


def test_a_page_is_sent_on_to_the_one_address_of_its_filters(client):
    for typed, canonical in (
        ("place=OH", "place=ohio"),
        ("place=US-OH&place=ohio&delivery=Online", "delivery=online&place=ohio"),
        ("place=new_york", "place=new-york"),
        ("place=Nueva+York&place=atlantis", "place=new-york&place=atlantis"),
        ("delivery=Not+recorded", "delivery=not-recorded"),
    ):
        response = client.get(f"/programs/?{typed}")
        assert (response.status_code, response["Location"]) == (302, f"/programs/?{canonical}")
    htmx = {"HX-Request": "true"}
    assert client.get("/programs/?place=OH", headers=htmx)["HX-Push-Url"] == "/programs/?place=ohio"
    api = client.get("/api/directory/v1/programs?place=US-OH").json()
    assert api["links"]["self"].endswith("/programs?place=ohio")


def test_every_place_is_meant_by_each_of_its_codes_and_names(django_assert_num_queries):
    values = snapshot_cache.snapshot(DIRECTORIES["programs"]).labels["place"]
    for place in Place.objects.all():
        called = {place.slug, place.code, place.letters, place.letters.lower(), *place.names}
        assert set(values.meant(called).values()) == {place.slug}
        assert len(values.meant(called)) == len(called)
    assert values.meant(["", " ", "-", "xx", "ohio texas", "🐈", "\ud800"]) == {}


def test_letters_with_two_meanings_mean_neither_and_an_unpublished_place_is_not_named():
    Place.objects.filter(slug="ontario").update(code="CA-OH")
    ohio = Place.objects.get(slug="ohio")
    values = snapshot_cache.snapshot(DIRECTORIES["programs"]).labels["place"]
    assert values.meant(["OH", "US-OH", "CA-OH"]) == {"US-OH": "ohio", "CA-OH": "ontario"}
    ohio.unpublish()
    values = snapshot_cache.snapshot(DIRECTORIES["programs"]).labels["place"]
    assert values.meant(["OH", "US-OH", "ohio", "Ohio"]) == {"OH": "ontario"}


def renamed(term, slug):
    term.slug = slug
    term.save()


def slugs(client, path, **params):
    answer = client.get(f"{path}list.json", {**params, "per_page": "500"})
    assert answer.status_code == 200, answer.content
    return [item["slug"] for item in answer.json()["items"]]


def test_the_former_values_of_a_topic_lead_to_it(client):
    topic = Resource.objects.published().exclude(topics=None).first().topics.first()
    first = topic.slug
    about = slugs(client, "/other-resources/", topic=first)
    assert about
    renamed(topic, "second-value")
    renamed(topic, "third-value")
    for value in (first, "second-value", "third-value", topic.name.upper()):
        assert slugs(client, "/other-resources/", topic=value) == about
        for kind in FORMATS:
            assert client.get(f"/other-resources/{kind}", {"topic": value}).status_code == 200
        listed = client.get("/api/directory/v1/resources", {"topic": value, "per_page": "500"})
        assert [item["slug"] for item in listed.json()["data"]] == about
    response = client.get("/other-resources/", {"topic": first, "q": "a"})
    assert response["Location"] == "/other-resources/?q=a&topic=third-value"
    renamed(topic, first)
    assert slugs(client, "/other-resources/", topic="third-value") == about
    assert topic.former_slugs == ["second-value", "third-value"]


def test_a_value_that_another_term_has_taken_is_that_term(client):
    topic = Resource.objects.published().exclude(topics=None).first().topics.first()
    former = "not-its-name"
    renamed(topic, former)
    renamed(topic, "renamed")
    other = Topic.objects.create(name="Another", slug=former)
    assert slugs(client, "/other-resources/", topic=former) == []
    # Once both have left it, it has two meanings.
    renamed(other, "renamed-too")
    refusal(client.get("/other-resources/list.json", {"topic": former}))
    other.delete()
    assert slugs(client, "/other-resources/", topic=former)


def test_a_topic_that_is_gone_is_refused_and_noted(client):
    topic = Resource.objects.published().exclude(topics=None).first().topics.first()
    former = topic.slug
    renamed(topic, "renamed")
    topic.delete()
    for value in (former, "renamed"):
        for kind in FORMATS:
            refusal(client.get(f"/other-resources/{kind}", {"topic": value}))
        html = client.get("/other-resources/", {"topic": value}).content.decode()
        assert f"“{value}” is not a value of “Topic”" in html


def test_audiences_keep_their_former_values_in_both_directories(client):
    rule = CertificationRequirement.objects.published().exclude(audiences=None).first()
    audience = rule.audiences.first()
    former = audience.slug
    for_them = slugs(client, "/certification/", audience=former)
    renamed(audience, "renamed")
    assert slugs(client, "/certification/", audience=former) == for_them != []
    assert client.get("/announcements/list.atom", {"audience": former}).status_code == 200


def test_a_value_is_kept_with_the_change_or_not_at_all():
    topic = Topic.objects.first()
    former = topic.slug
    with transaction.atomic():
        renamed(topic, "renamed")
        assert Topic.objects.get(pk=topic.pk).former_slugs == [former]
        transaction.set_rollback(True)
    assert Topic.objects.get(pk=topic.pk).former_slugs == []
    # Who saves other fields alone keeps nothing; who saves the value alone keeps it.
    audience = Audience.objects.first()
    former = audience.slug
    audience.slug = "renamed"
    audience.save(update_fields=["name"])
    assert Audience.objects.get(pk=audience.pk).former_slugs == []
    audience.save(update_fields=["slug"])
    assert Audience.objects.get(pk=audience.pk).former_slugs == [former]


def test_a_filter_of_a_page_that_has_died_is_said_where_its_entries_stand():
    block = EntriesBlock()
    value = block.to_python({"directory": "resources", "filters": "topic=no-more", "limit": 3})
    assert "“no-more” is not a value of “Topic”" in block.render(value)


def test_a_list_on_a_page_keeps_the_values_of_its_filters_and_a_term_that_it_asks_for(client):
    topic = Resource.objects.published().exclude(topics=None).first().topics.first()
    block = EntriesBlock()
    asked = {"directory": "resources", "filters": f"place=OH&topic={topic.name}", "limit": 3}
    cleaned = block.clean(block.to_python(asked))
    assert cleaned["filters"] == f"place=ohio&topic={topic.slug}"
    page = SectionPage.objects.first()
    page.body = [("section", {"heading": "Some", "content": [("entries", cleaned)]})]
    page.save()
    renamed(topic, "renamed")
    assert page.pk in {use.user.pk for _pk, use in page_uses([topic])}
    assert "is not a value" not in client.get(page.url).content.decode()


def test_nothing_that_a_form_leaves_empty_is_refused(client):
    assert client.get("/programs/list.json?q=&place=&sort=&page=").json()["total"] > 100
    assert QueryDict("place=").getlist("place") == [""]
