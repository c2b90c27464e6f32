"""What was written while the clock was ahead keeps nothing from happening once it is right."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.imports.heartbeat import Beat
from directory.jobs import due, statuses
from directory.links import checking
from directory.models import JobRun, Link, Submission, has_come, within
from directory.search.snapshots import snapshot_cache
from directory.submissions import limits
from tests.factories import make_program

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
State = JobRun.State


def run_of(name: str, started, state: State = State.DONE) -> JobRun:
    return JobRun.objects.create(
        name=name, state=state, started=started, held_until=started + timedelta(minutes=3)
    )


def test_a_moment_has_come_when_it_is_over_or_too_far_ahead():
    now = timezone.now()
    ahead = {"past": -DAY, "soon": DAY, "never": 3 * DAY}
    for name, distance in ahead.items():
        run_of(name, now + distance)
    found = JobRun.objects.filter(has_come("started", 2 * DAY)).values_list("name", flat=True)
    assert set(found) == {"past", "never"}
    found = JobRun.objects.filter(within("started", 2 * DAY)).values_list("name", flat=True)
    assert set(found) == {"past"}


def test_a_job_that_ran_in_time_to_come_is_due_and_not_on_time():
    run_of("note-changes", timezone.now() - 30 * DAY)
    run_of("note-changes", timezone.now() + 400 * DAY)
    assert "note-changes" in [job.name for job in due(timezone.now())]
    (status,) = [each for each in statuses() if each.name == "note-changes"]
    assert status.is_late


def test_a_run_that_breaks_off_in_time_to_come_is_lost():
    now = timezone.now().timestamp()
    assert Beat(at=now + 3600).is_lost
    assert not Beat(at=now).is_lost


def test_links_that_were_checked_in_time_to_come_are_due():
    now = timezone.now()
    link = Link.objects.create(
        url="https://a.example.org/", checked_at=now + 400 * DAY, next_check_at=now + 414 * DAY
    )
    assert checking.due([link.url], now) == [link]
    assert checking.due([link.url], now, everything=True) == [link]


def test_what_was_sent_in_time_to_come_counts_against_nobody(settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in an hour": 1}
    Submission.objects.create(peer="x")
    assert limits.is_too_much(peer="x")
    Submission.objects.update(created_at=timezone.now() + DAY)
    assert not limits.is_too_much(peer="x")


def test_an_entry_that_was_over_for_a_while_is_there_again():
    make_program(expire_at=timezone.now() + DAY)
    programs = DIRECTORIES["programs"]
    held = len(snapshot_cache.snapshot(programs).index)
    with mock.patch.object(timezone, "now", return_value=timezone.now() + 2 * DAY):
        assert len(snapshot_cache.snapshot(programs).index) == held - 1
    assert snapshot_cache.is_overdue()
    assert len(snapshot_cache.snapshot(programs).index) == held
    assert not snapshot_cache.is_overdue()
