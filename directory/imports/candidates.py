"""A record in the making: filled from a row, cell by cell, and judged by the model's own rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from directory.imports.faults import Fault
from directory.imports.rows import Row, Table


@dataclass
class Known:
    """The records of one dataset that rows may name by key."""

    table: Table
    records: dict[str, models.Model]
    # Rows loaded once whose records are gone: an editor deleted them.
    deleted: Collection[str] = frozenset()

    def is_unknown(self, key: str) -> bool:
        """Return whether there never was such a record, and no row of the file makes one."""
        if key in self.records or key in self.deleted or not self.table.keyed:
            return False
        return key not in self.table.keys

    def no_such(self, key: str) -> str:
        """Return why a key that is_unknown() will not do."""
        return _("No row of %s has this key.") % self.table.file


@dataclass
class Candidate:
    """A record, the row it is made from, and what is wrong with that row.

    `fresh` tells a row to load from one that was loaded before and is only looked at again.
    """

    record: models.Model
    table: Table
    row: Row
    known: Mapping[str, Known]
    fresh: bool
    faults: list[Fault] = field(default_factory=list)
    # Fields that got no value because of a fault told elsewhere: not to be judged again.
    undecided: set[str] = field(default_factory=set)

    def blame(self, column: str, value: str, reason: str) -> None:
        """Note a fault of this row."""
        self.faults.append(Fault(self.table.file, self.row.line, column, value, str(reason)))

    def items(self, column: str) -> Sequence[str]:
        """Return the parts of a cell with several values, in their order."""
        cell = self.row.cells[column]
        found: list[str] = []
        for item in (part.strip() for part in cell.split(";") if cell):
            if not item:
                self.blame(column, cell, _("There is nothing between two semicolons."))
            elif item in found:
                self.blame(column, item, _("This stands there twice."))
            else:
                found.append(item)
        return found

    def judge(self, columns_by_field: Mapping[str, str]) -> None:
        """Ask the model; `columns_by_field` says where each of its fields was filled from."""
        fields = self.record._meta.get_fields()
        exclude = self.undecided | ({f.name for f in fields if f.is_relation and not self.fresh})
        try:
            self.record.full_clean(
                exclude=exclude, validate_unique=self.fresh, validate_constraints=self.fresh
            )
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                column = columns_by_field.get(name, columns_by_field[NON_FIELD_ERRORS])
                for fault in faults:
                    self.blame(column, self.row.cells.get(column, ""), self._reason(name, fault))

    def _reason(self, name: str, fault: ValidationError) -> str:
        """What the model says, in words for a cell: what may stand there, and whether it must."""
        message = " ".join(fault.messages)
        if fault.code in ("null", "blank"):
            return _("This must not be empty.")
        if fault.code == "invalid_choice" and name != NON_FIELD_ERRORS:
            values = [str(value) for value, _label in self.record._meta.get_field(name).flatchoices]
            allowed = ", ".join(filter(None, values))
            return _("%(message)s Allowed: %(allowed)s.") % {
                "message": message, "allowed": allowed,
            } if allowed else message  # fmt: skip
        return message

    @property
    def ready(self) -> bool:
        """Whether the record can be saved."""
        return self.fresh and self.row.whole and not self.faults and not self.undecided
