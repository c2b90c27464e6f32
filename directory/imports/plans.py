"""ImportPlan: what a file would change, row by row, and nothing of it done yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import models
from django.utils.functional import cached_property

from directory.catalog.directory import Directory
from directory.imports.faults import Fault
from directory.imports.rows import Table
from directory.models import RowKind as Kind


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that would say something else; what is new has no old value."""

    column: str
    old: str
    new: str


@dataclass
class PlannedRow:
    """What one row would do. `record` holds the new values, `before` the old ones, as data."""

    line: int
    key: str
    kind: Kind
    changes: Sequence[CellChange] = ()
    faults: Sequence[Fault] = ()
    record: models.Model | None = None
    before: dict[str, object] = field(default_factory=dict)


@dataclass
class ImportPlan:
    """All rows of a file in the order in which they would be saved."""

    directory: Directory
    table: Table
    rows: Sequence[PlannedRow]
    # The stamps of what it was made from; empty when that must not be relied on.
    stamps: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong, by line: with the file, and with what its rows say."""
        of_rows = (fault for row in self.rows for fault in row.faults)
        return tuple(sorted({*self.table.faults, *of_rows}))

    @property
    def is_readable(self) -> bool:
        """Whether there are rows to speak of; faulty ones can be skipped, a faulty header not."""
        return self.table.is_readable

    def of_kind(self, *kinds: Kind) -> list[PlannedRow]:
        """Return the rows of these kinds, in the order in which they would be saved."""
        return [row for row in self.rows if row.kind in kinds]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind, by its value."""
        counts = dict.fromkeys(Kind.values, 0)
        for row in self.rows:
            counts[row.kind.value] += 1
        return counts

    @cached_property
    def fingerprint(self) -> str:
        """Equal for two plans exactly when both would do the same."""
        said = [
            [row.line, row.key, row.kind.value, [(c.column, c.old, c.new) for c in row.changes]]
            for row in self.rows
        ]
        faults = [[fault.line, fault.column, fault.value] for fault in self.faults]
        text = json.dumps([self.directory.slug, self.table.sha256, said, faults])
        return sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        """Return the numbers of rows and every fault, for programs."""
        return {
            "new": self.counts[Kind.NEW],
            "changed": self.counts[Kind.CHANGED],
            "unchanged": self.counts[Kind.UNCHANGED],
            "errors": [
                {
                    "line": fault.line,
                    "column": fault.column,
                    "value": fault.value,
                    "reason": fault.reason,
                }
                for fault in self.faults
            ],
        }
