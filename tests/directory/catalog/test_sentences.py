"""The sentence made of an entry's facts, and the way out: said once, and the same everywhere."""

import json
import re
from html import unescape

import pytest

from directory.catalog.directories import (
    entry_directories,
    lead_of,
    summary_of,
    way_out_of,
)
from directory.models import Institution, Program
from tests.factories import make_program

pytestmark = pytest.mark.django_db

OG = re.compile(r'<meta property="og:description" content="([^"]*)">')
BADLY_PUT = re.compile(r"  |,,|, [,;.]|\.\.|None|%|[^.!?]$|^[a-z]")


def description(client, record) -> str:
    return unescape(OG.search(client.get(record.get_absolute_url()).content.decode())[1])


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_every_entry_has_a_well_made_sentence_whatever_its_summary(directory):
    records = directory.records().select_related(*directory.related)
    said = [directory.sentence(each) for each in records.prefetch_related(*directory.prefetch)]
    assert said
    assert [each for each in said if BADLY_PUT.search(each)] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Certificate at Kent State, Kent, Ohio; how it is taught is not recorded. "
             "Ask whether it is still open."),
        ({"status": "active", "delivery": "online", "credential": "diploma"},
         "Diploma at Kent State, Kent, Ohio; taught online."),
        ({"status": "ended", "delivery": "hybrid", "ala_accredited": "yes"},
         "Ended. Certificate at Kent State, Kent, Ohio; accredited by ALA, taught partly online."),
        ({"status": "active", "delivery": "in-person", "ala_accredited": "no"},
         "Certificate at Kent State, Kent, Ohio; taught in person."),
        ({"summary": "Written by an editor."}, "Written by an editor."),
    ],
)  # fmt: skip
def test_a_program_is_described_by_its_facts_until_somebody_writes_a_summary(changes, said):
    school = Institution.objects.filter(place__slug="ohio").first()
    school.name, school.city = "Kent State", "Kent"
    fields = {"name": "Zebras", "credential": "certificate", "institution": school, **changes}
    assert summary_of(Program(**fields)) == said


def test_a_city_that_is_not_recorded_leaves_no_gap():
    school = Institution.objects.filter(place__slug="ohio").first()
    school.name, school.city = "Kent State", ""
    program = Program(name="Zebras", institution=school, credential="master", status="active")
    assert lead_of(program).startswith("Master's degree at Kent State, Ohio;")


def test_the_page_its_preview_its_twin_its_graph_and_the_api_describe_it_alike(client):
    program = make_program()
    said = summary_of(program)
    html = client.get(program.get_absolute_url()).content.decode()
    assert said in unescape(html)
    assert description(client, program) == said[:159] + "…" if len(said) > 160 else said
    assert said in client.get(f"{program.get_absolute_url()}index.md").content.decode()
    graph = json.loads(html.rpartition('type="application/ld+json">')[2].partition("</script>")[0])
    described = [node.get("description") for node in graph["@graph"]]
    assert described.count(said) == 2  # of the page, and of what it is about
    item = client.get(f"/api/directory/v1/programs/{program.slug}").json()["data"]
    assert item["sentence"] == said
    assert item["summary"] is None
    feed = client.get("/programs/list.feed.json?q=zebras").json()
    assert said in feed["items"][0]["content_text"]


def test_a_program_without_an_address_offers_that_of_its_school_and_says_so(client):
    program = make_program()
    school = program.institution
    way = way_out_of(program)
    assert (way.url, way.whose) == (school.url, "institution")
    page = client.get(program.get_absolute_url())
    assert f'href="{school.url}"' in page.content.decode()
    for path in (
        program.get_absolute_url(), f"{program.get_absolute_url()}index.md",
        "/programs/?q=zebras", "/programs/index.md?q=zebras", "/embed/programs/?q=zebras",
    ):  # fmt: skip
        text = client.get(path).content.decode()
        assert school.url in text, path
        assert "the school’s site" in text, path
    item = client.get(f"/api/directory/v1/programs/{program.slug}").json()["data"]
    assert item["url"] is None
    assert item["way_out"] == {"url": school.url, "whose": "institution"}


def test_an_address_of_its_own_comes_before_that_of_its_school(client):
    program = make_program(url="https://kent.example/zebras")
    assert way_out_of(program).whose == ""
    item = client.get(f"/api/directory/v1/programs/{program.slug}").json()["data"]
    assert item["way_out"] == {"url": program.url, "whose": "entry"}
    assert "the school’s site" not in client.get(program.get_absolute_url()).content.decode()


def test_a_school_without_an_address_is_no_way_out(client):
    program = make_program()
    Institution.objects.filter(pk=program.institution_id).update(url="")
    program.refresh_from_db()
    assert way_out_of(program) is None
    item = client.get(f"/api/directory/v1/programs/{program.slug}").json()["data"]
    assert item["way_out"] is None
