"""Announcements in the editor: who writes them, their list, their preview."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Program
from home.models import AnnouncementIndexPage, AnnouncementPage, Pin, WelcomePage
from tests.integration.announcements.conftest import make, member

pytestmark = pytest.mark.django_db


def test_hrdr_writes_schedules_and_publishes(client):
    user = member(client, "HRDR")
    index = AnnouncementIndexPage.objects.get()
    may = index.permissions_for_user(user)
    assert may.can_add_subpage()
    assert may.can_publish_subpage()
    add = reverse("wagtailadmin_pages:add", args=["home", "announcementpage", index.pk])
    html = client.get(add).content.decode()
    assert "Publish" in html
    assert 'name="go_live_at"' in html
    assert client.get(reverse("announcements:index")).status_code == 200
    assert "Announcements" in client.get("/admin/").content.decode()


def test_hrdr_changes_nothing_else(client):
    user = member(client, "HRDR")
    welcome = WelcomePage.objects.get()
    may = welcome.permissions_for_user(user)
    assert not may.can_edit()
    assert not may.can_publish()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[welcome.pk])).status_code == 302
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[welcome.pk])
    assert client.post(unpublish).status_code == 302
    welcome.refresh_from_db()
    assert welcome.live
    program = Program.objects.first()
    edit = reverse(Program.snippet_viewset.get_url_name("edit"), args=[program.pk])
    assert client.post(edit, {"name": "Mine now"}).status_code == 302
    program.refresh_from_db()
    assert program.name != "Mine now"


def test_the_list_of_announcements_takes_the_same_number_of_queries_however_many_there_are(
    client,
):
    member(client, "HRDR")
    pinned = make()
    Pin.put(pinned)
    url = reverse("announcements:index")
    client.get(url)
    kept = AnnouncementPage.objects.exclude(pk=pinned.pk)[:4]
    AnnouncementPage.objects.exclude(
        pk__in=[pinned.pk, *kept.values_list("pk", flat=True)]
    ).delete()
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(20):
        make(title=f"More {number}", slug=f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        html = client.get(url).content.decode()
    assert len(many) == len(few)
    assert reverse("announcements:unpin", args=[pinned.pk]) in html
    assert client.get(url, {"kind": "news", "q": "zebra\x00'"}).status_code == 200


def test_an_announcement_is_previewed_as_readers_will_see_it(client):
    member(client, "HRDR")
    page = make(live=False)
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    html = response.content.decode()
    assert "<h1>Zebra week</h1>" in html
    assert 'class="masthead"' in html
