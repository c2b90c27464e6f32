"""Lists for other programs: the same as the pages, with fields, related entries and pages."""

import csv
import json
import random
from urllib.parse import urlencode

import pytest

from directory.api.collections import COLLECTIONS
from directory.models import Association, Topic
from home.pages.routes import routes
from tests.directory.api.conftest import ROOT, all_slugs

pytestmark = pytest.mark.django_db


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
        text = client.get(f"{path}list.csv?{query}").getvalue().decode("utf-8-sig")
        assert [row["slug"] for row in csv.DictReader(text.splitlines(True))] == slugs, query
        data = client.get(f"{path}list.json?{query}&per_page=500").json()
        assert [item["slug"] for item in data["items"]] == slugs[:500], query
        counted = client.get(f"{ROOT}{name}?{query}&facets=true").json()
        assert counted["facets"] == data["facets"]
        page = client.get(f"{path}?{query}", follow=True).content.decode()
        shown = [f'href="{path}{slug}/"' for slug in slugs[:20]]
        # Pay is drawn above the list, with links of its own.
        places = [page.rfind(link) for link in shown]
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
                assert item[column] == value, column


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
    part = Association.objects.filter(parent__live=True).first()
    body = ask(f"associations/{part.slug}", {"include": "parent"})
    assert [item["slug"] for item in body["included"]["parent"]] == [part.parent.slug]
    part.parent.unpublish()
    body = ask(f"associations/{part.slug}", {"include": "parent"})
    assert body["included"]["parent"] == []


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
    rows = [json.loads(line) for line in response.getvalue().splitlines()]
    assert [row["slug"] for row in rows] == all_slugs(client, "programs", [("place", "ohio")])
    assert list(rows[0]) == ["id", "slug", "name"]
