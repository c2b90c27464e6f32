"""Scheduled jobs: what is due runs, once at a time, and how each stands is on record."""

import logging
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory import jobs
from directory.jobs import HOLD, Job, due, forget, run, statuses
from directory.models import JobRun, Link
from directory.schedule import check_links

pytestmark = pytest.mark.django_db
State = JobRun.State
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def declared(monkeypatch):
    """The only jobs there are: a frequent one, a daily one, and one that fails."""

    def fails(progress):
        raise LookupError("no such thing")

    found = {
        "daily": Job("daily", "Daily", DAY, lambda progress: "Swept."),
        "often": Job("often", "Often", MINUTE, lambda progress: "Looked."),
        "faulty": Job("faulty", "Faulty", DAY, fails),
    }
    for name in list(jobs.JOBS):
        monkeypatch.delitem(jobs.JOBS, name)
    for name, each in found.items():
        monkeypatch.setitem(jobs.JOBS, name, each)
    return jobs.JOBS


def ran(name: str, ago: timedelta, state: State = State.DONE, message: str = "") -> JobRun:
    started = timezone.now() - ago
    return JobRun.objects.create(
        name=name, state=state, started=started, finished=started, held_until=started + HOLD,
        message=message,
    )  # fmt: skip


def names_due() -> list[str]:
    return [job.name for job in due(timezone.now())]


def test_what_never_ran_is_due_and_the_frequent_comes_first(declared):
    assert names_due() == ["often", "daily", "faulty"]


def test_a_job_is_due_again_after_its_interval(declared):
    ran("often", timedelta(seconds=20))
    ran("daily", timedelta(hours=23))
    assert names_due() == ["faulty"]
    JobRun.objects.update(started=timezone.now() - DAY)
    assert names_due() == ["often", "daily", "faulty"]


def test_a_minute_that_is_a_little_short_is_a_minute(declared):
    ran("often", timedelta(seconds=59))
    assert "often" in names_due()


def test_a_daily_job_that_failed_is_tried_again_after_an_hour(declared):
    ran("faulty", timedelta(days=3))
    ran("faulty", timedelta(minutes=50), State.FAILED)
    assert "faulty" not in names_due()
    JobRun.objects.filter(state=State.FAILED).update(started=timezone.now() - timedelta(hours=1))
    assert "faulty" in names_due()


def test_a_run_that_was_stopped_counts_as_none(declared):
    ran("daily", timedelta(minutes=5), State.LOST)
    assert "daily" in names_due()


def test_a_job_that_fails_is_logged_and_recorded_and_stops_no_other(declared, caplog):
    out = StringIO()
    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="faulty"):
        call_command("run_scheduled", "faulty", "often", stdout=out)
    assert out.getvalue() == "often: Looked.\n"
    assert "The scheduled job faulty failed." in caplog.text
    states = dict(JobRun.objects.values_list("name", "state"))
    assert states == {"faulty": State.FAILED, "often": State.DONE}
    assert JobRun.objects.get(name="faulty").message == "LookupError: no such thing"


def test_a_job_never_runs_twice_at_once(declared):
    inner = []

    def starts_itself(progress) -> str:
        inner.extend(run([declared["often"]]))
        return "Once."

    declared["often"] = Job("often", "Often", MINUTE, starts_itself)
    (outer,) = run([declared["often"]])
    assert (outer.message, inner) == ("Once.", [])
    assert JobRun.objects.count() == 1


def test_the_command_says_which_job_is_running_already(declared):
    now = timezone.now()
    JobRun.objects.create(name="often", started=now, held_until=now + HOLD)
    out = StringIO()
    call_command("run_scheduled", "often", stdout=out)
    assert out.getvalue() == "often: is running already.\n"


def test_a_run_that_is_silent_for_too_long_is_lost_and_another_follows(declared):
    now = timezone.now()
    lost = JobRun.objects.create(
        name="often", started=now - 2 * HOLD, held_until=now - timedelta(seconds=1)
    )
    (followed,) = run([declared["often"]])
    lost.refresh_from_db()
    assert (lost.state, followed.state) == (State.LOST, State.DONE)


def test_progress_keeps_the_place_of_a_run(declared, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_RENEWALS", -1)
    seen = []

    def works(progress) -> str:
        JobRun.objects.update(held_until=timezone.now())
        progress(1, 2)
        seen.append(JobRun.objects.get().held_until > timezone.now() + HOLD / 2)
        return ""

    list(run([Job("long", "Long", DAY, works)]))
    assert seen == [True]


def test_a_run_that_was_taken_for_lost_stops(declared, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_RENEWALS", -1)
    went_on = []

    def works(progress) -> str:
        JobRun.objects.update(state=State.LOST)
        progress(1, 2)
        went_on.append(True)
        return ""

    (ended,) = run([Job("long", "Long", DAY, works)])
    assert (ended.state, went_on) == (State.LOST, [])


def test_a_job_is_late_when_it_is_overdue_by_its_interval_and_ten_minutes(declared):
    ran("often", timedelta(minutes=10))
    ran("daily", timedelta(hours=47))
    late = {status.name: status.is_late for status in statuses()}
    assert late == {"often": False, "daily": False, "faulty": True}
    JobRun.objects.filter(name="often").update(started=timezone.now() - timedelta(minutes=12))
    JobRun.objects.filter(name="daily").update(started=timezone.now() - timedelta(hours=49))
    assert all(status.is_late for status in statuses())


def test_failing_again_and_again_is_late_too_and_the_last_run_says_why(declared):
    ran("daily", timedelta(days=3))
    ran("daily", timedelta(minutes=1), State.FAILED, "LookupError: gone")
    status = statuses()[0]
    assert (status.is_late, status.last.message) == (True, "LookupError: gone")
    assert status.last_good == JobRun.objects.get(state=State.DONE).started


def test_how_jobs_stand_takes_two_queries_however_many_runs_there_are(
    declared, django_assert_num_queries
):
    for minutes in range(30):
        ran("often", timedelta(minutes=minutes))
        ran("daily", timedelta(minutes=minutes), State.FAILED)
    with django_assert_num_queries(2):
        statuses()


def test_old_runs_are_forgotten_but_for_the_newest(declared):
    for days, state in ((40, State.FAILED), (30, State.FAILED), (20, State.DONE), (1, State.DONE)):
        ran("daily", timedelta(days=days), state)
    assert forget(timezone.now() - timedelta(days=14)) == 2
    left = JobRun.objects.values_list("state", flat=True).order_by("pk")
    assert list(left) == [State.FAILED, State.DONE]


def test_finished_tasks_are_forgotten_after_a_fortnight():
    for days in (1, 20):
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}}, task_path="a.b", backend_name="background",
            status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    out = StringIO()
    call_command("run_scheduled", "forget-old-runs", stdout=out)
    assert "1 tasks forgotten" in out.getvalue()
    assert DBTaskResult.objects.count() == 1


def test_links_are_left_alone_where_the_setting_says_so():
    assert "Switched off" in check_links(lambda done, total: None)
    assert not Link.objects.exists()


def test_a_run_checks_links_up_to_its_limit(settings, monkeypatch):
    settings.CHECK_LINKS_DAILY = True
    monkeypatch.setattr("directory.schedule.LINKS_OF_A_RUN", 3)
    asked = []

    def check(links, fetcher, *, law, on_outcome):
        for link in links:
            asked.append(link.url)
            on_outcome(link)
        return Counter({"ok": 2, "put-off": 1})

    monkeypatch.setattr("directory.links.checking.check", check)
    seen = []
    said = check_links(lambda done, total: seen.append((done, total)))
    assert len(asked) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert said.startswith("3 of ")
    assert said.endswith("links checked. 2 OK; 1 Put off: the host asked for rest")


def test_an_unknown_job_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(CommandError, match="publish-scheduled"):
        call_command("run_scheduled", "dance")


def test_the_jobs_are_listed():
    out = StringIO()
    call_command("run_scheduled", "--list", stdout=out)
    names = [line.partition(":")[0] for line in out.getvalue().splitlines()]
    assert {"publish-scheduled", "check-links", "forget-old-runs"} <= set(names)
    assert not JobRun.objects.exists()


def test_what_is_due_runs_without_a_name(declared):
    del declared["faulty"]
    ran("daily", MINUTE)
    out = StringIO()
    call_command("run_scheduled", stdout=out)
    assert out.getvalue() == "often: Looked.\n"
