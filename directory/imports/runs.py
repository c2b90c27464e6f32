"""The steps of an import that take time: each is a run, at once or in the background.

A run is known by its token. Only the one whose token the import bears may write, so that a run
which was taken for stopped and begun again does nothing if it wakes up.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from directory.catalog.directories import DIRECTORIES
from directory.imports.application import ImportRefused, answering_busy, apply
from directory.imports.heartbeat import Heartbeat, Phase, last_beat
from directory.imports.planning import plan
from directory.imports.plans import ImportPlan
from directory.imports.reversal import UndoRefused, undo
from directory.imports.reviews import keep_review
from directory.imports.tables import is_small, read_table
from directory.models import Import, Stamp

State = Import.State

# Up to so many rows, a step is done while the editor waits: two seconds at most.
AT_ONCE = 500
# A step that nobody has begun after this long waits for a worker that is not there.
PATIENCE = timedelta(minutes=2)
# From where each step may begin, and where it leads back to when it comes to nothing.
FROM = {
    State.CHECKING: (State.SENT, State.CHECKED),
    State.APPLYING: (State.CHECKED,),
    State.UNDOING: (State.APPLIED,),
}
BACK = {
    State.CHECKING: State.SENT,
    State.APPLYING: State.CHECKED,
    State.UNDOING: State.APPLIED,
}
# How many of the things in the way are said.
SHOWN = 50


def is_stopped(log: Import) -> bool:
    """Return whether the run that works on the import was killed, or broke off."""
    beat = last_beat(log.run)
    return log.state in Import.AT_WORK and beat is not None and beat.is_lost


def waits_in_vain(log: Import) -> bool:
    """Return whether nobody began the run in time: there seems to be no worker."""
    waits = log.state in Import.AT_WORK and last_beat(log.run) is None
    return waits and log.begun is not None and timezone.now() - log.begun > PATIENCE


def begin(log: Import, step: State, user: AbstractBaseUser, **said: object) -> None:
    """Check, import or undo a file: at once when it is small, else as a task of the worker.

    `said` are fields of the import to be set with it. Raises ImportRefused when somebody else was
    first, or is importing another file into the same directory.
    """
    if log.state in Import.AT_WORK and not (is_stopped(log) or waits_in_vain(log)):
        raise ImportRefused(_("Somebody else is at work on this file."))
    run = uuid4().hex
    with answering_busy():
        _claim(log, step, run=run, begun=timezone.now(), problem="", **said)
    arguments = (log.pk, run, user.pk, get_language())
    if _is_quick(log, step):
        work(*arguments)
    else:
        work_later.enqueue(*arguments)
    log.refresh_from_db()


def give_up(log: Import) -> None:
    """Take a run that was stopped for what it is: nothing was written, and nobody works on it."""
    if log.state in BACK and (is_stopped(log) or waits_in_vain(log)):
        Import.objects.filter(pk=log.pk, run=log.run, state=log.state).update(
            state=BACK[log.state], run=""
        )


def work(pk: int, run: str, user_pk: int, language: str) -> None:
    """Do the step that the import waits for, if it still waits for this run."""
    log = Import.objects.filter(pk=pk, run=run, state__in=Import.AT_WORK).first()
    if log is None:
        return
    user = get_user_model()._default_manager.filter(pk=user_pk).first()
    with override(language), Heartbeat(run) as heartbeat:
        try:
            STEPS[log.state](log, user, heartbeat)
        except UndoRefused as refused:
            _note_problem(log, _in_the_way(refused.obstacles))
        except ImportRefused as refused:
            _note_problem(log, str(refused))


@task(backend="background")
def work_later(pk: int, run: str, user_pk: int, language: str) -> None:
    """Do the same as work(), by the worker."""
    work(pk, run, user_pk, language)


def _check(log: Import, _user: AbstractBaseUser | None, heartbeat: Heartbeat) -> None:
    made = _plan_of(log, heartbeat.begin("plan"))
    heartbeat.begin("review")
    keep_review(log, made)


def _apply(log: Import, user: AbstractBaseUser | None, heartbeat: Heartbeat) -> None:
    made = _plan_of(log, heartbeat.begin("plan"))
    if made.fingerprint != log.review["fingerprint"]:
        raise ImportRefused(
            _("The entries have changed since this file was reviewed. Review it again.")
        )
    apply(
        made,
        user,
        publish=log.is_published,
        skip_faulty=log.skips_faulty,
        log=log,
        progress=heartbeat.begin("save"),
    )


def _undo(log: Import, user: AbstractBaseUser | None, heartbeat: Heartbeat) -> None:
    undo(log, user, heartbeat.begin("undo"))


STEPS: dict[State, Callable[[Import, AbstractBaseUser | None, Heartbeat], None]] = {
    State.CHECKING: _check,
    State.APPLYING: _apply,
    State.UNDOING: _undo,
}


def _plan_of(log: Import, progress: Phase) -> ImportPlan:
    directory = DIRECTORIES[log.directory]
    table = read_table(log.file_name, bytes(log.content), directory, log.mapping)
    return plan(directory, table, progress)


@transaction.atomic
def _claim(log: Import, step: State, **said: object) -> None:
    if step != State.CHECKING:
        # The row of the stamp is the lock: who looks for another import sees all that have begun.
        Stamp.move(f"imports/{log.directory}")
        _refuse_second(log)
    before = (log.state,) if log.state == step else FROM[step]
    waiting = Import.objects.filter(pk=log.pk, run=log.run, state__in=before)
    if not waiting.update(state=step, **said):
        raise ImportRefused(_("This file has been imported or dropped already."))


def _is_quick(log: Import, step: State) -> bool:
    if step == State.CHECKING:
        return is_small(bytes(log.content), AT_ONCE)
    return sum(log.counts.get(kind, 0) for kind in ("new", "changed", "unchanged")) <= AT_ONCE


def _refuse_second(log: Import) -> None:
    others = Import.objects.filter(
        directory=log.directory, state__in=(State.APPLYING, State.UNDOING)
    )
    for other in others.exclude(pk=log.pk).defer("content"):
        if not is_stopped(other) and not waits_in_vain(other):
            raise ImportRefused(
                _("“%s” is being imported into this directory or undone. Wait until that is done.")
                % other.file_name
            )


def _note_problem(log: Import, problem: str) -> None:
    Import.objects.filter(pk=log.pk, run=log.run, state=log.state).update(
        state=BACK[log.state], problem=problem
    )


def _in_the_way(obstacles: tuple[str, ...]) -> str:
    lines = [_("Nothing was undone. This stands in the way:"), *obstacles[:SHOWN]]
    if len(obstacles) > SHOWN:
        lines.append(_("… and %d more.") % (len(obstacles) - SHOWN))
    return "\n".join(lines)
