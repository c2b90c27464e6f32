"""Doing what a plan says: all of it or nothing, in one transaction, with a way back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.imports.datasets import Dataset
from directory.imports.planning import Planning, Progress, plan, stamps_of
from directory.imports.plans import ImportPlan, Kind, PlannedRow
from directory.imports.rows import Table
from directory.imports.saving import save
from directory.models import Import, ImportedEntry, Stamp, gathering, stamp_name

State = Import.State

# How an entry stands beside its content: undoing gives that back as well.
STANDING = ("live", "has_unpublished_changes", "expired", "first_published_at", "last_published_at")

# What moves with every save, and is never given back.
UNTOUCHED = ("updated_at", "latest_revision", "live_revision")


class ImportRefused(Exception):
    """Nothing was written; the message says why, and what to do."""


@contextmanager
def writing_alone(model: type[models.Model]) -> Iterator[None]:
    """Hold a transaction in which nobody else changes records of `model`, nor imports anything.

    Who comes second waits; raises ImportRefused when that takes too long.
    """
    with (
        answering_busy(),
        transaction.atomic(),
        disable_reference_index_auto_update(),
        gathering(),
    ):
        # Every change moves the stamp of its model: the row of the stamp is the lock.
        Stamp.move("imports")
        Stamp.move(stamp_name(model))
        yield


@contextmanager
def answering_busy() -> Iterator[None]:
    """Raise ImportRefused, in words, where the database lets nobody write for too long."""
    try:
        yield
    except OperationalError as error:
        raise ImportRefused(
            _("The database is busy, perhaps with another import. Nothing was written; try again.")
        ) from error


def apply(
    plan_: ImportPlan,
    user: AbstractBaseUser | None,
    *,
    publish: bool,
    skip_faulty: bool = False,
    was_public: bool = False,
    log: Import | None = None,
    progress: Progress | None = None,
) -> Import:
    """Save what the plan says, published or as drafts, and return the log from which to undo it.

    Raises ImportRefused, and then has written nothing, when the plan has faults that are not to
    be skipped, or when the entries have changed so that it would now do something else. `log` is
    the record of a file that waits for its review; without it a new one is made. Entries of which
    it is known that they were public are not asked for their sources again.
    """
    _refuse_faulty(plan_, skip_faulty)
    if publish and not was_public:
        _refuse_unpublishable(plan_)
    with writing_alone(plan_.directory.model):
        log = _claimed(log) if log else Import(directory=plan_.directory.slug)
        fresh = _fresh(plan_)
        log.user = user
        log.file_name = plan_.table.file
        log.sha256 = plan_.table.sha256
        log.state = State.APPLIED
        log.is_published = publish
        log.counts = fresh.counts
        log.content = None
        log.save()
        log.rows.all().delete()
        _save_and_remember(fresh, log, progress)
        log.finished = timezone.now()
        log.save(update_fields=["finished"])
    return log


def bring(dataset: Dataset, table: Table) -> None:
    """Save what a file says that is no directory's: all of it, or raise ImportRefused."""
    rows = [*Planning(dataset, table, dataset.records(table.keys)).rows()]
    if faults := {*table.faults, *(fault for row in rows for fault in row.faults)}:
        raise ImportRefused("\n".join(map(str, sorted(faults))))
    save(rows)


def _fresh(plan_: ImportPlan) -> ImportPlan:
    """The plan as it is now: the same one, unless something was saved since it was made.

    A plan whose entries have been given their new values is spent, whatever becomes of them.
    """
    moved = stamp_name(plan_.directory.model)
    now = {**stamps_of(plan_.directory), moved: Stamp.read()[moved] - 1}
    is_current, plan_.stamps = plan_.stamps == now, {}
    if is_current and not any(row.record.has_unpublished_changes for row in _saved(plan_)):
        return plan_
    fresh = plan(plan_.directory, plan_.table)
    if fresh.fingerprint != plan_.fingerprint:
        raise ImportRefused(
            _("The entries have changed since this file was reviewed. Review it again.")
        )
    fresh.stamps = {}
    return fresh


def _saved(plan_: ImportPlan) -> list[PlannedRow]:
    return plan_.of_kind(Kind.NEW, Kind.CHANGED)


def has_faults(number: int) -> str:
    """Return why a file with so many faults was not imported."""
    return ngettext(
        "The file has %(number)d fault, so nothing was imported.",
        "The file has %(number)d faults, so nothing was imported.",
        number,
    ) % {"number": number}


def _refuse_faulty(plan_: ImportPlan, skip_faulty: bool) -> None:
    if not plan_.is_readable:
        raise ImportRefused("\n".join(map(str, plan_.faults)))
    if plan_.faults and not skip_faulty:
        raise ImportRefused(has_faults(len(plan_.faults)))


def _refuse_unpublishable(plan_: ImportPlan) -> None:
    """Raise ImportRefused for the first row that an editor could not publish by hand either."""
    for row in sorted(_saved(plan_), key=lambda row: row.line):
        try:
            row.record.check_publishable()
        except ValidationError as error:
            words = {"line": row.line, "key": row.key, "reason": " ".join(error.messages)}
            raise ImportRefused(
                _("Line %(line)d, %(key)s: %(reason)s Nothing was imported. Import as drafts.")
                % words
            ) from error


def _claimed(log: Import) -> Import:
    """The log as it is now: two people may have pressed the button."""
    now = Import.objects.select_for_update().filter(pk=log.pk, run=log.run).first()
    if now is None or now.state not in (State.SENT, State.CHECKED, State.APPLYING):
        raise ImportRefused(_("This file has been imported or dropped already."))
    return now


def _save_and_remember(plan_: ImportPlan, log: Import, progress: Progress | None) -> None:
    rows = _saved(plan_)
    before = {row.key: row.record.latest_revision for row in rows}
    save(rows, user=log.user, publish=log.is_published, progress=progress)
    _remember(rows, log, before)


def _remember(rows: Sequence[PlannedRow], log: Import, before: dict) -> None:
    if not rows:
        return
    kind = ContentType.objects.get_for_model(rows[0].record, for_concrete_model=False)
    ImportedEntry.objects.bulk_create(
        ImportedEntry(
            batch=log,
            content_type=kind,
            object_id=str(row.record.pk),
            key=row.key,
            action=(
                ImportedEntry.Action.CREATED
                if row.kind == Kind.NEW
                else ImportedEntry.Action.CHANGED
            ),
            revision_before=before[row.key],
            revision_after=row.record.latest_revision,
            before=_touched(row),
        )
        for row in rows
    )


def _touched(row: PlannedRow) -> dict[str, object]:
    """What the entry said where it says something else now, and how it stood."""
    if not row.before:
        return {}
    now = row.record.serializable_data()
    return {
        name: value
        for name, value in row.before.items()
        if name in STANDING or (value != now[name] and name not in UNTOUCHED)
    }
