"""Announcements that come, go and are pinned: at their hour, on every page, by those who may."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from directory.models import JobRun, Place, Program
from home.models import AnnouncementIndexPage, AnnouncementPage, Pin, WelcomePage

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Where an announcement for Ohio shows: the welcome page, the list, its data and feed, its place.
EVERYWHERE = (
    "/", "/announcements/", "/announcements/list.json", "/announcements/list.csv",
    "/announcements/list.atom", "/places/ohio/", "/search/?q=zebra",
)  # fmt: skip


def make(**changes) -> AnnouncementPage:
    page = AnnouncementPage(
        **{"title": "Zebra week", "slug": "zebra", "kind": "news", "summary": "s", **changes}
    )
    return AnnouncementIndexPage.objects.get().add_child(instance=page)


def scheduled(go_live: timedelta, expire: timedelta | None = None) -> AnnouncementPage:
    """An announcement that was told to go live and to expire so long from now."""
    page = make(live=False)
    page.places = [Place.objects.get(slug="ohio")]
    page.go_live_at = timezone.now() + go_live
    page.expire_at = timezone.now() + expire if expire else None
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def pass_by(page: AnnouncementPage, time: timedelta) -> None:
    """Let time pass for one announcement: its dates move into the past."""
    for revision in page.revisions.all():
        if revision.approved_go_live_at:
            revision.approved_go_live_at -= time
        for name in ("go_live_at", "expire_at"):
            if revision.content.get(name):
                moment = timezone.datetime.fromisoformat(revision.content[name]) - time
                revision.content[name] = moment.isoformat()
        revision.save()
    page.refresh_from_db()
    for name in ("go_live_at", "expire_at"):
        if getattr(page, name):
            setattr(page, name, getattr(page, name) - time)
    page.save()


def shown_at(client) -> set[str]:
    return {path for path in EVERYWHERE if "Zebra week" in client.get(path).getvalue().decode()}


def run_jobs() -> None:
    call_command("run_scheduled", "publish-scheduled", verbosity=0)


def test_a_scheduled_announcement_is_nowhere_before_its_hour_and_everywhere_after(client):
    page = scheduled(HOUR, 3 * HOUR)
    run_jobs()
    assert shown_at(client) == set()
    assert client.get(page.get_absolute_url()).status_code == 404
    pass_by(page, HOUR + MINUTE)
    run_jobs()
    assert shown_at(client) == set(EVERYWHERE)
    assert client.get(page.get_absolute_url()).status_code == 200
    assert "1 published, 0 expired." in JobRun.objects.first().message


def test_an_announcement_expires_everywhere_at_its_hour_though_no_job_runs(client):
    page = scheduled(-MINUTE, HOUR)
    run_jobs()
    assert shown_at(client) == set(EVERYWHERE)
    pass_by(page, 2 * HOUR)
    assert shown_at(client) == set()
    assert client.get(page.get_absolute_url()).status_code == 404
    page.refresh_from_db()
    assert page.live
    run_jobs()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_a_late_job_shows_nothing_early_even_if_something_made_it_live(client):
    page = make(live=True, go_live_at=timezone.now() + HOUR)
    assert shown_at(client) == set()
    assert client.get(page.get_absolute_url()).status_code == 404


def test_a_new_version_of_a_published_announcement_waits_for_its_hour(client):
    page = scheduled(-MINUTE)
    run_jobs()
    page.refresh_from_db()
    page.summary = "The second summary"
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()
    assert shown_at(client) == set(EVERYWHERE)
    assert "The second summary" not in client.get("/announcements/").content.decode()
    pass_by(page, 2 * HOUR)
    run_jobs()
    assert "The second summary" in client.get("/announcements/").content.decode()


def test_a_version_that_is_due_comes_before_the_expiry_that_it_puts_off(client):
    page = scheduled(-MINUTE, HOUR)
    run_jobs()
    page.refresh_from_db()
    page.go_live_at = timezone.now() + HOUR
    page.expire_at = timezone.now() + 9 * HOUR
    page.save_revision().publish()
    pass_by(page, 2 * HOUR)
    run_jobs()
    page.refresh_from_db()
    assert page.live
    assert shown_at(client) == set(EVERYWHERE)


def test_one_that_cannot_be_published_keeps_no_other_waiting(client, monkeypatch, caplog):
    bad, good = make(title="Bad", slug="bad", live=False), scheduled(HOUR)
    bad.go_live_at = timezone.now() + HOUR / 2
    bad.save_revision().publish()
    pass_by(bad, 2 * HOUR)
    pass_by(good, 2 * HOUR)
    publish = Revision.publish

    def stumbles(self, *args, **kwargs):
        if self.object_id == str(bad.pk):
            raise LookupError("faulty")
        return publish(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", stumbles)
    with pytest.raises(CommandError, match="publish-scheduled"):
        run_jobs()
    assert shown_at(client) == set(EVERYWHERE)
    run = JobRun.objects.first()
    assert run.state == JobRun.State.FAILED
    assert "Not done: Bad." in run.message


def test_entries_of_the_directory_keep_their_hours_too(client):
    program = Program.objects.published().first()
    Program.objects.filter(pk=program.pk).update(go_live_at=timezone.now() + HOUR)
    assert client.get(program.get_absolute_url()).status_code == 404
    assert not Program.objects.published().filter(pk=program.pk).exists()
    program.refresh_from_db()
    assert not program.is_published


NOTICE = 'class="notice"'


def test_the_pinned_announcement_stands_at_the_top_of_every_page(client):
    page = make()
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
    first, second = make(), make(title="Second", slug="second")
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
        {"go_live_at": timezone.now() + HOUR},
    ],
)
def test_a_notice_disappears_when_its_announcement_is_not_current_or_not_public(client, change):
    page = make()
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
    page = make(expire_at=timezone.now() + HOUR)
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
    Pin.put(make(current_until=timezone.localdate()))
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
    make(expire_at=timezone.now() + HOUR)
    first = client.get("/")
    assert "Zebra week" in first.content.decode()
    later = timezone.now() + HOUR + MINUTE
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Zebra week" not in again.content.decode()


def test_deleting_the_pinned_announcement_takes_the_notice_away(client):
    page = make()
    Pin.put(page)
    assert NOTICE in client.get("/places/").content.decode()
    page.delete()
    assert NOTICE not in client.get("/places/").content.decode()


# --- In the editor --------------------------------------------------------------------------------


def member(client, group: str) -> User:
    user = User.objects.create_user(group.lower(), f"{group}@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


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


def test_hrdr_pins_and_the_page_says_what_that_unpins(client):
    member(client, "HRDR")
    first, second = make(), make(title="Second", slug="second")
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
    member(client, "HRDR")
    page = make(current_until=date.today() - timedelta(days=1))
    html = client.get(reverse("announcements:pin", args=[page.pk])).content.decode()
    assert "nobody will see the notice" in html


@pytest.mark.parametrize("name", ["pin", "unpin"])
def test_only_those_who_may_publish_an_announcement_may_pin_it(client, name):
    page = make()
    Pin.put(page)
    url = reverse(f"announcements:{name}", args=[page.pk])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]
    User.objects.create_user("nobody", "n@example.org", "correct horse battery")
    client.force_login(User.objects.get(username="nobody"))
    assert client.post(url).status_code == 302
    client.logout()
    member(client, "Editors")
    assert client.post(url).status_code == 302
    assert client.post(url)["Location"] == "/admin/"
    assert Pin.held() == page
    client.logout()
    member(client, "HRDR")
    assert client.put(url).status_code == 405
    other = reverse(f"announcements:{name}", args=[WelcomePage.objects.get().pk])
    assert client.post(other).status_code == 404


def test_pinning_needs_the_token_of_its_form(client):
    user = member(client, "HRDR")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(reverse("announcements:pin", args=[make().pk])).status_code == 403


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
