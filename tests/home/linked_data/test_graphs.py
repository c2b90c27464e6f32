"""Every page says in the words of schema.org what it is, and uses no word that is not there."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from directory.catalog.schema_org import text_of
from directory.editions import build as build_edition
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from home.formats.fixed_pages import FIXED
from home.models import AnnouncementPage, QuestionPage
from home.pages.routes import routes
from tests.factories import make_user
from tests.home.linked_data.conftest import SCRIPT, graph

pytestmark = pytest.mark.django_db

VOCABULARY = json.loads(
    (Path(__file__).resolve().parents[2] / "data" / "schemaorg.json").read_text()
)["types"]
TEXTS = {
    "Text",
    "URL",
    "Date",
    "DateTime",
    "Duration",
    "Enumerated",
    "Boolean",
    "Integer",
    "Number",
}


def above(kind: str) -> set[str]:
    return {kind}.union(*map(above, VOCABULARY[kind]["above"]))


def check(node: dict, where: str) -> None:
    """Every property belongs to the type of its node, and every value is of an expected type."""
    known = {
        name: expected
        for kind in above(node["@type"])
        for name, expected in VOCABULARY[kind]["properties"].items()
    }
    for name, value in node.items():
        if name.startswith("@") or name == "query-input":
            continue
        assert name in known, f"{node['@type']}.{name} at {where}"
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "@type" in each:
                check(each, where)
                expected = above(each["@type"])
            elif isinstance(each, dict):
                assert set(each) == {"@id"}
                continue
            else:
                expected = TEXTS
            assert (
                expected & set(known[name])
                or "Thing" in known[name]
                or (each["@type"] == "State" and "AdministrativeArea" in known[name])
            ), f"{node['@type']}.{name} at {where}: {each}"
        assert value not in ("", None, [], {})


def test_every_page_has_one_graph_in_words_that_schema_org_has(client):
    for path in [*routes().pages, *FIXED]:
        nodes = graph(client, path)
        for node in nodes:
            check(node, path)
        kinds = {node["@type"] for node in nodes}
        assert "BreadcrumbList" in kinds or path == "/"
        assert {"WebSite", "Organization"} <= kinds or path != "/"


@pytest.mark.parametrize(
    ("model", "kind"),
    [(Program, "EducationalOccupationalProgram"), (Institution, "CollegeOrUniversity"),
     (Association, "Organization")],
)  # fmt: skip
def test_an_entry_is_what_it_is(client, model, kind):
    record = model.objects.published().first()
    nodes = graph(client, record.get_absolute_url())
    for node in nodes:
        check(node, record.slug)
    described = next(node for node in nodes if node["@type"] == kind)
    assert described["name"] == record.name
    page = next(node for node in nodes if node["@type"] == "WebPage")
    assert page["about"] == {"@id": described["@id"]}
    assert page.get("isBasedOn", "") == record.source_url


def test_every_kind_of_resource_rule_and_place_has_its_words(client):
    formats = Resource.objects.published().order_by("format").values_list("format", flat=True)
    records = [Resource.objects.published().filter(format=f).first() for f in formats.distinct()]
    for requirement in CertificationRequirement.Requirement.values:
        found = CertificationRequirement.objects.published().filter(requirement=requirement)
        records += found[:1]
    records += [Place.objects.get(slug=slug) for slug in ("ohio", "ontario", "guam")]
    for record in records:
        for node in graph(client, record.get_absolute_url()):
            check(node, record.get_absolute_url())


def test_no_certificate_is_claimed_where_none_was_found(client):
    def kinds(requirement):
        record = CertificationRequirement.objects.filter(requirement=requirement).first()
        return {node["@type"] for node in graph(client, record.get_absolute_url())}

    assert "EducationalOccupationalCredential" in kinds("mandatory")
    assert "EducationalOccupationalCredential" not in kinds("none")


def test_a_list_names_its_entries_in_order_with_the_counts_of_the_page(client):
    data = client.get("/programs/list.json", {"place": "ohio", "page": 1}).json()
    nodes = graph(client, "/programs/?place=ohio")
    listed = next(node for node in nodes if node["@type"] == "ItemList")
    assert listed["numberOfItems"] == data["total"]
    assert [item["url"] for item in listed["itemListElement"]] == [
        item["page_url"] for item in data["items"]
    ]
    assert [item["position"] for item in listed["itemListElement"]][:2] == [1, 2]
    dataset = next(node for node in nodes if node["@type"] == "Dataset")
    for download in dataset["distribution"]:
        assert client.get(download["contentUrl"]).status_code == 200
    second = graph(client, "/programs/?page=2")
    listed = next(node for node in second if node["@type"] == "ItemList")
    assert listed["itemListElement"][0]["position"] == 21


def test_an_announcement_is_news_and_a_verified_entry_says_when_and_by_whom(client):
    announced = AnnouncementPage.objects.published().first()
    nodes = graph(client, announced.get_absolute_url())
    news = next(node for node in nodes if node["@type"] == "NewsArticle")
    check(news, "news")
    assert news["headline"] == announced.title
    record = Program.objects.first()
    record.verified_on = date(2026, 5, 4)
    record.verified_by = make_user(username="ann", first_name="Ann")
    record.save()
    page = graph(client, record.get_absolute_url())[0]
    assert page["lastReviewed"] == "2026-05-04"
    assert page["reviewedBy"]["name"] == "Ann"


def test_a_question_is_a_page_of_questions_with_its_short_answer_and_its_sources(client):
    for question in QuestionPage.objects.published():
        (faq,) = [
            node
            for node in graph(client, question.get_absolute_url())
            if node["@type"] == "FAQPage"
        ]
        check(faq, question.slug)
        (asked,) = faq["mainEntity"]
        assert asked["name"] == question.title
        answer = asked["acceptedAnswer"]
        assert answer["text"] == question.summary
        weak = [each.value["url"] for each in question.sources if not each.value.is_shown]
        cited = [each["url"] for each in answer["citation"]]
        assert cited == [each["url"] for each in question.shown_sources]
        assert not set(weak) & set(cited)


def test_the_day_of_an_event_or_deadline_to_come_is_not_that_of_the_news(client):
    for kind in AnnouncementPage.Kind.values:
        announced = AnnouncementPage.objects.published().filter(kind=kind).first()
        if announced is None:
            announced = AnnouncementPage.objects.published().first()
            announced.kind = kind
            announced.save_revision().publish()
        news = graph(client, announced.get_absolute_url())[0]
        day = announced.date_text
        assert news["datePublished"] == day
        is_of_a_day = kind in ("event", "deadline")
        assert news.get("temporalCoverage") == (day if is_of_a_day else None)
        announced.date = announced.current_until = timezone.localdate() + timedelta(days=200)
        announced.save_revision().publish()
        news = graph(client, announced.get_absolute_url())[0]
        assert news["datePublished"] == announced.first_published_at.isoformat()


def test_the_catalogue_of_files_uses_words_that_schema_org_has(client, settings, tmp_path):
    settings.DATA_ROOT = tmp_path / "data"
    build_edition()
    scripts = map(json.loads, SCRIPT.findall(client.get("/data/").content.decode()))
    catalogue = next(each for each in scripts if each.get("@type") == "DataCatalog")
    check({name: value for name, value in catalogue.items() if name != "@context"}, "/data/")


def test_hostile_words_stay_inside_the_data(client):
    hostile = '</script><script>alert(1)</script><!-- ]]> &amp; "\\ \u2028'
    record = Program.objects.first()
    record.name = record.summary = hostile
    record.save()
    for path in (record.get_absolute_url(), "/programs/?q=alert"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert len(SCRIPT.findall(html)) == 1
    described = graph(client, record.get_absolute_url())[-1]
    assert described["name"] == hostile
    assert "<" not in text_of(hostile)
    assert json.loads(text_of(hostile)) == hostile


def test_the_fragment_of_a_list_carries_no_graph(client):
    html = client.get("/programs/", headers={"HX-Request": "true"}).content.decode()
    assert "ld+json" not in html


def test_the_graph_costs_no_query(client, django_assert_max_num_queries):
    client.get("/programs/")
    with django_assert_max_num_queries(2):
        client.get("/programs/")
