"""Loading the starting content: all of it or, when anything is wrong, nothing.

What nobody has touched since follows the files; what somebody has touched is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.imports.datasets import DATASETS, Dataset
from directory.imports.faults import Fault, SeedError
from directory.imports.planning import Planning
from directory.imports.plans import Kind, PlannedRow
from directory.imports.saving import save
from directory.imports.touched import digest, touched
from directory.models import Record, SeededRow, gathering
from directory.models.slugs import promised

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
    faults: set[Fault] = set()
    files: dict[type[models.Model], _Loading] = {}
    with transaction.atomic(), disable_reference_index_auto_update(), gathering():
        for dataset in DATASETS:
            files[dataset.model] = _Loading(dataset, folder, files)
        for each in files.values():
            faults |= each.load(progress)
        if faults:
            raise SeedError(faults)
        # What is part of something goes before it.
        for each in reversed(files.values()):
            each.unpublish_gone()
            each.remember()
    return {each.dataset.name: each.outcome for each in files.values()}


class _Loading:
    """The loading of one file: what its rows made before, and what somebody has touched of it."""

    def __init__(
        self, dataset: Dataset, folder: Path, files: "dict[type[models.Model], _Loading]"
    ) -> None:
        self.dataset, self.files = dataset, files
        self.table = dataset.read(folder)
        self.seeded = {row.key: row for row in SeededRow.objects.filter(dataset=dataset.name)}
        every = dataset.records(self.table.keys | self.seeded.keys(), held=True)
        self.touched = touched(dataset, every, self.seeded)
        self.digests = {
            key: digest(dataset, record) for key, record in every.items() if key not in self.touched
        }
        self.gone = {key: every.pop(key) for key in every.keys() - self.table.keys}
        self.records = every
        # What an editor deleted, of what was loaded once.
        self.deleted = self.seeded.keys() - every.keys() - self.gone.keys()
        self.outcome = Loaded()
        if dataset.has_key_field:
            shown = {key for key, record in self.gone.items() if getattr(record, "live", False)}
            kept = (self.deleted & self.table.keys) | (self.touched & (every.keys() | shown))
            self.outcome.left_alone = len(kept)

    def load(self, progress: Progress | None) -> set[Fault]:
        """Check all rows; save those without fault that are new, or say something new. Return what
        is wrong."""
        planning = Planning(
            self.dataset,
            self.table,
            self.records,
            alone=self.touched | self.deleted | self._promised(),
            again={key for key, row in self.seeded.items() if row.is_withdrawn},
            why_not=self._why_not,
        )
        rows, new = [], 0
        to_do = len(self.table.keys - self.seeded.keys() - self.records.keys())
        for row in planning.rows():
            rows.append(row)
            if row.kind == Kind.NEW:
                new += 1
                if progress:
                    progress(self.dataset.name, new, to_do)
        self._save([row for row in rows if row.kind in (Kind.NEW, Kind.CHANGED)])
        return {*self.table.faults, *(fault for row in rows for fault in row.faults)}

    def _promised(self) -> set[str]:
        """The keys that scheduled versions of editors will take: those go before a new row."""
        model = self.dataset.model
        return {*promised(model, but=None)} if issubclass(model, Record) else set()

    def _save(self, rows: list[PlannedRow]) -> None:
        save(rows)
        for row in rows:
            self.digests[row.key] = digest(self.dataset, row.record)
        self.outcome.new = sum(row.kind == Kind.NEW for row in rows)
        self.outcome.updated = len(rows) - self.outcome.new
        back = SeededRow.objects.filter(dataset=self.dataset.name, is_withdrawn=True)
        back.filter(key__in=[row.key for row in rows]).update(is_withdrawn=False)

    def _why_not(self, model: type[models.Model], key: str, is_new: bool) -> str:
        """Why no record of `model` has this key; of a faulty row nothing more is said."""
        file = self.files[model]
        if key in file.deleted:
            return _("An editor has deleted what this row points to.") if is_new else ""
        if key in file.table.keys or file.dataset.key not in file.table.columns:
            return ""
        return _("No row of %s has this key.") % file.table.file

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
