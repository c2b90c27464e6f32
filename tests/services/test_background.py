"""The worker and the scheduler are killed, or lose their database: what they had to do is done."""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

WORKER = ("db_worker", "--backend", "background", "--queue-name", "*", "--interval", "0.2")
JOBS = ("run_scheduled", "knock-at-worker", "note-changes", "forget-senders", "send-mail", "-v0")
ENQUEUE = (
    "from cms.schedule import answer_knock; [answer_knock.enqueue() for _n in range({number})]"
)
STATES = """
import json
from collections import Counter
from django_tasks_db.models import DBTaskResult
print(json.dumps(Counter(DBTaskResult.objects.values_list("status", flat=True))))
"""
# The places of runs that were killed are free, as they are 3 minutes later.
LATER = """
from datetime import timedelta
from django.utils import timezone
from directory.models import JobRun
past = timezone.now() - timedelta(seconds=1)
JobRun.objects.filter(state=JobRun.State.RUNNING).update(held_until=past)
"""
JOB_STATES = """
from directory.models import JobRun
print(sorted(JobRun.objects.filter(state=JobRun.State.RUNNING).values_list("name", flat=True)))
"""


@contextmanager
def kept_running(site, *command: str) -> Iterator[list[subprocess.Popen]]:
    """Start a command again a second after it ended, as its unit does; yields all that were
    started."""
    started, over = [], threading.Event()

    def run() -> None:
        while not over.is_set():
            started.append(site.command(*command))
            started[-1].communicate()
            over.wait(1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield started
    finally:
        over.set()
        while thread.is_alive():
            started[-1].kill()
            thread.join(timeout=1)


def states(site) -> dict[str, int]:
    return json.loads(site.shell(STATES))


def wait_for_all(site, number: int, lost: int = 0) -> dict[str, int]:
    """How the tasks stand once `number` are done but for those that were `lost`."""
    for _time in range(90):
        found = states(site)
        if found.get("SUCCESSFUL", 0) + lost >= number and not found.get("READY"):
            return found
        time.sleep(1)
    raise AssertionError(found)


@pytest.fixture(autouse=True)
def _no_tasks(site):
    site.shell("from django_tasks_db.models import DBTaskResult as T; T.objects.all().delete()")


def test_five_times_the_worker_is_killed_and_all_else_is_done(site):
    site.shell(ENQUEUE.format(number=400))
    with kept_running(site, *WORKER) as started:
        for number in range(1, 6):
            while len(started) < number:
                time.sleep(0.05)
            time.sleep(4)
            started[-1].send_signal(signal.SIGKILL)
        found = wait_for_all(site, 400, lost=5)
    # What it was at when it was killed is on record as begun, and done by nobody twice.
    assert found.get("FAILED", 0) == 0
    assert found.get("RUNNING", 0) <= 5
    assert sum(found.values()) == 400


def test_five_times_the_scheduler_is_killed_and_the_next_run_takes_over(site):
    for number in range(5):
        process = site.command(*JOBS)
        time.sleep(1 + number)
        process.kill()
        process.communicate()
        site.shell(LATER)
    process = site.command(*JOBS)
    assert process.wait(timeout=120) == 0, process.stderr.read()
    assert site.shell(JOB_STATES) == "[]"


def test_a_worker_goes_on_when_its_database_is_back(site, postgres):
    with kept_running(site, *WORKER):
        site.shell(ENQUEUE.format(number=3))
        assert wait_for_all(site, 3)["SUCCESSFUL"] == 3
        postgres.stop()
        time.sleep(6)
        postgres.start()
        site.shell(ENQUEUE.format(number=3))
        assert wait_for_all(site, 6)["SUCCESSFUL"] == 6
