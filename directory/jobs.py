"""Scheduled jobs: what is due runs, once at a time, and each run is on record.

An app declares its jobs in its module `schedule`; `manage.py run_scheduled` runs them.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Min
from django.utils import timezone

from directory.models import JobRun, has_come

logger = logging.getLogger(__name__)
State = JobRun.State
Progress = Callable[[int, int], None]

# A daily job that failed is tried again after this long; a more frequent one at its usual time.
RETRY = timedelta(hours=1)
# Overdue by less than this is not late.
GRACE = timedelta(minutes=10)
# A run that neither ends nor makes progress for so long is taken for lost. It is short enough for
# a lost run to be followed by another within the five minutes that editors are promised.
HOLD = timedelta(minutes=3)
SECONDS_BETWEEN_RENEWALS = 15
# What starts us each minute is never exact; without slack, each minute would be every other.
SLACK = timedelta(seconds=30)


class Superseded(Exception):
    """This run was taken for lost, and its place is no longer its own: it must stop."""


@dataclass(frozen=True)
class Job:
    """Something that runs every so often; its work returns one sentence of what it did."""

    name: str
    label: str
    every: timedelta
    work: Callable[[Progress], str]


JOBS: dict[str, Job] = {}


def job(name: str, *, label: str, every: timedelta) -> Callable:
    """Declare a function as the work of a job.

    It is called with `progress(done, total)`, which it must call at least every two minutes if it
    works for longer. What it raises is logged and recorded, and keeps no other job from running.
    """

    def declared(work: Callable[[Progress], str]) -> Callable[[Progress], str]:
        if name in JOBS:
            raise ValueError(f"There is already a job called {name!r}.")
        JOBS[name] = Job(name, label, every, work)
        return work

    return declared


@dataclass(frozen=True)
class JobStatus:
    """How a job stands: its last run, which may still go on, and whether it is late."""

    name: str
    label: str
    every: timedelta
    last: JobRun | None
    last_good: datetime | None
    is_late: bool


def statuses() -> list[JobStatus]:
    """Return how every job stands now, in two queries; one more on a site where none ever ran. A
    job that never ended well is late once it had its time since jobs were first run, or the site
    was made."""
    now = timezone.now()
    newest, runs, first = _newest()
    first = first or _made()
    found = []
    for each in JOBS.values():
        good = runs.get(newest.get((each.name, State.DONE)))
        of_job = [runs[pk] for (name, _state), pk in newest.items() if name == each.name]
        last = max(of_job, key=lambda run: run.pk, default=None)
        due = good.started + each.every if good and good.started <= now else first
        is_late = now > due + max(each.every, GRACE)
        found.append(
            JobStatus(each.name, each.label, each.every, last, good and good.started, is_late)
        )
    return found


def _newest() -> tuple[Mapping[tuple[str, str], int], Mapping[int, JobRun], datetime | None]:
    """Return the newest run of each job in each state; and when the first of all on record
    began."""
    found = JobRun.objects.order_by().values_list("name", "state")
    rows = list(found.annotate(Max("pk"), Min("started")))
    newest = {(name, state): pk for name, state, pk, _first in rows if name in JOBS}
    first = min((first for *_rest, first in rows), default=None)
    return newest, JobRun.objects.in_bulk(newest.values()), first


def _made() -> datetime:
    """Return when the tables of the site were made."""
    first = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    return first or timezone.now()


def due(now: datetime) -> list[Job]:
    """Return the jobs to be run now, the most frequent first, so that they wait for no long one."""
    newest, runs, _first = _newest()
    found = []
    for each in sorted(JOBS.values(), key=lambda each: each.every):
        good, failed = (
            runs[newest[each.name, state]].started if (each.name, state) in newest else None
            for state in (State.DONE, State.FAILED)
        )
        slack = min(SLACK, each.every / 2)
        waits = [good + each.every - slack] if good else []
        waits += [failed + min(each.every, RETRY) - slack] if failed else []
        # One that waits for longer than it can ran while the clock was ahead.
        if all(until <= now or until > now + each.every for until in waits):
            found.append(each)
    return found


def run(jobs: Iterable[Job], on_progress: Progress = lambda done, total: None) -> Iterator[JobRun]:
    """Run `jobs` one after the other; yield the run of each as it ends.

    One that is running elsewhere is left out.
    """
    for each in jobs:
        if started := _begin(each):
            yield _run(each, started, on_progress)


def forget(before: datetime) -> int:
    """Delete the runs that ended before then, save the newest of each job and state; how many."""
    newest, _runs, _first = _newest()
    old = JobRun.objects.filter(finished__lt=before).exclude(pk__in=newest.values())
    return old.delete()[0]


def _begin(job: Job) -> JobRun | None:
    """Return a run that is ours alone; None while another has it."""
    now = timezone.now()
    lost = JobRun.objects.filter(has_come("held_until", HOLD), name=job.name, state=State.RUNNING)
    lost.update(state=State.LOST, finished=now)
    try:
        with transaction.atomic():
            return JobRun.objects.create(name=job.name, started=now, held_until=now + HOLD)
    except IntegrityError:
        return None


def _run(job: Job, run: JobRun, on_progress: Progress) -> JobRun:
    held = JobRun.objects.filter(pk=run.pk, state=State.RUNNING)
    renewed = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal renewed
        on_progress(done, total)
        if time.monotonic() - renewed > SECONDS_BETWEEN_RENEWALS:
            renewed = time.monotonic()
            if not held.update(held_until=timezone.now() + HOLD):
                raise Superseded

    state, message = State.LOST, ""
    try:
        message = job.work(progress)
        state = State.DONE
    except Superseded:
        logger.warning("%s: another run has taken the place of this one.", job.name)
    except Exception as error:
        state, message = State.FAILED, f"{type(error).__name__}: {error}"
        logger.exception("The scheduled job %s failed.", job.name)
    finally:
        run.state, run.message, run.finished = state, str(message)[:2000], timezone.now()
        held.update(state=run.state, message=run.message, finished=run.finished)
    return run
