"""Undoing an import: every entry is again as it was, or nothing is touched."""

from collections.abc import Callable, Iterator, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.imports.application import writing_alone
from directory.imports.bulk import (
    AT_ONCE,
    DELETED,
    EDITED,
    keep_drafts,
    log,
    publish,
)
from directory.imports.planning import Progress
from directory.imports.references import forget_references, index_references
from directory.models import Association, Import, ImportedEntry, Record

State = Import.State


class UndoRefused(Exception):
    """Nothing was undone; `obstacles` says for each entry what stands in the way."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__("\n".join(self.obstacles))


def undo(import_: Import, user: AbstractBaseUser | None, progress: Progress | None = None) -> None:
    """Restore all that the import wrote, with a revision for each entry that names `user`.

    `progress` is called with the number of entries that are as they were, and of all. Raises
    UndoRefused, and then has changed nothing, when something it touched was edited since or is
    needed by others.
    """
    directory = DIRECTORIES[import_.directory]
    model = directory.model
    with writing_alone(model):
        current = Import.objects.select_for_update().get(pk=import_.pk)
        if current.state not in (State.APPLIED, State.UNDOING) or current.run != import_.run:
            raise UndoRefused([_("Only an import that stands can be undone.")])
        entries = list(current.entries.select_related("revision_before"))
        found = model._base_manager.select_related(*directory.related)
        records = found.in_bulk([entry.object_id for entry in entries])
        by_entry = {entry: records.get(int(entry.object_id)) for entry in entries}
        obstacles = [
            f"{entry.key}: {reason}"
            for entry, record in by_entry.items()
            if (reason := _obstacle(entry, record))
        ]
        if obstacles:
            raise UndoRefused(obstacles)
        changed = [entry for entry in entries if not _is_new(entry)]
        _restore(changed, by_entry, user)
        # Who is part of another came after it, and goes before it.
        new = [by_entry[entry] for entry in reversed(entries) if _is_new(entry)]
        _delete(new, user, lambda done: progress and progress(len(changed) + done, len(entries)))
        current.state = State.UNDONE
        current.save(update_fields=["state"])
    import_.refresh_from_db()


def _is_new(entry: ImportedEntry) -> bool:
    return entry.action == ImportedEntry.Action.CREATED


def _obstacle(entry: ImportedEntry, record: models.Model | None) -> str:
    if record is None:
        return _("It has been deleted since.")
    if entry.revision_after_id is None or record.latest_revision_id != entry.revision_after_id:
        return _("It has been edited since.")
    if record.locked:
        return _("It is locked.")
    if record.has_unpublished_changes is entry.batch.is_published or (
        entry.batch.is_published and not record.live
    ):
        return _("It has been published or unpublished since.")
    return ""


def _delete(
    records: Sequence[Record], user: AbstractBaseUser | None, on_progress: Callable[[int], object]
) -> None:
    """Delete records of one model, those that name others of them first."""
    in_the_way, moment, done = [], timezone.now(), 0
    for chunk in _chunks_to_delete(records):
        log(chunk, moment, user, (DELETED,))
        forget_references(chunk)
        try:
            type(chunk[0]).objects.filter(pk__in=[record.pk for record in chunk]).delete()
        except ProtectedError:
            in_the_way += [text for record in chunk if (text := _users_of(record))]
        done += len(chunk)
        on_progress(done)
    if in_the_way:
        raise UndoRefused(in_the_way)


def _chunks_to_delete(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The records in their order, parted so that none is deleted together with its larger whole."""
    chunk: list[Record] = []
    for record in records:
        wholes = {each.parent_id for each in chunk if isinstance(each, Association)}
        if chunk and (len(chunk) == AT_ONCE or record.pk in wholes):
            yield chunk
            chunk = []
        chunk.append(record)
    if chunk:
        yield chunk


def _users_of(record: Record) -> str:
    """What needs the record, in words; nothing when nothing does."""
    try:
        with transaction.atomic():
            record.delete()
    except ProtectedError as error:
        users = ", ".join(sorted({str(each) for each in error.protected_objects})[:5])
        return f"{record.slug}: " + _("It is used by %s.") % users
    return ""


def _restore(
    entries: Sequence[ImportedEntry],
    by_entry: dict[ImportedEntry, models.Model],
    user: AbstractBaseUser | None,
) -> None:
    moment = timezone.now()
    live, drafts, lost = [], [], []
    for entry in entries:
        record = by_entry[entry]
        data = {**record.serializable_data(), **entry.before}
        restored = type(record).from_serializable_data(data, check_fks=True, strict_fks=True)
        if restored is None:
            lost.append(f"{entry.key}: " + _("What it pointed to has been deleted."))
            continue
        restored.save()
        (live if restored.live else drafts).append(restored)
    if lost:
        raise UndoRefused(lost)
    publish(live, moment, user=user, actions=(EDITED,))
    keep_drafts(drafts, moment, user=user, actions=(EDITED,))
    index_references(drafts)
    _give_back_drafts(entries, by_entry)


def _give_back_drafts(
    entries: Sequence[ImportedEntry], by_entry: dict[ImportedEntry, models.Model]
) -> None:
    """The draft of an earlier import that this one replaced is the latest revision again."""
    for entry in entries:
        if entry.before.get("has_unpublished_changes") and entry.revision_before_id:
            queryset = type(by_entry[entry])._base_manager.filter(pk=entry.object_id)
            queryset.update(latest_revision=entry.revision_before_id, has_unpublished_changes=True)
