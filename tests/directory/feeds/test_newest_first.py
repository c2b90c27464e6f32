"""A feed begins with what is new; and only what reads differently is new."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.listings import feeds
from directory.models import Place, Program, Resource
from home.models import AnnouncementPage
from tests.directory.feeds.conftest import ATOM, items

pytestmark = pytest.mark.django_db

API = "/api/directory/v1/"
LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def ids(client, path, **params):
    return [item["url"].rsplit("/", 2)[-2] for item in items(client, path, **params)]


def test_what_changed_last_comes_first_and_the_rest_follows_in_the_order_of_the_list(client):
    listed = ids(client, "/programs/list", place="california")
    for slug in (listed[3], listed[-1]):
        program = Program.objects.get(slug=slug)
        program.summary = "Changed."
        program.save()
    rest = [slug for slug in listed if slug not in (listed[3], listed[-1])]
    assert ids(client, "/programs/list", place="california") == [listed[-1], listed[3], *rest]
    # In whichever order the page is read.
    sorted_by_name = ids(client, "/programs/list", place="california", sort="name")
    assert sorted_by_name[:2] == [listed[-1], listed[3]]
    assert set(sorted_by_name) == set(listed)


def test_a_feed_that_is_cut_has_what_is_new_and_says_where_the_rest_is(client, monkeypatch):
    monkeypatch.setattr(feeds, "FEED_ENTRIES", 10)
    answer = client.get("/programs/list.json?place=california&per_page=50").json()
    listed = [item["slug"] for item in answer["items"]]
    assert len(listed) > 20
    last = Program.objects.get(slug=listed[-1])
    last.summary = "Changed."
    last.save()
    new = Program.objects.get(slug=listed[-1])
    new.pk = None
    new.name, new.slug = "Aardvark", "a-new-one"
    new.first_published_at = None
    new.save()
    found, url = [], "/programs/list.feed.json?place=california&utm_source=x"
    while url:
        page = client.get(url).json()
        assert client.get(page["feed_url"]).json() == page
        assert "utm_" not in page["feed_url"]
        found += [item["url"].rsplit("/", 2)[-2] for item in page["items"]]
        atom = ElementTree.fromstring(client.get(url.replace(".feed.json", ".atom")).content)
        following = atom.find("a:link[@rel='next']", ATOM)
        url = page.get("next_url")
        assert (following is None) == (url is None)
        assert following is None or following.get("href") == url.replace(".feed.json", ".atom")
    assert found[:2] == ["a-new-one", listed[-1]]
    assert sorted(found) == sorted([*listed, "a-new-one"])


@pytest.mark.parametrize("offset", ["-1", "x", "1e3", "%D9%A3", "9999999", "0"])
def test_a_place_in_a_feed_is_a_number_or_refused(client, offset):
    for kind in ("atom", "feed.json"):
        answer = client.get(f"/programs/list.{kind}?offset={offset}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "offset")
        assert client.get(f"/programs/list.{kind}?offset=99999").status_code == 200
    for file in ("list.csv", "list.json", "changes.atom", "index.md"):
        assert client.get(f"/programs/{file}?offset=5").status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_feed(client, monkeypatch):
    client.get("/programs/list.atom")
    counts = []
    for number in (2, 100):
        monkeypatch.setattr(feeds, "FEED_ENTRIES", number)
        with CaptureQueriesContext(connection) as queries:
            client.get("/programs/list.atom")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def moments(client, record, feed, collection) -> list[str]:
    """When an entry last changed, as each format tells it."""
    path = record.get_absolute_url()
    found = next(item for item in items(client, feed) if item["url"].endswith(path))
    one = client.get(f"{API}{collection}/{record.slug}").json()["data"]
    graph = [json.loads(text) for text in LD.findall(client.get(path).content.decode())]
    modified = re.findall(r'"dateModified": "(.*?)"', json.dumps(graph))
    twin = re.search(r"^updated: (.*)$", client.get(f"{path}index.md").content.decode(), re.M)[1]
    sitemap = client.get("/sitemap.xml").content.decode()
    lastmod = re.search(rf"<loc>http://testserver{path}</loc><lastmod>(.*?)<", sitemap)[1]
    assert len(modified) == 1
    return [found["date_modified"], one["updated_at"], modified[0], json.loads(twin), lastmod]


@pytest.mark.parametrize(
    ("model", "feed", "collection"),
    [(Program, "/programs/list", "programs"), (Resource, "/other-resources/list", "resources")],
)
def test_an_entry_that_is_published_as_it_was_is_not_updated(client, model, feed, collection):
    long_ago = timezone.now() - timedelta(days=400)
    model.objects.update(first_published_at=long_ago)
    record = model.objects.published().first()
    as_of = client.get(f"{API}{collection}").json()["meta"]["as_of"]
    before = moments(client, record, feed, collection)
    days = {datetime.fromisoformat(moment) for moment in before[:-1]}
    assert days == {long_ago}
    assert before[-1] == timezone.localdate(long_ago).isoformat()
    newest = items(client, feed)[0]["id"]

    def publish():
        fresh = model.objects.get(pk=record.pk)
        fresh.save_revision().publish()
        fresh.save()

    publish()
    assert moments(client, record, feed, collection) == before
    assert items(client, feed)[0]["id"] == newest
    listed = f"{API}{collection}?modified_after={as_of}"
    assert client.get(listed).json()["data"] == []
    assert client.get(f"{API}{collection}").json()["meta"]["as_of"] == as_of
    model.objects.filter(pk=record.pk).update(summary="It reads differently.")
    publish()
    after = moments(client, record, feed, collection)
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert [item["id"] for item in client.get(listed).json()["data"]] == [record.pk]
    assert items(client, feed)[0]["url"].endswith(record.get_absolute_url())


def test_an_announcement_and_a_place_that_are_published_as_they_were_are_not_updated(client):
    page = AnnouncementPage.objects.published().last()
    place = Place.objects.get(slug="ohio")
    urls = [f"{API}announcements/{page.slug}", f"{API}places/ohio"]
    before = [client.get(url).json()["data"]["updated_at"] for url in urls]
    assert all(before)
    feed = items(client, "/announcements/list")
    page.save_revision().publish()
    place.save_revision().publish()
    assert [client.get(url).json()["data"]["updated_at"] for url in urls] == before
    assert items(client, "/announcements/list") == feed


def test_announcements_are_published_on_their_own_date_newest_first(client):
    found = {item["url"].rsplit("/", 2)[-2]: item for item in items(client, "/announcements/list")}
    announced = AnnouncementPage.objects.published()
    assert {page.kind for page in announced} >= {"event", "news"}
    assert {page.date_precision for page in announced} > {"day"}
    days = []
    for page in announced:
        told = datetime.fromisoformat(found[page.slug]["date_published"])
        assert timezone.localdate(told) == page.date, page
        days.append(page.date)
    newest = [datetime.fromisoformat(item["date_published"]) for item in found.values()]
    assert newest == sorted(newest, reverse=True)
    assert max(days) < date.today()


@pytest.mark.parametrize(("precision", "day"), [("month", "2012-06-01"), ("year", "2012-01-01")])
def test_a_month_or_a_year_is_told_by_its_first_day(client, precision, day):
    page = AnnouncementPage.objects.published().filter(kind="event").first()
    page.date, page.date_precision = date.fromisoformat(day), precision
    page.save_revision().publish()
    found = next(i for i in items(client, "/announcements/list") if i["title"] == page.title)
    assert found["date_published"].startswith(day)
