"""Keeping a copy of a directory: what changed, came and went since a moment."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory.jobs import JOBS
from directory.models import Association, Change, Program, Resource
from home.models import AnnouncementPage

pytestmark = pytest.mark.django_db


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


def test_what_is_over_by_the_day_is_told_to_copies_feeds_and_history(ask, client, monkeypatch):
    ends = Resource.objects.published().filter(is_over="").order_by("pk").first()
    ends.ends_on = timezone.localdate()
    ends.save()
    as_of = ask("resources")["meta"]["as_of"]
    before = ask("resources", {"modified_after": as_of})
    assert (before["data"], before["tombstones"]) == ([], [])
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    stone = {"id": ends.pk, "slug": ends.slug, "state": "left-out"}

    def told(**params):
        body = ask("resources", {"modified_after": as_of, **params})
        stones = [{name: each[name] for name in stone} for each in body["tombstones"]]
        return [item["id"] for item in body["data"]], stones

    number = Change.objects.count()
    assert told() == ([], [stone])
    assert Change.objects.count() == number, "No job has said so."
    call_command("run_scheduled", "note-changes", verbosity=0)
    assert Change.objects.count() == number + 1
    assert told() == ([], [stone])
    # Who keeps a copy of all has it as an entry that changed.
    assert told(over=["current", "over"]) == ([ends.pk], [])
    assert ask(f"resources/{ends.slug}")["data"]["over"] == "over"
    for path in ("/other-resources/changes.feed.json", "/other-resources/changes.atom"):
        assert ends.name in client.get(path).content.decode(), path
    assert "Over" in client.get(f"{ends.get_absolute_url()}changes/").content.decode()
    call_command("run_scheduled", "note-changes", verbosity=0)
    assert Change.objects.count() == number + 1, "It is noted once."


def test_what_an_editor_says_is_over_is_a_tombstone_of_the_usual_list(ask):
    resource = Resource.objects.published().filter(is_over="").order_by("pk").first()
    as_of = ask("resources")["meta"]["as_of"]
    resource.is_over = "yes"
    resource.save()
    body = ask("resources", {"modified_after": as_of})
    assert body["data"] == []
    assert [(each["id"], each["state"]) for each in body["tombstones"]] == [
        (resource.pk, "left-out")
    ]
    assert ask("resources", {"modified_after": as_of, "over": "over"})["data"]
    resource.is_over = ""
    resource.save()
    body = ask("resources", {"modified_after": as_of})
    assert [item["id"] for item in body["data"]] == [resource.pk]
    assert body["tombstones"] == []
