"""A record in the making: filled from a row, cell by cell, and judged by the model's own rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from directory.imports.faults import Fault
from directory.imports.reasons import NO_NUMBER, NO_WEB_ADDRESS, NO_WHOLE_NUMBER
from directory.imports.rows import Row, Table

# What is said of a cell that a field of this kind cannot take.
INVALID = {
    models.DecimalField: NO_NUMBER,
    models.IntegerField: NO_WHOLE_NUMBER,
    models.URLField: NO_WEB_ADDRESS,
}


@dataclass(frozen=True)
class Known:
    """The records that the cells of one column may name, by key, and why another key will not do.

    `why_not` is asked with the key and whether the row is a new one; "" says that the row can only
    wait, for a reason that is told elsewhere.
    """

    records: dict[str, models.Model]
    why_not: Callable[[str, bool], str]


@dataclass
class Candidate:
    """A record, the row it is made from, and what is wrong with that row.

    `is_new` tells that the row makes a record; `known` says for a column what its cells may name.
    """

    record: models.Model
    table: Table
    row: Row
    known: Mapping[str, Known]
    is_new: bool
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
        self._blame_what(lambda: self.record.full_clean(exclude=self.undecided), columns_by_field)

    def judge_alone(self, fields: Collection[str], columns_by_field: Mapping[str, str]) -> None:
        """Ask the model about these fields alone, each by itself."""
        others = {each.name for each in self.record._meta.fields} - set(fields)
        exclude = others | self.undecided
        self._blame_what(lambda: self.record.clean_fields(exclude=exclude), columns_by_field)

    def _blame_what(self, judge: Callable[[], None], columns_by_field: Mapping[str, str]) -> None:
        try:
            judge()
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                column = columns_by_field.get(name, columns_by_field[NON_FIELD_ERRORS])
                for fault in faults:
                    self.blame(column, self.row.cells.get(column, ""), self._reason(name, fault))

    def _reason(self, name: str, fault: ValidationError) -> str:
        """What the model says, in words for a cell: what may stand there, and whether it must."""
        message = " ".join(fault.messages)
        if fault.code in ("null", "blank") or getattr(self.record, name, None) == "":
            return _("This must not be empty.")
        if fault.code == "invalid" and name != NON_FIELD_ERRORS:
            field = self.record._meta.get_field(name)
            for kind, words in INVALID.items():
                if isinstance(field, kind):
                    return str(words)
        if fault.code == "invalid_choice" and name != NON_FIELD_ERRORS:
            values = [str(value) for value, _label in self.record._meta.get_field(name).flatchoices]
            allowed = ", ".join(filter(None, values))
            return _("%(message)s Allowed: %(allowed)s.") % {
                "message": message, "allowed": allowed,
            } if allowed else message  # fmt: skip
        return message
