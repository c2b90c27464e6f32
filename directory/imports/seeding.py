"""Loading the starting content: all of it or, when anything is wrong, nothing."""

from collections.abc import Callable, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.imports.bulk import mark_published, publish
from directory.imports.candidates import Candidate, Known
from directory.imports.datasets import DATASETS, Dataset
from directory.imports.faults import Fault, SeedError
from directory.imports.rows import Row, Table, read_table
from directory.models import Record, SeededRow, gathering

DATA = Path(apps.get_app_config("directory").path) / "data"

Progress = Callable[[str, int, int], None]


def load(progress: Progress | None = None, folder: Path = DATA) -> dict[str, int]:
    """Load what was never loaded before, published; returns how many rows of each dataset.

    What an editor changed stays changed, what an editor deleted stays deleted, and a row whose
    key an entry of an editor has counts as loaded. Raises SeedError with every fault of every
    file, and then has changed nothing. `progress` is called with the name of a dataset, how many
    of its rows are done, and how many there are to do.
    """
    tables = {
        dataset.name: read_table(folder / dataset.file, dataset.header, dataset.key.name)
        for dataset in DATASETS
    }
    faults = [fault for table in tables.values() for fault in table.faults]
    known: dict[str, Known] = {}
    with transaction.atomic(), disable_reference_index_auto_update(), gathering():
        loaded = {
            dataset.name: _load(dataset, tables[dataset.name], known, faults, progress)
            for dataset in DATASETS
        }
        if faults:
            raise SeedError(faults)
    return loaded


def _load(
    dataset: Dataset,
    table: Table,
    known: dict[str, Known],
    faults: list[Fault],
    progress: Progress | None,
) -> int:
    """Check all rows and save the new ones without fault; adds to `known` and `faults`."""
    remembered = set(SeededRow.objects.filter(dataset=dataset.name).values_list("key", flat=True))
    records = dataset.records(table.keys)
    known[dataset.name] = Known(table, records, remembered - records.keys())
    old = remembered | records.keys()
    to_do = len(table.keys - old)
    moment = timezone.now()
    saved = []
    for row in _in_order(dataset, table, faults):
        candidate = _candidate(dataset, table, row, known, fresh=row.key not in old)
        faults += candidate.faults
        if not candidate.ready:
            continue
        if isinstance(candidate.record, Record):
            mark_published(candidate.record, moment)
        candidate.record.save()
        records[row.key] = candidate.record
        saved.append(candidate.record)
        if progress:
            progress(dataset.name, len(saved), to_do)
    if issubclass(dataset.model, Record) and not faults:
        publish(saved, moment)
    SeededRow.objects.bulk_create(
        SeededRow(dataset=dataset.name, key=key) for key in sorted(table.keys - remembered)
    )
    return len(saved)


def _candidate(
    dataset: Dataset, table: Table, row: Row, known: dict[str, Known], *, fresh: bool
) -> Candidate:
    candidate = Candidate(dataset.model(), table, row, known, fresh)
    for column in dataset.columns:
        if column.name in row.cells:
            column.fill(candidate)
        else:
            candidate.undecided.update(column.fields)
    if "slug" in candidate.undecided:
        # Else the record would make one, from fields that may be undecided as well.
        candidate.record.slug = "undecided"
    candidate.judge(dataset.columns_by_field)
    return candidate


def _in_order(dataset: Dataset, table: Table, faults: list[Fault]) -> Sequence[Row]:
    """The rows, each after the one that it names as the larger whole."""
    if not dataset.within:
        return table.rows
    by_line = {row.line: row for row in table.rows}
    by_name = {name: row.line for row in table.rows if (name := row.cells.get("name"))}
    wholes = {row.line: by_name.get(row.cells.get(dataset.within, "")) for row in table.rows}
    graph = {line: [whole] if whole else [] for line, whole in wholes.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        row = by_line[min(error.args[1])]
        value, reason = row.cells[dataset.within], _("It is part of itself.")
        faults.append(Fault(table.file, row.line, dataset.within, value, reason))
        return table.rows
    return [by_line[line] for line in order]
