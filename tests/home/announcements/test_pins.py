"""The pinned announcement: at the top of every page, while it is current, by those who may."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from directory.models import Program
from home.models import Pin, WelcomePage
from tests.factories import make_announcement, sign_in
from tests.home.announcements.conftest import HOUR, MINUTE

pytestmark = pytest.mark.django_db

NOTICE = 'class="notice"'


def test_the_pinned_announcement_stands_at_the_top_of_every_page(client):
    page = make_announcement()
    assert NOTICE not in client.get("/").content.decode()
    Pin.put(page)
    program = Program.objects.published().first()
    for path in ("/", "/places/ohio/", "/programs/", program.get_absolute_url(), "/overview/",
                 "/search/?q=ohio", page.get_absolute_url(), "/nothing-here/"):  # fmt: skip
        html = client.get(path).content.decode()
        assert html.count(NOTICE) == 1, path
        head = html[html.index(NOTICE) : html.index("<main")]
        assert f'<a href="{page.get_absolute_url()}">Zebra week</a>' in head


def test_pinning_another_unpins_the_first():
    first, second = make_announcement(), make_announcement(title="Second", slug="second")
    assert Pin.put(first) is None
    assert Pin.put(second) == first
    assert Pin.put(second) is None
    assert (Pin.held(), Pin.objects.count()) == (second, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"current_until": date.today() - timedelta(days=1)},
        {"expire_at": timezone.now() - MINUTE},
        {"live": False},
        {"go_live_at": timezone.now() + 99 * HOUR},  # long after these tests
    ],
)
def test_a_notice_disappears_when_its_announcement_is_not_current_or_not_public(client, change):
    page = make_announcement()
    Pin.put(page)
    assert NOTICE in client.get("/places/").content.decode()
    for name, value in change.items():
        setattr(page, name, value)
    page.save()
    assert NOTICE not in client.get("/places/").content.decode()
    assert Pin.held() == page


def test_a_notice_goes_at_its_hour_though_nothing_changes_and_the_browser_holds_the_page(
    client, monkeypatch
):
    page = make_announcement(expire_at=timezone.now() + HOUR)
    Pin.put(page)
    first = client.get("/places/")
    assert NOTICE in first.content.decode()
    again = client.get("/places/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    later = timezone.now() + HOUR + MINUTE
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    gone = client.get("/places/", headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 200
    assert NOTICE not in gone.content.decode()


def test_a_notice_goes_with_the_last_day_on_which_it_is_current(client, monkeypatch):
    Pin.put(make_announcement(current_until=timezone.localdate()))
    first = client.get("/places/")
    assert NOTICE in first.content.decode()
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    gone = client.get("/places/", headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 200
    assert NOTICE not in gone.content.decode()


def test_the_welcome_page_is_not_answered_from_the_browser_after_something_expired(
    client, monkeypatch
):
    make_announcement(expire_at=timezone.now() + HOUR)
    first = client.get("/")
    assert "Zebra week" in first.content.decode()
    later = timezone.now() + HOUR + MINUTE
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Zebra week" not in again.content.decode()


def test_deleting_the_pinned_announcement_takes_the_notice_away(client):
    page = make_announcement()
    Pin.put(page)
    assert NOTICE in client.get("/places/").content.decode()
    page.delete()
    assert NOTICE not in client.get("/places/").content.decode()


def test_hrdr_pins_and_the_page_says_what_that_unpins(client):
    sign_in(client, "HRDR")
    first, second = make_announcement(), make_announcement(title="Second", slug="second")
    pin_first = reverse("announcements:pin", args=[first.pk])
    asked = client.get(pin_first).content.decode()
    assert "Only one" not in asked
    assert not Pin.objects.exists()
    client.post(pin_first)
    assert Pin.held() == first
    pin_second = reverse("announcements:pin", args=[second.pk])
    assert "“Zebra week” will no longer be" in client.get(pin_second).content.decode()
    told = client.post(pin_second, follow=True).content.decode()
    assert "“Second” is pinned; “Zebra week” no longer is." in told
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[second.pk])).content.decode()
    assert reverse("announcements:unpin", args=[second.pk]) in edit
    client.post(reverse("announcements:unpin", args=[second.pk]))
    assert Pin.held() is None
    actions = PageLogEntry.objects.filter(action__startswith="home.").order_by("pk")
    assert list(actions.values_list("action", "page_id")) == [
        ("home.pin", first.pk),
        ("home.pin", second.pk),
        ("home.unpin", first.pk),
        ("home.unpin", second.pk),
    ]


def test_pinning_what_is_over_says_that_nobody_will_see_it(client):
    sign_in(client, "HRDR")
    page = make_announcement(current_until=date.today() - timedelta(days=1))
    html = client.get(reverse("announcements:pin", args=[page.pk])).content.decode()
    assert "nobody will see the notice" in html


@pytest.mark.parametrize("name", ["pin", "unpin"])
def test_only_those_who_may_publish_an_announcement_may_pin_it(client, name):
    page = make_announcement()
    Pin.put(page)
    url = reverse(f"announcements:{name}", args=[page.pk])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]
    sign_in(client)
    assert client.post(url).status_code == 302
    client.logout()
    sign_in(client, "Editors")
    assert client.post(url).status_code == 302
    assert client.post(url)["Location"] == "/admin/"
    assert Pin.held() == page
    client.logout()
    sign_in(client, "HRDR")
    assert client.put(url).status_code == 405
    other = reverse(f"announcements:{name}", args=[WelcomePage.objects.get().pk])
    assert client.post(other).status_code == 404


def test_pinning_needs_the_token_of_its_form(client):
    user = sign_in(client, "HRDR")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    url = reverse("announcements:pin", args=[make_announcement().pk])
    assert strict.post(url).status_code == 403
