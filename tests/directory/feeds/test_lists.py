"""The feed of a list: what it holds, in which order, under ids and names that stay."""

from datetime import datetime, timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import PageViewRestriction

from directory.catalog.directories import entry_directories
from directory.catalog.sources import source_line
from directory.models import Place, Program
from directory.models.addresses import directory_path
from home.models import AnnouncementPage, DirectoryPage
from home.pages.routes import routes
from tests.directory.feeds.conftest import ATOM, items

pytestmark = pytest.mark.django_db


def test_announcements_have_feeds_of_all_of_a_kind_and_of_a_place(client):
    everything = items(client, "/announcements/list")
    total = client.get("/announcements/list.json").json()["total"]
    assert len(everything) == total
    announced = AnnouncementPage.objects.published().filter(kind="scholarship")
    found = items(client, "/announcements/list", kind="scholarship")
    assert {item["title"] for item in found} == {page.title for page in announced}
    place = Place.objects.filter(announcements__in=AnnouncementPage.objects.published()).first()
    if place:
        assert items(client, "/announcements/list", place=place.slug)


def test_the_day_of_an_event_is_no_date_of_the_news_of_it(client):
    page = AnnouncementPage.objects.published().filter(kind="event").first()
    page.date = page.current_until = timezone.localdate() + timedelta(days=200)
    page.save_revision().publish()
    page.refresh_from_db()
    for path in ("/announcements/list", "/announcements/changes"):
        found = next(item for item in items(client, path) if page.title in item["title"])
        assert datetime.fromisoformat(found["date_modified"]) <= timezone.now()
    listed = items(client, "/announcements/list")
    found = next(item for item in listed if item["title"] == page.title)
    assert datetime.fromisoformat(found["date_published"]) == page.first_published_at
    assert all(datetime.fromisoformat(each["date_published"]) <= timezone.now() for each in listed)


def test_a_corrected_announcement_is_updated_and_keeps_the_day_of_the_news(client):
    page = AnnouncementPage.objects.published().filter(kind="news").first()

    def dates():
        found = items(client, "/announcements/list")
        item = next(each for each in found if each["title"] == page.title)
        return datetime.fromisoformat(item["date_modified"]), item["date_published"]

    modified, published = dates()
    page.summary = "Corrected."
    page.save_revision().publish()
    assert dates()[0] > modified
    assert dates()[1] == published
    assert published.startswith(page.date.isoformat())


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_every_entry_says_its_day_and_its_source(client, directory):
    found = {item["url"]: item for item in items(client, f"{directory_path(directory.slug)}list")}
    records = {f"http://testserver{each.get_absolute_url()}": each for each in directory.records()}
    assert {*found} <= {*records}
    for url in [*found][:40]:
        record, said = records[url], found[url]["content_text"]
        source = source_line(record)
        assert source.own_day in source.named
        assert said.endswith(f"{record.trust}\nSource: {source.named}."), record
        assert date_format(record.gathered_on, "j F Y") in said


def test_no_item_leads_out_to_a_page_of_ours_or_of_somebody_else(client):
    for path in ("/questions/list", "/programs/list", "/announcements/list"):
        for item in items(client, path):
            outside = item.get("external_url", "")
            assert not outside or outside.startswith(("http://", "https://"))
            assert "testserver" not in outside
    program = Program.objects.published().filter(url="").first()
    (item,) = (each for each in items(client, "/programs/list") if program.slug in each["url"])
    assert "external_url" not in item


def test_an_entry_is_as_new_as_what_it_shows_of_another(client):
    program = Program.objects.published().filter(institution__place__slug="ohio").first()
    program.institution.name = "Thylacine College"
    program.institution.save()
    found = items(client, "/programs/list", place="ohio")
    item = next(each for each in found if "Thylacine" in each["title"])
    assert datetime.fromisoformat(item["date_modified"]) > program.updated_at


def test_each_feed_has_an_author_and_an_id_of_its_own_that_stays(client):
    def told(path):
        root = ElementTree.fromstring(client.get(path).content)
        assert root.find("a:author/a:name", ATOM).text
        return root.find("a:id", ATOM).text, root.find("a:updated", ATOM).text

    paths = ["/programs/list.atom", "/programs/changes.atom", "/programs/list.atom?place=yukon",
             "/programs/changes.atom?q=zzzzqqqq", "/places/ohio/changes.atom",
             "/announcements/list.atom", "/places/yukon/changes.atom"]  # fmt: skip
    before = [told(path) for path in paths]
    assert len({key for key, _moment in before}) == len(paths)
    assert all(key.startswith("urn:uuid:") for key, _moment in before)
    assert [told(path) for path in paths] == before  # of those without an item, too
    page = DirectoryPage.objects.get(directory="programs")
    page.slug = "study"
    page.save_revision().publish()
    assert told("/study/list.atom")[0] == before[0][0]


def test_a_feed_of_a_list_holds_its_entries_in_their_order(client):
    listed = client.get("/programs/list.json", {"place": "ohio", "per_page": 100}).json()["items"]
    found = items(client, "/programs/list", place="ohio")
    assert [item["url"] for item in found] == [item["page_url"] for item in listed]


def test_an_id_stays_when_the_name_and_the_address_change(client):
    record = Program.objects.published().filter(institution__place__slug="ohio").first()
    query = {"place": "ohio"}
    before = {item["title"]: item["id"] for item in items(client, "/programs/list", **query)}
    name, record.name, record.slug = str(record), "Zanzibar diploma", "zanzibar"
    record.save()
    page = DirectoryPage.objects.get(directory="programs")
    page.slug = "study"
    page.save_revision().publish()
    after = {item["title"]: item["id"] for item in items(client, "/study/list", **query)}
    assert after[f"Zanzibar diploma, {record.institution}"] == before[name]


def test_the_feed_of_a_place_has_its_announcements(client):
    announced = AnnouncementPage.objects.published().exclude(places=None).first()
    if announced is None:
        announced = AnnouncementPage.objects.published().first()
        announced.places = [Place.objects.get(slug="ohio")]
        announced.save()
    place = announced.places.first()
    titles = [item["title"] for item in items(client, f"/places/{place.slug}/changes")]
    assert announced.title in titles


@pytest.mark.parametrize("path", ["/nope/changes.atom", "/places/atlantis/changes.atom",
                                  "/overview/changes.atom", "/programs/x/changes.atom",
                                  "/places/ohio/list.atom", "/programs/changes.xml"])  # fmt: skip
def test_there_is_no_feed_of_nothing(client, path):
    assert client.get(path).status_code == 404


def test_a_private_directory_has_no_feed_and_leaves_those_of_places(client):
    record = Program.objects.published().filter(institution__place__slug="ohio").first()
    record.name = "Numbat course"
    record.save()
    assert "Numbat" in str(items(client, "/places/ohio/changes"))
    page = DirectoryPage.objects.get(directory="programs")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/programs/changes.atom").status_code == 404
    assert client.get("/programs/list.feed.json").status_code == 404
    assert "Numbat" not in str(items(client, "/places/ohio/changes"))


def test_a_feed_can_be_asked_again(client):
    for path in ("/programs/list.atom", "/programs/changes.feed.json", "/places/ohio/changes.atom"):
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        Program.objects.first().save()
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_control_characters_in_a_name_do_not_break_a_feed(client):
    record = Program.objects.published().first()
    record.name = "Bell \x07 and \x1b escape \ufffe ]]> <b>"
    record.save()
    response = client.get("/programs/list.atom")
    assert b"Bell" in response.content
    ElementTree.fromstring(response.content)
    ElementTree.fromstring(client.get("/programs/changes.atom").content)


def test_pages_name_their_feeds(client):
    html = client.get("/programs/?place=ohio").content.decode()
    for href in ("list.atom", "list.feed.json", "changes.atom"):
        assert f'href="/programs/{href}?place=ohio"' in html
    assert 'href="/places/ohio/changes.atom"' in client.get("/places/ohio/").content.decode()
    for path in routes().pages:
        assert 'href="/announcements/list.atom"' in client.get(path).content.decode()


def test_a_feed_has_a_name_that_stays_whatever_the_list_holds(client):
    for path, name in (
        ("/programs/list.atom", "Programs - "),
        ("/programs/list.atom?place=ohio&delivery=online", "Programs: "),
        ("/programs/changes.atom?place=ohio", "Changes: Programs: "),
    ):
        title = ElementTree.fromstring(client.get(path).content).find("a:title", ATOM).text
        assert title.startswith(name), path
        assert not any(letter.isdigit() for letter in title)
        assert "Ohio" in title or "ohio" not in path
