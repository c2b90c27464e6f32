"""An entry for other programs: its facts, its sources, its links, and what is not recorded."""

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from directory.models import CertificationRequirement, Change, Link, Program
from tests.directory.api.conftest import ROOT

pytestmark = pytest.mark.django_db


def test_an_entry_says_where_it_comes_from_and_how_it_stands(ask):
    entry = CertificationRequirement.objects.exclude(authority_url="").first()
    entry.source_url = "https://source.example/"
    entry.statute_url, entry.statute_citation = "https://statute.example/", "Sec. 1"
    entry.save()
    Link.objects.create(url=entry.source_url, state="broken", since=timezone.now())
    found = ask(f"certification-requirements/{entry.slug}")["data"]
    assert found["id"] == entry.pk
    assert found["html_url"] == f"http://testserver/certification/{entry.slug}/"
    changed = Change.objects.get(directory="certification", object_id=entry.pk, kind="changed")
    assert parse_datetime(found["updated_at"]) == changed.at
    assert found["trust"] == entry.trust.state.value
    assert found["verified_on"] is None
    roles = {source["role"]: source for source in found["sources"]}
    assert roles["source"]["url"] == entry.source_url
    assert roles["statute"]["title"] == "Sec. 1"
    assert roles["authority"]["url"] == entry.authority_url
    assert found["link_states"]["source_url"]["state"] == "broken"
    assert found["link_states"]["statute_url"] == {"state": "unchecked", "since": None}


def test_what_is_not_recorded_is_null_with_its_state_beside_it(ask):
    entry = Program.objects.filter(delivery="", ala_accredited="").first()
    found = ask(f"programs/{entry.slug}")["data"]
    assert found["delivery"] is None
    assert found["ala_accredited"] is None
    assert found["states"]["delivery"] == "not-recorded"
    assert found["states"]["ala_accredited"] == "not-recorded"
    assert False not in found.values()
    rule = CertificationRequirement.objects.filter(ce_hours=None).first()
    found = ask(f"certification-requirements/{rule.slug}")["data"]
    assert (found["ce_hours"], found["states"]["ce_hours"]) == (None, "not-recorded")


def test_the_state_of_a_link_shows_at_once(ask):
    entry = Program.objects.exclude(url="").first()
    link = Link.objects.create(url=entry.url, state="ok", since=timezone.now())
    read = f"programs/{entry.slug}"
    assert ask(read)["data"]["link_states"]["url"]["state"] == "ok"
    link.state = "suspect"
    link.save()
    assert ask(read)["data"]["link_states"]["url"]["state"] == "suspect"


def test_what_is_not_public_is_not_there(ask):
    entry = Program.objects.first()
    entry.unpublish()
    problem = ask(f"programs/{entry.slug}", status=404)
    assert problem["status"] == 404
    ask("programs/%00", status=404)
    ask("programs/no-such", status=404)
    ask("nothing", status=404)
    assert entry.slug not in [item["slug"] for item in ask("programs", {"per_page": "500"})["data"]]


def test_an_address_with_a_last_slash_is_mended(client):
    response = client.get(f"{ROOT}programs/?place=ohio")
    assert (response.status_code, response["Location"]) == (301, f"{ROOT}programs?place=ohio")
