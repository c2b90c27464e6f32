"""Announcements that come and go at their hour, on every page."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Revision

from directory.models import JobRun, Place, Program
from home.models import AnnouncementPage
from tests.factories import make_announcement
from tests.home.announcements.conftest import HOUR, MINUTE, pass_by

pytestmark = pytest.mark.django_db

# Where an announcement for Ohio shows: the welcome page, the list, its data and feed, its place.
EVERYWHERE = (
    "/", "/announcements/", "/announcements/list.json", "/announcements/list.csv",
    "/announcements/list.atom", "/places/ohio/", "/search/?q=zebra",
)  # fmt: skip


def scheduled(go_live: timedelta, expire: timedelta | None = None) -> AnnouncementPage:
    """An announcement that was told to go live and to expire so long from now."""
    page = make_announcement(live=False)
    page.places = [Place.objects.get(slug="ohio")]
    page.go_live_at = timezone.now() + go_live
    page.expire_at = timezone.now() + expire if expire else None
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def shown_at(client) -> set[str]:
    # A search marks the words that were searched.
    told = {path: client.get(path).getvalue().decode() for path in EVERYWHERE}
    return {path for path, text in told.items() if "Zebra week" in re.sub("</?mark>", "", text)}


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
    page = make_announcement(live=True, go_live_at=timezone.now() + HOUR)
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
    bad, good = make_announcement(title="Bad", slug="bad", live=False), scheduled(HOUR)
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
