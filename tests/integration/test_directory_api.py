"""The directories for other programs: what is asked, what is answered, and what is refused."""

import csv
import json
import random
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import jsonschema
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from directory.api.collections import COLLECTIONS
from directory.api.items import KEPT
from directory.directories import DIRECTORIES
from directory.facets import Facet
from directory.jobs import JOBS
from directory.models import (
    Association,
    CertificationRequirement,
    Change,
    Institution,
    Link,
    Program,
    Stamp,
    Topic,
)
from directory.snapshots import shelf
from home.models import AnnouncementPage
from home.routes import routes

pytestmark = pytest.mark.django_db

ROOT = "/api/directory/v1/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def ask(client):
    """Ask a collection; the answer as data."""

    def asked(path: str, params=(), status: int = 200, **headers) -> dict:
        response = client.get(ROOT + path, params or None, headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return asked


def all_slugs(client, name: str, pairs: list[tuple[str, str]]) -> list[str]:
    """Every slug of a list, by following its links."""
    url = f"{ROOT}{name}?{urlencode([*pairs, ('fields', 'slug'), ('per_page', '500')])}"
    found = []
    while url:
        body = client.get(url).json()
        found += [item["slug"] for item in body["data"]]
        url = body["links"]["next"]
    assert len(found) == body["meta"]["total"]
    return found


# --- The same as the pages ------------------------------------------------------------------------


def questions(client, number: int):
    """Questions about what is there: up to three choices, and words in every third."""
    chance = random.Random(11)
    names = [name for name in COLLECTIONS if name not in ("topics", "places")]
    offered = {}
    for name in names:
        body = client.get(ROOT + name, {"facets": "true", "per_page": "500"}).json()
        values = [
            (facet, option["value"])
            for facet, options in body["facets"].items()
            for option in options
            if option["count"]
        ]
        titles = [item.get("name") or item.get("title") for item in body["data"]]
        offered[name] = values, [word for title in titles for word in title.split()]
    for _ in range(number):
        name = chance.choice(names)
        values, words = offered[name]
        pairs = chance.sample(values, chance.choice((0, 1, 1, 2, 3)))
        if chance.random() < 0.35:
            pairs.append(("q", " ".join(chance.sample(words, chance.choice((1, 2))))))
        yield name, pairs


def test_page_list_json_csv_and_api_answer_fifty_random_questions_alike(client):
    not_empty = 0
    for name, pairs in list(questions(client, 50)):
        path = routes().directories[COLLECTIONS[name].slug]
        query = urlencode(pairs)
        slugs = all_slugs(client, name, pairs)
        text = b"".join(client.get(f"{path}list.csv?{query}").streaming_content).decode("utf-8-sig")
        assert [row["slug"] for row in csv.DictReader(text.splitlines(True))] == slugs, query
        data = client.get(f"{path}list.json?{query}&per_page=500").json()
        assert [item["slug"] for item in data["items"]] == slugs[:500], query
        counted = client.get(f"{ROOT}{name}?{query}&facets=true").json()
        assert counted["facets"] == data["facets"]
        page = client.get(f"{path}?{query}", follow=True).content.decode()
        shown = [f'href="{path}{slug}/"' for slug in slugs[:20]]
        places = [page.find(link) for link in shown]
        assert -1 not in places
        assert places == sorted(places)
        not_empty += bool(slugs)
    assert not_empty > 30


def test_an_item_has_the_columns_of_the_files_under_the_same_names(client, ask):
    for name, collection in COLLECTIONS.items():
        if name == "topics":
            continue
        data = client.get(f"{routes().directories[collection.slug]}list.json").json()
        items = {item["slug"]: item for item in ask(name, {"per_page": "500"})["data"]}
        for row in data["items"]:
            item = items[row["slug"]]
            assert item["html_url"] == row.pop("page_url")
            for column, value in row.items():
                assert item[column] == value or (value == [] and item[column] is None)


# --- An entry -------------------------------------------------------------------------------------


def test_an_entry_says_where_it_comes_from_and_how_it_stands(ask):
    entry = CertificationRequirement.objects.exclude(authority_url="").first()
    entry.source_url = "https://source.example/"
    entry.statute_url, entry.statute_citation = "https://statute.example/", "Sec. 1"
    entry.save()
    Link.objects.create(url=entry.source_url, state="broken", since=timezone.now())
    found = ask(f"certification-requirements/{entry.slug}")["data"]
    assert found["id"] == entry.pk
    assert found["html_url"] == f"http://testserver/certification/{entry.slug}/"
    assert parse_datetime(found["updated_at"]) == entry.updated_at
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


# --- Fields and related entries -------------------------------------------------------------------


def test_fields_leaves_the_others_out(ask):
    item = ask("programs", {"fields": "name,credential", "per_page": "1"})["data"][0]
    assert list(item) == ["id", "slug", "name", "credential"]


def test_include_brings_the_related_entries_once_each(ask):
    body = ask("programs", {"include": "institution,place", "per_page": "500"})
    schools = {item["slug"]: item for item in body["included"]["institution"]}
    assert set(schools) == {item["institution_slug"] for item in body["data"]}
    assert len(schools) == len(body["included"]["institution"])
    places = {item["slug"] for item in body["included"]["place"]}
    assert places == {slug for item in body["data"] for slug in item["place"]}
    assert schools[body["data"][0]["institution_slug"]]["name"] == body["data"][0]["institution"]


def test_include_shows_nothing_that_is_not_public(ask):
    school = Institution.objects.filter(programs__live=True).first()
    program = school.programs.first()
    school.unpublish()
    body = ask(f"programs/{program.slug}", {"include": "institution"})
    assert body["included"]["institution"] == []
    part = Association.objects.filter(parent__live=True).first()
    body = ask(f"associations/{part.slug}", {"include": "parent"})
    assert [item["slug"] for item in body["included"]["parent"]] == [part.parent.slug]


# --- Pages ----------------------------------------------------------------------------------------


def test_a_list_leads_on_and_back(client):
    first = client.get(f"{ROOT}programs?delivery=online")
    body = first.json()
    assert (body["meta"]["page"], body["meta"]["per_page"], len(body["data"])) == (1, 50, 50)
    assert body["links"]["prev"] is None
    following = f"http://testserver{ROOT}programs?delivery=online&page=2"
    assert body["links"]["next"] == following
    assert first["Link"] == f'<{following}>; rel="next"'
    second = client.get(following)
    assert f'<http://testserver{ROOT}programs?delivery=online>; rel="prev"' in second["Link"]
    slugs = {item["slug"] for item in body["data"]}
    assert slugs.isdisjoint(item["slug"] for item in second.json()["data"])


def test_a_page_after_the_last_is_empty(ask):
    body = ask("topics", {"page": "100000"})
    assert body["data"] == []
    assert body["meta"]["total"] == Topic.objects.count()
    assert body["links"]["next"] is None
    assert body["links"]["prev"]


def test_lines_hold_the_whole_list(client):
    response = client.get(f"{ROOT}programs.ndjson?place=ohio&fields=name")
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    rows = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert [row["slug"] for row in rows] == all_slugs(client, "programs", [("place", "ohio")])
    assert list(rows[0]) == ["id", "slug", "name"]


# --- Changes --------------------------------------------------------------------------------------


def test_a_copy_is_kept_up_to_date_with_changes_and_tombstones(ask):
    as_of = ask("programs")["meta"]["as_of"]
    assert ask("programs", {"modified_after": as_of})["data"] == []
    changed, unpublished, deleted, touched, late = Program.objects.order_by("pk")[:5]
    changed.summary = "Changed."
    changed.save()
    unpublished.unpublish()
    gone = deleted.pk
    deleted.delete()
    Program.objects.filter(pk=touched.pk).update(summary="In bulk.")
    Program._base_manager.filter(pk=late.pk).update(expire_at=timezone.now())
    Program.objects.filter(pk=late.pk).update(confidence="low")  # moves the stamp, tells nothing
    body = ask("programs", {"modified_after": as_of})
    assert {item["id"] for item in body["data"]} == {changed.pk, touched.pk}
    assert body["meta"]["total"] == 2
    states = {stone["id"]: stone["state"] for stone in body["tombstones"]}
    assert states == {unpublished.pk: "unpublished", gone: "deleted", late.pk: "expired"}
    later = body["meta"]["as_of"]
    assert later > as_of
    assert ask("programs", {"modified_after": later, "facets": "true"})["data"] == []
    unpublished.refresh_from_db()
    unpublished.save_revision().publish()
    body = ask("programs", {"modified_after": as_of})
    assert unpublished.pk in {item["id"] for item in body["data"]}
    assert unpublished.pk not in {stone["id"] for stone in body["tombstones"]}


def test_what_comes_and_goes_by_its_hour_is_told_although_no_job_ran(ask, monkeypatch):
    coming, going = Program.objects.published().order_by("pk")[:2]
    hour = timezone.now() + timedelta(minutes=10)
    coming.go_live_at = going.expire_at = hour
    coming.save()
    going.save()
    as_of = ask("programs")["meta"]["as_of"]
    before = ask("programs", {"modified_after": as_of})
    assert (before["data"], before["tombstones"]) == ([], [])
    later = hour + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    number = Change.objects.count()
    body = ask("programs", {"modified_after": as_of})
    assert Change.objects.count() == number, "No job has said so."
    assert [item["id"] for item in body["data"]] == [coming.pk]
    assert [(stone["id"], stone["state"]) for stone in body["tombstones"]] == [
        (going.pk, "expired")
    ]
    assert ask(f"programs/{coming.slug}")["data"]["id"] == coming.pk
    ask(f"programs/{going.slug}", status=404)
    # Once the job has run the answer is the same, and its new `as_of` is after both.
    call_command("run_scheduled", "note-changes", verbosity=0)
    body = ask("programs", {"modified_after": as_of})
    assert [item["id"] for item in body["data"]] == [coming.pk]
    assert [stone["id"] for stone in body["tombstones"]] == [going.pk]
    following = ask("programs", {"modified_after": body["meta"]["as_of"]})
    assert (following["data"], following["tombstones"]) == ([], [])


def test_what_an_entry_shows_of_another_that_went_by_its_hour_follows_with_the_job(
    ask, monkeypatch
):
    part = Association.objects.published().filter(parent__live=True).first()
    part.parent.expire_at = timezone.now() + timedelta(minutes=10)
    part.parent.save()
    as_of = ask("associations")["meta"]["as_of"]
    later = part.parent.expire_at + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert ask(f"associations/{part.slug}")["data"]["parent_slug"] is None
    call_command("run_scheduled", "note-changes", verbosity=0)
    body = ask("associations", {"modified_after": as_of})
    assert part.pk in {item["id"] for item in body["data"]}
    assert JOBS["note-changes"].every <= timedelta(minutes=5), "As docs/api.md promises."


def test_modified_after_meets_filters_and_counts(ask):
    as_of = ask("programs")["meta"]["as_of"]
    Program.objects.filter(institution__place__slug="ohio").update(summary="Changed.")
    number = ask("programs", {"place": "ohio"})["meta"]["total"]
    params = {"modified_after": as_of, "delivery": "online", "facets": "true"}
    body = ask("programs", params)
    counts = {each["value"]: each["count"] for each in body["facets"]["place"] if each["count"]}
    assert counts == {"ohio": body["meta"]["total"]}
    assert ask("programs", {"modified_after": as_of})["meta"]["total"] == number > 0


def test_an_announcement_that_was_taken_back_is_told(ask):
    page = AnnouncementPage.objects.live().first()
    as_of = ask("announcements")["meta"]["as_of"]
    page.unpublish()
    body = ask("announcements", {"modified_after": as_of})
    assert [stone["slug"] for stone in body["tombstones"]] == [page.slug]


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("place=atlantis", "place"),
        ("place=", "place"),
        ("place=ohio&place=atlantis", "place"),
        ("sort=size", "sort"),
        ("sort=", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=", "page"),
        ("page=%D9%A1", "page"),
        ("page=99999999999999999999", "page"),
        ("page=1&page=2", "page"),
        ("page=1e3", "page"),
        ("per_page=0", "per_page"),
        ("per_page=501", "per_page"),
        ("per_page=%EF%BC%95", "per_page"),
        ("per_page=99999999999999999999", "per_page"),
        ("fields=nothing", "fields"),
        ("fields=", "fields"),
        ("include=secrets", "include"),
        ("facets=yes", "facets"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=2026-02-30", "modified_after"),
        ("modified_after=2026-01-01T00:00:00", "modified_after"),
        ("modified_after=9999-12-31T23:59:59-23:59", "modified_after"),
        ("q=" + "x" * 5000, "q"),
        ("&".join(["place=ohio"] * 51), "place"),
        ("%00=1", "\x00"),
    ],
)
def test_what_is_wrong_is_refused_by_name(client, query, parameter):
    response = client.get(f"{ROOT}programs?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["status"] == 400


def test_a_refusal_names_what_is_allowed(ask):
    problem = ask("programs", {"delivery": "by-mail"}, status=400)
    assert problem["allowed"] == ["online", "hybrid", "in-person", "not-recorded"]
    assert "delivery" in ask("programs", {"x": "1"}, status=400)["allowed"]
    assert (
        ask("topics", {"modified_after": "2026-01-01"}, status=400)["parameter"] == "modified_after"
    )
    assert ask("programs/x", {"page": "1"}, status=400)["allowed"] == ["fields", "include"]
    assert ask("", {"x": "1"}, status=400)["parameter"] == "x"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(f"{ROOT}programs")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


# --- Copies and limits ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", [
    "programs", "programs?place=ohio&facets=true", "programs/{slug}", "programs.ndjson", "",
    "openapi.json", "topics",
])  # fmt: skip
def test_an_unchanged_answer_is_304_until_something_changes(client, path):
    url = ROOT + path.format(slug=Program.objects.first().slug)
    response = client.get(url)
    tag = response["ETag"]
    assert tag.startswith('"')
    assert response["Cache-Control"].startswith("public, max-age=300, stale-while-revalidate=")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Last-Modified"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(url, headers={"Accept-Encoding": "br"})["ETag"] != tag
    program = Program.objects.last()
    program.summary = "Changed."
    program.save()
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_an_answer_of_the_same_moment_is_304_when_that_is_over(client):
    before = timezone.now() - timedelta(minutes=1)
    Stamp.objects.update(moved_at=before)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if timezone.now() - midnight < timedelta(minutes=2):
        return  # the day has just begun, which changes every answer
    url = f"{ROOT}programs"
    modified = client.get(url)["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 304
    refused = client.get(f"{ROOT}programs?x=1", headers={"If-Modified-Since": modified})
    assert refused.status_code == 400
    missing = client.get(f"{ROOT}programs/none", headers={"If-Modified-Since": modified})
    assert missing.status_code == 404
    program = Program.objects.first()
    program.summary = "Changed."
    program.save()
    assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 200


def test_head_says_the_same_without_a_body(client):
    asked, looked = client.get(f"{ROOT}programs"), client.head(f"{ROOT}programs")
    assert looked.status_code == 200
    assert looked.content == b""
    for name in ("ETag", "Content-Type", "Last-Modified", "Link"):
        assert looked[name] == asked[name]


def test_any_page_of_the_web_may_ask(client):
    response = client.options(
        f"{ROOT}programs",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert "ETag" in client.get(f"{ROOT}programs")["Access-Control-Expose-Headers"]


def test_who_asks_too_often_is_told_when_to_come_back(client, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    url = f"{ROOT}topics?per_page=1"
    answers = [client.get(url) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0]["RateLimit-Policy"] == '"peer";q=2;w=60'
    assert answers[0]["RateLimit"].startswith('"peer";r=1;t=')
    refused = client.get(url)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    settings.TRUSTED_PROXIES = 1
    forged = client.get(url, headers={"X-Forwarded-For": "1.2.3.4, 127.0.0.1"})
    assert forged.status_code == 429
    settings.API_REQUESTS_A_MINUTE = 0
    assert client.get(url).status_code == 200


def test_an_editor_reads_what_everybody_reads(client, admin_client):
    assert admin_client.get(f"{ROOT}programs").content == client.get(f"{ROOT}programs").content


def test_a_list_costs_as_many_queries_for_many_entries_as_for_few(
    client, django_assert_num_queries
):
    url = f"{ROOT}certification-requirements?sort=verified&facets=true"
    few, many = f"{url}&per_page=10", f"{url}&per_page=100"
    client.get(url)
    # Entries with their two lists, the states of their links, the stamps.
    for asked in (few, many):
        shelf.snapshot(DIRECTORIES["certification"]).rows[KEPT] = (None, {})
        with django_assert_num_queries(5):
            client.get(asked)
    for asked in (few, many):
        with django_assert_num_queries(1):
            client.get(asked)
    slug = CertificationRequirement.objects.order_by("-verified_on", "jurisdiction__name")[0].slug
    client.get(f"{ROOT}certification-requirements/{slug}")
    with django_assert_num_queries(2):
        client.get(f"{ROOT}certification-requirements/{slug}")
    tag = client.get(few)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(few, headers={"If-None-Match": tag}).status_code == 304


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
    shelf.forget()
    body = ask("institutions", {"region": "state", "facets": "true"})
    assert 0 < body["meta"]["total"] < Institution.objects.published().count()
    assert body["facets"]["region"][0]["value"] == "state"
    paths = ask("openapi.json")["paths"]
    named = {each["name"]: each for each in paths[f"{ROOT}institutions"]["get"]["parameters"]}
    assert "New." in named["region"]["description"]
    assert "state" in named["region"]["schema"]["items"]["enum"]
