"""Making an ImportPlan: each row is judged by the model's own rules, and nothing is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.columns import text_of, value_of
from directory.catalog.directory import Directory
from directory.imports.candidates import Candidate, Known
from directory.imports.columns import (
    Existing,
    ImportColumn,
    columns_by_field,
    contradiction,
    import_columns,
)
from directory.imports.faults import Fault
from directory.imports.obstacles import obstacle
from directory.imports.plans import CellChange, ImportPlan, Kind, PlannedRow
from directory.imports.rows import Row, Table, in_order
from directory.imports.tables import KEY, FileTable
from directory.models import Association, Audience, Institution, Place, Stamp, Topic, stamp_name
from directory.models.signs import readable
from directory.models.slugs import promised, why_promised

Progress = Callable[[int, int], None]

WITHIN = "parent_slug"
# How many keys are looked up in one query.
KEYS_AT_ONCE = 500


def plan(directory: Directory, table: FileTable, progress: Progress | None = None) -> ImportPlan:
    """Say what importing `table` would do; reads the database and never writes to it.

    `progress` is called with the number of rows that are done and of all of them.
    """
    stamps = stamps_of(directory)
    if not table.is_readable:
        return ImportPlan(directory, table, [], stamps)
    return ImportPlan(directory, table, _Planning(directory, table).rows(progress), stamps)


def stamps_of(directory: Directory) -> dict[str, int]:
    """Return the stamps of all that a plan for the directory reads: it stands as long as they
    do."""
    stamps = Stamp.read()
    models_read = (directory.model, Place, Audience, Topic, Institution, Association)
    return {name: stamps.get(name, 0) for name in map(stamp_name, models_read)}


class _Planning:
    """The judging of the rows of one file, which may name each other."""

    def __init__(self, directory: Directory, table: FileTable) -> None:
        self.directory = directory
        self.table = table
        every = import_columns(directory)
        self.columns: Mapping[str, ImportColumn] = {
            name: column for name, column in every.items() if name in table.columns
        }
        self.columns_by_field = columns_by_field(every)
        self.faults_by_line: dict[int, list[Fault]] = {}
        for fault in table.faults:
            self.faults_by_line.setdefault(fault.line, []).append(fault)
        self.records = _by_key(_queryset(directory), table.keys)
        self.known = self._known()
        self.promised = promised(directory.model, but=None)
        self.unique = _unique_sets(directory.model)
        self.first_lines: dict[tuple, int] = {}

    def rows(self, progress: Progress | None) -> list[PlannedRow]:
        planned = []
        for row in self._in_order():
            planned.append(self._planned(row))
            if progress:
                progress(len(planned), len(self.table.rows))
        return [*planned, *self._broken()]

    def _broken(self) -> Iterator[PlannedRow]:
        """The lines of the file from which no row could be made."""
        known = {row.line for row in self.table.rows}
        for line, faults in self.faults_by_line.items():
            if line not in known:
                yield PlannedRow(line, "", Kind.ERROR, faults=faults)

    def _known(self) -> dict[str, Known]:
        """What rows may name by key: of the directory's own kind, what the file makes as well."""

        def existing(model: type[models.Model], keys: set[str] | None = None) -> Existing:
            queryset = model._base_manager.all()
            found = {r.slug: r for r in queryset} if keys is None else _by_key(queryset, keys)
            return Existing(Table(""), found)

        places = existing(Place)
        return {
            "place": places,
            "jurisdiction": places,
            "places": places,
            "audiences": existing(Audience),
            "topics": existing(Topic),
            "institution": existing(Institution, self._cells("institution_slug")),
            "parent": existing(Association, self._cells(WITHIN)),
        }

    def _cells(self, column: str) -> set[str]:
        return {row.cells[column] for row in self.table.rows if row.cells.get(column)}

    def _planned(self, row: Row) -> PlannedRow:
        form = self.faults_by_line.get(row.line, [])
        if not row.key:
            return PlannedRow(row.line, row.key, Kind.ERROR, faults=form)
        found = self.records.get(row.key)
        record = found or self.directory.model()
        candidate = Candidate(record, self.table, row, self.known, fresh=True)
        candidate.faults += form
        if found is None and row.key in self.promised:
            candidate.blame(KEY, row.key, why_promised(self.promised[row.key]))
        differing = self._differing(record, row, exists=found is not None)
        before, old = {}, {}
        if found is not None:
            before = record.serializable_data() if differing else {}
            old = {name: text_of(value_of(record, name)) for name in self.columns}
        self._fill(candidate, differing)
        if differing:
            candidate.judge(self.columns_by_field)
        if differing and found is not None and (reason := obstacle(record, before)):
            candidate.blame(KEY, row.key, reason)
        return self._outcome(candidate, found is not None, before, old)

    def _differing(self, record: models.Model, row: Row, *, exists: bool) -> list[ImportColumn]:
        """The columns whose cells say something else than the record; for a new one, all."""
        differing = {
            name: column
            for name, column in self.columns.items()
            if column.filler
            and name in row.cells
            and not (exists and column.says(record, row.cells[name]))
        }
        if WITHIN in differing and "parent" in row.cells:
            # The words that name the larger body are read by what its key says.
            differing.setdefault("parent", self.columns["parent"])
        return list(differing.values())

    def _fill(self, candidate: Candidate, columns: Sequence[ImportColumn]) -> None:
        cells = candidate.row.cells
        for name, column in self.columns.items():
            if column.filler and name not in cells:
                candidate.undecided.update(column.filler.fields)
        for column in columns:
            column.filler.fill(candidate)

    def _outcome(
        self, candidate: Candidate, exists: bool, before: dict, old: Mapping[str, str]
    ) -> PlannedRow:
        row, record = candidate.row, candidate.record
        changes = []
        if not candidate.faults and not candidate.undecided:
            self._check_derived(candidate)
            self._check_unique(candidate)
            changes = list(self._changes(record, old))
        if candidate.undecided and not candidate.faults:
            column = min(self.columns_by_field.get(name, KEY) for name in candidate.undecided)
            reason = _("The row that this one names is faulty itself.")
            candidate.blame(column, row.cells.get(column, ""), reason)
        if candidate.faults:
            return PlannedRow(row.line, row.key, Kind.ERROR, faults=candidate.faults)
        if isinstance(record, Association):
            self.known["parent"].records[row.key] = record
        kind = Kind.NEW if not exists else Kind.CHANGED if changes else Kind.UNCHANGED
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
                column = self.columns_by_field.get(fields[-1], KEY)
                reason = _("Line %d says the same, and only one entry may.") % line
                candidate.blame(column, candidate.row.cells.get(column, ""), reason)

    def _changes(self, record: models.Model, old: Mapping[str, str]) -> Iterator[CellChange]:
        for name, column in self.columns.items():
            if column.filler and name != KEY:
                was, will_be = old.get(name, ""), text_of(value_of(record, name))
                if was != will_be:
                    yield CellChange(name, was, will_be)

    def _in_order(self) -> Sequence[Row]:
        """The rows, each after the one that it names as the larger whole."""
        rows = self.table.rows
        if WITHIN not in self.columns:
            return rows
        self.known["parent"].table.keys.update(self.table.keys)
        ordered, fault = in_order(self.table, WITHIN, {row.key: row for row in rows if row.key})
        if fault:
            self.faults_by_line.setdefault(fault.line, []).append(fault)
        return ordered


def _queryset(directory: Directory) -> models.QuerySet:
    return directory.model._base_manager.select_related(*directory.related).prefetch_related(
        *directory.prefetch
    )


def _by_key(queryset: models.QuerySet, keys: set[str]) -> dict[str, models.Model]:
    wanted, found = sorted(keys), {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        chunk = queryset.filter(slug__in=wanted[start : start + KEYS_AT_ONCE])
        found.update((record.slug, record) for record in chunk)
    return found


def _unique_sets(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The attributes whose values must differ together between two records, but for the key."""
    fields = [(f,) for f in model._meta.concrete_fields if f.unique and f.name not in (KEY, "id")]
    fields += [
        tuple(model._meta.get_field(name) for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    return [tuple(field.attname for field in each) for each in fields]
