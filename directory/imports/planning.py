"""Making an ImportPlan: each row is judged by the model's own rules, and nothing is written."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.columns import text_of, value_of
from directory.catalog.directory import Directory
from directory.imports.candidates import Candidate, Known
from directory.imports.columns import ImportColumn, columns_by_field, of_file
from directory.imports.datasets import Dataset, by_key
from directory.imports.faults import Fault
from directory.imports.fillers import Reference, References, contradiction
from directory.imports.obstacles import obstacle
from directory.imports.plans import CellChange, ImportPlan, Kind, PlannedRow
from directory.imports.rows import Row, Table, in_order
from directory.models import (
    Association,
    Audience,
    Institution,
    Place,
    Record,
    Stamp,
    Topic,
    stamp_name,
)
from directory.models.signs import readable
from directory.models.slugs import promised, why_promised

Progress = Callable[[int, int], None]
# Says why there is no record of a model with a key: the model, the key, whether the row is new.
WhyNot = Callable[[type[models.Model], str, bool], str]


def plan(directory: Directory, table: Table, progress: Progress | None = None) -> ImportPlan:
    """Say what importing `table` would do; reads the database and never writes to it.

    `progress` is called with the number of rows that are done and of all of them.
    """
    stamps, planned = stamps_of(directory), []
    if table.is_readable:
        dataset = Dataset.of(directory)
        for row in Planning(dataset, table, dataset.records(table.keys)).rows():
            planned.append(row)
            if progress:
                progress(min(len(planned), len(table.rows)), len(table.rows))
    return ImportPlan(directory, table, planned, stamps)


def stamps_of(directory: Directory) -> dict[str, int]:
    """Return the stamps of all that a plan for the directory reads: it stands as long as they
    do."""
    stamps = Stamp.read()
    models_read = (directory.model, Place, Audience, Topic, Institution, Association)
    return {name: stamps.get(name, 0) for name in map(stamp_name, models_read)}


class Planning:
    """The judging of the rows of one file, which may name each other.

    `records` are those that there are, by key. Of a row that is `alone`, no record is made or
    changed: it is only looked at by itself. One that is to be saved `again` is, whatever it says.
    """

    def __init__(
        self,
        dataset: Dataset,
        table: Table,
        records: Mapping[str, models.Model],
        *,
        alone: Collection[str] = frozenset(),
        again: Collection[str] = frozenset(),
        why_not: WhyNot | None = None,
    ) -> None:
        self.dataset, self.table, self.records = dataset, table, records
        self.alone, self.again = alone, again
        self.why_not = why_not or self._no_such_entry
        self.columns = of_file(dataset.columns, table.columns)
        every = [*self.columns.values(), *dataset.columns.values()]
        self.columns_by_field = columns_by_field(every, dataset.key)
        self.faults_by_line: dict[int, list[Fault]] = {}
        for fault in table.faults:
            self.faults_by_line.setdefault(fault.line, []).append(fault)
        self.within = ""
        self.known = dict(self._known())
        has_versions = issubclass(dataset.model, Record)
        self.promised = promised(dataset.model, but=None) if has_versions else {}
        self.unique = _unique_sets(dataset.model, dataset.key)
        self.first_lines: dict[tuple, int] = {}

    def rows(self) -> Iterator[PlannedRow]:
        """Yield what each row would do, those that others name before them, then the lines from
        which no row could be made."""
        for row in self._in_order():
            yield self._planned(row)
        known = {row.line for row in self.table.rows}
        for line, faults in self.faults_by_line.items():
            if line not in known:
                yield PlannedRow(line, "", Kind.ERROR, faults=faults)

    def _known(self) -> Iterator[tuple[str, Known]]:
        """What the cells of each column may name; where those are records of the same kind, what
        the file makes as well."""
        for name, column in self.columns.items():
            filler = column.filler
            if not isinstance(filler, (Reference, References)):
                continue
            model = self.dataset.model._meta.get_field(filler.fields[0]).related_model
            if model is self.dataset.model:
                self.within = name
            keys = {
                key.strip() for row in self.table.rows for key in row.cells.get(name, "").split(";")
            }
            records = by_key(model._base_manager.all(), filler.key, keys - {""})
            yield name, Known(records, partial(self.why_not, model))

    def _no_such_entry(self, model: type[models.Model], key: str, _is_new: bool) -> str:
        if model is self.dataset.model and key in self.table.keys:
            return _("The row that this one names is faulty itself.")
        return _("There is no entry with this key.")

    def _planned(self, row: Row) -> PlannedRow:
        found = self.records.get(row.key)
        is_alone = not row.key or row.key in self.alone
        record = found if found and not is_alone else self.dataset.model()
        is_new = not (found or is_alone)
        candidate = Candidate(record, self.table, row, self.known, is_new)
        candidate.faults += self.faults_by_line.get(row.line, [])
        if is_alone:
            return self._looked_at(candidate)
        if is_new and row.key in self.promised:
            candidate.blame(self.dataset.key, row.key, why_promised(self.promised[row.key]))
        differing = self._differing(record, row, exists=not is_new)
        before, old = {}, {}
        if found and differing:
            old = {name: text_of(value_of(record, name)) for name in self.columns}
            before = record.serializable_data() if isinstance(record, Record) else {}
        self._fill(candidate, differing)
        if differing:
            candidate.judge(self.columns_by_field)
        if before and (reason := obstacle(record, before)):
            candidate.blame(self.dataset.key, row.key, reason)
        return self._outcome(candidate, before, old)

    def _looked_at(self, candidate: Candidate) -> PlannedRow:
        """What comes of a row that makes and changes nothing: its faults."""
        row = candidate.row
        # Of a key that is none it is said already.
        names = row.cells.keys() - ({self.dataset.key} if not row.key else set())
        fillers = [
            column.filler
            for name, column in self.columns.items()
            if column.filler and name in names
        ]
        for filler in fillers:
            filler.fill(candidate)
        filled = {field for filler in fillers for field in filler.fields}
        candidate.judge_alone(filled, self.columns_by_field)
        kind = Kind.ERROR if candidate.faults else Kind.UNCHANGED
        return PlannedRow(row.line, row.key, kind, faults=candidate.faults)

    def _differing(self, record: models.Model, row: Row, *, exists: bool) -> list[ImportColumn]:
        """The columns whose cells say something else than the record; for a new one, all."""
        differing = {
            name: column
            for name, column in self.columns.items()
            if column.filler
            and name in row.cells
            and not (exists and column.says(record, row.cells[name]))
        }
        if self.within in differing and "parent" in row.cells:
            # The words that name the larger body are read by what its key says.
            differing.setdefault("parent", self.columns["parent"])
        return list(differing.values())

    def _fill(self, candidate: Candidate, columns: Sequence[ImportColumn]) -> None:
        cells = candidate.row.cells
        for name, column in self.columns.items():
            if column.filler and name not in cells:
                candidate.undecided.update(column.filler.fields)
        if "slug" in candidate.undecided:
            # Else the record would make one, from fields that may be undecided as well.
            candidate.record.slug = "undecided"
        for column in columns:
            column.filler.fill(candidate)

    def _outcome(self, candidate: Candidate, before: dict, old: Mapping[str, str]) -> PlannedRow:
        row, record = candidate.row, candidate.record
        changes = []
        if not candidate.faults and not candidate.undecided:
            self._check_derived(candidate)
            self._check_unique(candidate)
            changes = list(self._changes(record, old)) if old or candidate.is_new else []
        if candidate.faults:
            return PlannedRow(row.line, row.key, Kind.ERROR, faults=candidate.faults)
        if candidate.undecided:
            return PlannedRow(row.line, row.key, Kind.UNCHANGED)
        if self.within:
            self.known[self.within].records[row.key] = record
        is_changed = changes or row.key in self.again
        kind = Kind.NEW if candidate.is_new else Kind.CHANGED if is_changed else Kind.UNCHANGED
        return PlannedRow(row.line, row.key, kind, changes, (), record, before)

    def _check_derived(self, candidate: Candidate) -> None:
        for name, column in self.columns.items():
            cell = candidate.row.cells.get(name, "")
            if column.filler is None and cell and not column.says(candidate.record, cell):
                value = readable(text_of(value_of(candidate.record, name)))
                candidate.blame(name, cell, contradiction(value))

    def _check_unique(self, candidate: Candidate) -> None:
        """Blame a row that says what must stand only once and stands in an earlier row."""
        for fields in self.unique:
            values = tuple(getattr(candidate.record, field) for field in fields)
            if None in values:
                continue
            line = self.first_lines.setdefault((*fields, *values), candidate.row.line)
            if line != candidate.row.line:
                column = self.columns_by_field.get(fields[-1], self.dataset.key)
                reason = _("Line %d says the same, and only one entry may.") % line
                candidate.blame(column, candidate.row.cells.get(column, ""), reason)

    def _changes(self, record: models.Model, old: Mapping[str, str]) -> Iterator[CellChange]:
        for name, column in self.columns.items():
            if column.filler and name != self.dataset.key:
                was, will_be = old.get(name, ""), text_of(value_of(record, name))
                if was != will_be:
                    yield CellChange(name, was, will_be)

    def _in_order(self) -> Sequence[Row]:
        """The rows, each after the one that it names as the larger whole."""
        if not self.within:
            return self.table.rows
        named = {row.key: row for row in self.table.rows if row.key}
        ordered, fault = in_order(self.table, self.within, named)
        if fault:
            self.faults_by_line.setdefault(fault.line, []).append(fault)
        return ordered


def _unique_sets(model: type[models.Model], key: str) -> list[tuple[str, ...]]:
    """The attributes whose values must differ together between two records, but for the key."""
    fields = [(f,) for f in model._meta.concrete_fields if f.unique and f.name not in (key, "id")]
    fields += [
        tuple(model._meta.get_field(name) for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    return [tuple(field.attname for field in each) for each in fields]
