"""What a column of the starting content fills: a field, a reference, a list of them, levels."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.imports.candidates import Candidate
from directory.models import Association, CertificationLevel


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
class RowKey(Column):
    """The key of a row whose record has no field for it."""

    fields = ()

    def fill(self, candidate: Candidate) -> None:
        """Do nothing: the key is only remembered."""


@dataclass(frozen=True)
class Lines(Column):
    """Several texts, kept one a line."""

    def fill(self, candidate: Candidate) -> None:
        setattr(candidate.record, self.fields[0], "\n".join(candidate.items(self.name)))


@dataclass(frozen=True)
class Reference(Column):
    """The key of a row of the dataset `to`, which the record points to."""

    to: str = ""

    def fill(self, candidate: Candidate) -> None:
        key, known = candidate.row.cells[self.name], candidate.known[self.to]
        if key in known.records:
            setattr(candidate.record, self.fields[0], known.records[key])
        elif key:
            candidate.undecided.update(self.fields)
            if known.is_unknown(key):
                candidate.blame(self.name, key, known.no_such(key))
            elif candidate.fresh and key in known.deleted:
                candidate.blame(self.name, key, _("An editor has deleted what this row points to."))


@dataclass(frozen=True)
class References(Column):
    """Keys of rows of the dataset `to`; one whose record an editor deleted is left out."""

    to: str = ""

    def fill(self, candidate: Candidate) -> None:
        known, found = candidate.known[self.to], []
        for key in candidate.items(self.name):
            if key in known.records:
                found.append(known.records[key])
            elif known.is_unknown(key):
                candidate.blame(self.name, key, known.no_such(key))
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
    """The name of the association that this one is part of, which may have an entry of its own."""

    fields = ("parent", "parent_name")

    def fill(self, candidate: Candidate) -> None:
        name, parent = candidate.row.cells[self.name], None
        if name:
            # By its row first: an editor may have given its entry another name.
            keys = {row.cells.get("name"): row.key for row in candidate.table.rows}
            parent = candidate.known["associations"].records.get(keys.get(name, ""))
            parent = parent or Association.objects.filter(name=name).first()
        candidate.record.parent = parent
        candidate.record.parent_name = "" if parent else name
