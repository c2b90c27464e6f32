"""What a column of a file fills: a field, a day, a number, a reference, a list of them, levels."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.imports.candidates import Candidate
from directory.imports.dates import readings
from directory.imports.numbers import number
from directory.models import CertificationLevel
from directory.models.signs import one_line, readable


@dataclass(frozen=True)
class Column:
    """A column whose cell is the value of one field, of the same name unless said otherwise.

    An empty cell is the empty value, "not recorded"; it is never filled from elsewhere.
    """

    name: str
    field: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the column fills."""
        return (self.field or self.name,)

    def fill(self, candidate: Candidate) -> None:
        """Put the value into the record, or blame the row."""
        cell = candidate.row.cells[self.name]
        (name,) = self.fields
        empty = None if candidate.record._meta.get_field(name).null else ""
        setattr(candidate.record, name, cell or empty)


@dataclass(frozen=True)
class Line(Column):
    """A text of one line."""

    def fill(self, candidate: Candidate) -> None:
        super().fill(candidate)
        (name,) = self.fields
        if text := getattr(candidate.record, name):
            setattr(candidate.record, name, one_line(text))


@dataclass(frozen=True)
class Day(Line):
    """A year, a month or a day, perhaps as a spreadsheet shows it."""

    def fill(self, candidate: Candidate) -> None:
        super().fill(candidate)
        cell = candidate.row.cells[self.name]
        found = readings(cell)
        if len(found) == 1:
            setattr(candidate.record, self.name, found[0])
        elif found:
            candidate.undecided.add(self.name)
            reason = _("This may be %(one)s or %(other)s: write the one that it is.")
            candidate.blame(self.name, cell, reason % {"one": found[0], "other": found[1]})


@dataclass(frozen=True)
class Number(Column):
    """A number, perhaps as people write it: $9,800."""

    def fill(self, candidate: Candidate) -> None:
        super().fill(candidate)
        if cell := candidate.row.cells[self.name]:
            setattr(candidate.record, self.fields[0], number(cell))


@dataclass(frozen=True)
class Lines(Column):
    """Several texts, kept one a line."""

    def fill(self, candidate: Candidate) -> None:
        setattr(candidate.record, self.fields[0], "\n".join(candidate.items(self.name)))


@dataclass(frozen=True)
class Reference(Column):
    """What `key` is of the record to which this one points; an empty cell takes that away."""

    key: str = "slug"

    def fill(self, candidate: Candidate) -> None:
        cell, known = candidate.row.cells[self.name], candidate.known[self.name]
        setattr(candidate.record, self.fields[0], known.records.get(cell))
        if cell and cell not in known.records:
            candidate.undecided.update(self.fields)
            if reason := known.why_not(cell, candidate.is_new):
                candidate.blame(self.name, cell, reason)


@dataclass(frozen=True)
class References(Column):
    """What `key` is of each of several records; one that an editor deleted is left out."""

    key: str = "slug"

    def fill(self, candidate: Candidate) -> None:
        known, found = candidate.known[self.name], []
        for key in candidate.items(self.name):
            if key in known.records:
                found.append(known.records[key])
            elif reason := known.why_not(key, False):
                candidate.blame(self.name, key, reason)
        setattr(candidate.record, self.fields[0], found)


@dataclass(frozen=True)
class Levels(Column):
    """The levels of a certificate, in the order in which they stand."""

    def fill(self, candidate: Candidate) -> None:
        levels = []
        for order, name in enumerate(candidate.items(self.name)):
            level = CertificationLevel(name=name, sort_order=order)
            try:
                level.clean_fields(exclude=["requirement"])
            except ValidationError as error:
                for message in error.messages:
                    candidate.blame(self.name, name, message)
            levels.append(level)
        candidate.record.levels = levels


@dataclass(frozen=True)
class LargerBody(Column):
    """The larger body in words, which count only when no entry is named beside them."""

    fields = ("parent", "parent_name")

    def fill(self, candidate: Candidate) -> None:
        cell, record = candidate.row.cells[self.name], candidate.record
        if record.parent is None:
            record.parent_name = cell
            return
        record.parent_name = ""
        if cell not in ("", readable(record.parent.name)):
            candidate.blame(self.name, cell, contradiction(record.parent.name))


def contradiction(value: str) -> str:
    """Return why a cell that contradicts what other columns say will not do."""
    if not value:
        return _("This follows from other columns, which say nothing here; leave it empty.")
    return _("This follows from other columns, which say “%s”; leave it empty.") % value
