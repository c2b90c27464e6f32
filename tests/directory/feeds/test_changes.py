"""The feed of what changed in a list: what came and went, and each field with both its values."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Association, Place, Program, Resource
from home.models import AnnouncementPage
from tests.directory.feeds.conftest import ATOM, items

pytestmark = pytest.mark.django_db


def test_a_change_is_told_with_the_old_and_the_new_value_of_each_field(client):
    record = Program.objects.published().filter(institution__place__slug="ohio").first()
    record.delivery, record.level, record.status = "in-person", "", "active"
    record.save()
    record.delivery, record.status = "online", "ended"
    record.save()
    newest = items(client, "/programs/changes")[0]
    assert newest["title"] == f"{record.name}, {record.institution}: changed"
    assert "How it is taught: was “In person”, is now “Online”" in newest["content_text"]
    assert "Status: was “Open”, is now “Ended”" in newest["content_text"]
    assert newest["url"].endswith(record.get_absolute_url())
    assert newest["id"] in {item["id"] for item in items(client, "/programs/changes", place="ohio")}
    assert newest["id"] in {item["id"] for item in items(client, "/places/ohio/changes")}
    assert items(client, "/programs/changes", place="texas") == []
    assert newest["id"] not in {item["id"] for item in items(client, "/places/texas/changes")}


def test_an_entry_that_is_gone_is_told_without_its_words(client):
    record = Program.objects.published().first()
    listed = items(client, "/programs/list")
    known = {item["title"]: item["id"] for item in listed}[str(record)]
    record.name = "Quagga course"
    record.save()
    record.unpublish()
    found = items(client, "/programs/changes")
    assert found[0]["title"] == "An entry left the list “Programs”"
    assert known in found[0]["content_text"]
    assert "Quagga" not in str(found)


def test_an_announcement_that_is_gone_is_told_by_the_id_that_it_had(client):
    page = AnnouncementPage.objects.published().first()
    known = next(i["id"] for i in items(client, "/announcements/list") if i["title"] == page.title)
    page.unpublish()
    assert known in items(client, "/announcements/changes")[0]["content_text"]


@pytest.mark.parametrize(
    ("asked", "not_asked"),
    [
        ({"place": "ohio"}, {"place": "texas"}),
        ({"place": ["texas", "ohio"]}, {"place": ["texas", "utah"]}),
        ({"place": "ohio", "delivery": "online"}, {"place": "ohio", "delivery": "in-person"}),
        ({"q": "quagga"}, {"q": "quagga zebra"}),
        ({"q": "quag", "place": "ohio"}, {"q": "quag", "place": "texas"}),
    ],
)
def test_the_lists_that_an_entry_was_in_tell_that_it_left(client, asked, not_asked):
    record = Program.objects.published().filter(institution__place__slug="ohio").first()
    record.name, record.delivery = "Quagga course", "online"
    record.save()
    record.unpublish()
    assert "left the list" in items(client, "/programs/changes", **asked)[0]["title"]
    assert items(client, "/programs/changes", **not_asked) == []
    record.delete()
    assert "Quagga" not in str(items(client, "/programs/changes", **asked))


def test_an_entry_that_goes_from_one_list_to_another_is_told_in_both(client):
    resource = Resource.objects.published().filter(places__slug="ohio").first()
    resource.name = "Zanzibar handbook"
    resource.save()
    resource.places = [Place.objects.get(slug="texas")]
    resource.name = "Sansibar handbook"
    resource.save()
    title = "Sansibar handbook: changed"
    for asked in ({"place": "ohio"}, {"place": "texas"}, {"q": "zanzibar"}, {"q": "sansibar"},
                  {"q": "sansibra"}):  # fmt: skip
        assert items(client, "/other-resources/changes", **asked)[0]["title"] == title, asked
    for place in ("ohio", "texas"):
        assert title in {item["title"] for item in items(client, f"/places/{place}/changes")}
    resource.summary = "Only Texas sees this."
    resource.save()
    assert "Only Texas" not in str(items(client, "/other-resources/changes", place="ohio"))
    assert "Only Texas" in str(items(client, "/other-resources/changes", place="texas"))


def test_a_larger_body_that_is_gone_is_not_quoted_as_an_old_value(client):
    child = Association.objects.published().exclude(parent=None).first()
    parent = child.parent
    parent.name = "Thylacine union"
    parent.save()
    parent.unpublish()
    assert "Thylacine" not in str(items(client, "/colleague-connection/changes"))


def test_the_number_of_queries_does_not_grow_with_the_changes(client):
    def asked():
        client.get("/programs/changes.atom")
        with CaptureQueriesContext(connection) as queries:
            client.get("/programs/changes.atom")
        return len(queries)

    programs = list(Program.objects.published()[:12])
    programs[0].delivery = "hybrid"
    programs[0].save()
    few = asked()
    for program in programs[1:]:
        program.summary = "Changed."
        program.save()
    assert asked() == few


def test_who_asks_again_is_told_what_went_by_its_hour_once_the_job_has_noted_it(
    client, monkeypatch
):
    record = Program.objects.published().first()
    record.expire_at = timezone.now() + timedelta(minutes=1)
    record.save()
    later = record.expire_at + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    before = client.get("/programs/changes.atom")
    assert "left the list" not in before.content.decode()
    call_command("run_scheduled", "note-changes", verbosity=0)
    after = client.get("/programs/changes.atom", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "left the list" in after.content.decode()


def test_what_changed_is_a_line_for_each_field_and_no_word_of_it_is_a_tag(client):
    record = Program.objects.published().first()
    record.delivery, record.status, record.summary = "hybrid", "ended", "<b>A & B</b>"
    record.save()
    root = ElementTree.fromstring(client.get("/programs/changes.atom").content)
    summary = root.find("a:entry/a:summary", ATOM)
    assert summary.get("type") == "html"
    assert summary.text.count("<br>") >= 2
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in summary.text
