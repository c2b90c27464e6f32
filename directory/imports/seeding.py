"""Loading the starting content: all of it or, when anything is wrong, nothing.

What nobody has touched since follows the files; what somebody has touched is left alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.imports.bulk import EDITED, PUBLISHED, mark_published, publish
from directory.imports.candidates import Candidate, Known
from directory.imports.datasets import DATASETS, Dataset
from directory.imports.faults import Fault, SeedError
from directory.imports.rows import Row, in_order
from directory.imports.touched import digest, touched
from directory.models import Record, SeededRow, gathering

DATA = Path(apps.get_app_config("directory").path) / "data"

Progress = Callable[[str, int, int], None]


@dataclass
class Loaded:
    """How many rows of a dataset were loaded for the first time, were brought up to date, were
    unpublished since the file has them no longer, and were left alone since somebody has touched
    what they made."""

    new: int = 0
    updated: int = 0
    unpublished: int = 0
    left_alone: int = 0


def load(progress: Progress | None = None, folder: Path = DATA) -> dict[str, Loaded]:
    """Load what was never loaded before, published, and bring up to date what nobody has touched;
    returns what became of the rows of each dataset.

    What an editor changed stays changed, what an editor deleted stays deleted, and a row whose
    key an entry of an editor has counts as loaded. Raises SeedError with every fault of every
    file, and then has changed nothing. `progress` is called with the name of a dataset, how many
    of its rows are done, and how many there are to do.
    """
    faults: list[Fault] = []
    known: dict[str, Known] = {}
    with transaction.atomic(), disable_reference_index_auto_update(), gathering():
        loading = [_Loading(dataset, folder, known, faults) for dataset in DATASETS]
        for each in loading:
            each.load(progress)
        if faults:
            raise SeedError(faults)
        # What is part of something goes before it.
        for each in reversed(loading):
            each.unpublish_gone()
            each.remember()
    return {each.dataset.name: each.outcome for each in loading}


class _Loading:
    """The loading of one file: what its rows made before, and what somebody has touched of it."""

    def __init__(
        self, dataset: Dataset, folder: Path, known: dict[str, Known], faults: list[Fault]
    ) -> None:
        self.dataset, self.known, self.faults = dataset, known, faults
        self.table = dataset.read(folder)
        faults += self.table.faults
        self.seeded = {row.key: row for row in SeededRow.objects.filter(dataset=dataset.name)}
        every = dataset.records(self.table.keys | self.seeded.keys())
        self.touched = touched(dataset, every, self.seeded)
        self.digests = {
            key: digest(dataset, record) for key, record in every.items() if key not in self.touched
        }
        self.gone = {key: every.pop(key) for key in every.keys() - self.table.keys}
        self.records = every
        deleted = self.seeded.keys() - every.keys()
        known[dataset.name] = Known(self.table, every, deleted)
        self.old = self.seeded.keys() | every.keys()
        self.outcome = Loaded()
        if dataset.key.fields:
            shown = {key for key, record in self.gone.items() if getattr(record, "live", False)}
            kept = (deleted & self.table.keys) | (self.touched & (every.keys() | shown))
            self.outcome.left_alone = len(kept)

    def load(self, progress: Progress | None) -> None:
        """Check all rows; save those without fault that are new, or say something new."""
        moment, to_do = timezone.now(), len(self.table.keys - self.old)
        created: dict[str, models.Model] = {}
        updated: dict[str, models.Model] = {}
        for row in self._in_order():
            candidate = self._candidate(row)
            self.faults += candidate.faults
            if not candidate.ready:
                continue
            record = candidate.record
            if isinstance(record, Record):
                mark_published(record, moment)
            record.save()
            self.digests[row.key] = digest(self.dataset, record)
            if row.key in self.old:
                updated[row.key] = record
                continue
            self.records[row.key] = created[row.key] = record
            if progress:
                progress(self.dataset.name, len(created), to_do)
        if issubclass(self.dataset.model, Record) and not self.faults:
            publish([*created.values()], moment)
            publish([*updated.values()], moment, actions=(EDITED, PUBLISHED))
            back = SeededRow.objects.filter(dataset=self.dataset.name, is_withdrawn=True)
            back.filter(key__in=updated).update(is_withdrawn=False)
        self.outcome.new, self.outcome.updated = len(created), len(updated)

    def _in_order(self) -> Sequence[Row]:
        """The rows, each after the one that it names as the larger whole."""
        if not self.dataset.within:
            return self.table.rows
        named = {row.cells.get("name", ""): row for row in self.table.rows}
        named.pop("", None)
        rows, fault = in_order(self.table, self.dataset.within, named)
        self.faults += [fault] if fault else []
        return rows

    def _candidate(self, row: Row) -> Candidate:
        """The row as a record, which is `fresh` when it is to be saved: a new one, or that which
        nobody has touched and which says something else."""
        is_new = row.key not in self.old
        record = None if row.key in self.touched else self.records.get(row.key)
        candidate = Candidate(
            record or self.dataset.model(), self.table, row, self.known, fresh=is_new
        )
        before = self.digests.get(row.key)
        for column in self.dataset.columns:
            if column.name in row.cells:
                column.fill(candidate)
            else:
                candidate.undecided.update(column.fields)
        if "slug" in candidate.undecided:
            # Else the record would make one, from fields that may be undecided as well.
            candidate.record.slug = "undecided"
        is_back = row.key in self.seeded and self.seeded[row.key].is_withdrawn
        if record and not candidate.undecided:
            candidate.fresh = is_back or digest(self.dataset, record) != before
        candidate.judge(self.dataset.columns_by_field)
        if record and not is_back and digest(self.dataset, record) == before:
            # The same number, written otherwise.
            candidate.fresh = False
        return candidate

    def unpublish_gone(self) -> None:
        """Unpublish what nobody has touched and no row makes any longer, unless readers would
        then lose something else with it."""
        for key, record in self.gone.items():
            if key in self.touched or not getattr(record, "live", False) or _is_needed(record):
                continue
            record.unpublish()
            SeededRow.objects.filter(pk=self.seeded[key].pk).update(is_withdrawn=True)
            self.outcome.unpublished += 1

    def remember(self) -> None:
        """Keep which rows were loaded, and what their entries say that nobody has touched."""
        SeededRow.objects.bulk_create(
            SeededRow(
                dataset=self.dataset.name,
                key=key,
                digest=SeededRow.OF_SOMEBODY if key in self.touched else self.digests.get(key, ""),
            )
            for key in sorted(self.table.keys - self.seeded.keys())
        )
        changed = []
        for key, row in self.seeded.items():
            before, row.digest = row.digest, self.digests.get(key, row.digest)
            changed += [row] if row.digest != before else []
        SeededRow.objects.bulk_update(changed, ["digest"])


def _is_needed(record: Record) -> bool:
    """Whether something is public only as long as this record is."""
    return any(
        relation.related_model._base_manager.filter(live=True, **{name: record}).exists()
        for relation in record._meta.related_objects
        if (name := relation.field.name) in getattr(relation.related_model, "needs", ())
    )
