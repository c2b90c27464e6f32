"""What the API tells of the directories and of itself: freshness, the reference, the document."""

from dataclasses import replace

import jsonschema
import pytest
from django.utils import timezone

from directory.api.collections import COLLECTIONS
from directory.catalog.directories import DIRECTORIES
from directory.catalog.facets import Facet
from directory.models import Institution, Link, Program
from directory.search.snapshots import snapshot_cache
from tests.directory.api.conftest import ROOT

pytestmark = pytest.mark.django_db


# --- Numbers --------------------------------------------------------------------------------------


def test_freshness_counts_public_entries_by_trust_state_and_links_by_state(ask):
    one, two, hidden = Program.objects.order_by("pk")[:3]
    Program.objects.filter(pk=one.pk).update(verified_on=timezone.localdate())
    Program.objects.filter(pk=two.pk).update(verified_on="2001-01-01")
    hidden.unpublish()
    entry = Program.objects.published().exclude(url="").first()
    Link.objects.create(url=entry.url, state="ok", since=timezone.now())
    Link.objects.create(url="https://used.nowhere.example/", state="broken")
    data = ask("freshness")["data"]
    programs = next(each for each in data["directories"] if each["collection"] == "programs")
    total = ask("programs")["meta"]["total"]
    states = {"verified": 1, "due": 1, "unverified": total - 2, "changed": 0, "unreachable": 0}
    assert {state: programs[state] for state in states} == states
    assert programs["share_verified"] == round(1 / total, 6)
    assert data["entries"]["total"] == sum(each["total"] for each in data["directories"])
    assert (data["links"]["ok"], data["links"]["share_ok"]) == (1, 1.0)
    schema = ask("openapi.json")["paths"][f"{ROOT}freshness"]["get"]["responses"]["200"]
    jsonschema.validate({"data": data}, schema["content"]["application/json"]["schema"])
    assert ask("freshness", {"x": "1"}, status=400)["parameter"] == "x"


# --- Descriptions ---------------------------------------------------------------------------------


def test_the_reference_is_a_page_of_this_host_alone(client):
    response = client.get(f"{ROOT}docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script" not in page.split("<main")[1].split("</main>")[0]
    for name, collection in COLLECTIONS.items():
        assert f'id="{name}"' in page
        assert all(f"<code>{facet}</code>" in page for facet in collection.directory.bound)
    assert "<code>html_url,updated_at</code>" in page
    assert "<code>tombstones</code> on the first page" in page
    assert "`" not in page.split("<main")[1].split("</main>")[0]
    assert f'href="{ROOT}docs"' in client.get("/").content.decode()


def test_a_new_facet_is_in_the_api_by_itself(ask, monkeypatch):
    was = DIRECTORIES["institutions"]
    grown = replace(
        was, facets=[*was.facets, Facet("region", "Region", "place__kind", help="New.")]
    )
    monkeypatch.setitem(DIRECTORIES, "institutions", grown)
    snapshot_cache.forget()
    body = ask("institutions", {"region": "state", "facets": "true"})
    assert 0 < body["meta"]["total"] < Institution.objects.published().count()
    assert body["facets"]["region"][0]["value"] == "state"
    paths = ask("openapi.json")["paths"]
    named = {each["name"]: each for each in paths[f"{ROOT}institutions"]["get"]["parameters"]}
    assert "New." in named["region"]["description"]
    assert "state" in named["region"]["schema"]["items"]["enum"]
