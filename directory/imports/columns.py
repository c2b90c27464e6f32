"""What each column of a directory's file means when it is read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.columns import file_columns, text_of, value_of
from directory.catalog.directory import Directory
from directory.imports.candidates import Candidate, Known
from directory.imports.dates import is_shown_as, readings
from directory.imports.fillers import (
    Column,
    Levels,
    Reference,
    References,
)
from directory.imports.sourced_rows import Rows, row_model, says_rows
from directory.imports.tables import KEY
from directory.models.signs import one_line, readable
from directory.models.trust import real_date

# Verification is an act of an editor, never of a file.
NOT_READ = ("trust", "verified_on")


def parts(cell: str) -> list[str]:
    """Return what stands between the semicolons of a cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


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
class Pointer(Reference):
    """A reference that an empty cell takes away."""

    def fill(self, candidate: Candidate) -> None:
        setattr(candidate.record, self.fields[0], None)
        super().fill(candidate)


@dataclass(frozen=True)
class ParentName(Column):
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


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: how it fills a record, and whether a cell says what is there already.

    Without a `filler` it is worked out from other columns, and a cell may only repeat that.
    """

    name: str
    filler: Column | None
    says: Callable[[models.Model, str], bool]


class Existing(Known):
    """The records in the database, and with them those that rows of the same file make."""

    def no_such(self, key: str) -> str:
        return _("There is no entry with this key.")


def contradiction(value: str) -> str:
    """Return why a cell that contradicts what other columns say will not do."""
    if not value:
        return _("This follows from other columns, which say nothing here; leave it empty.")
    return _("This follows from other columns, which say “%s”; leave it empty.") % value


def _same_text(name: str) -> Callable[[models.Model, str], bool]:
    return lambda record, cell: readable(text_of(value_of(record, name))) == cell


def _same_set(name: str) -> Callable[[models.Model, str], bool]:
    return lambda record, cell: set(parts(text_of(value_of(record, name)))) == set(parts(cell))


def _same_list(name: str) -> Callable[[models.Model, str], bool]:
    def says(record: models.Model, cell: str) -> bool:
        # Of one that has a semicolon in itself, too, an export is read back as no change.
        found = value_of(record, name)
        return readable(text_of(found)) == cell or list(map(readable, found)) == parts(cell)

    return says


def _same_day(name: str) -> Callable[[models.Model, str], bool]:
    def says(record: models.Model, cell: str) -> bool:
        kept = text_of(value_of(record, name))
        return kept == cell or bool(kept and is_shown_as(kept, cell))

    return says


def _same_value(field: models.Field) -> Callable[[models.Model, str], bool]:
    def says(record: models.Model, cell: str) -> bool:
        value = field.value_from_object(record)
        try:
            found = field.to_python(cell or (None if field.null else ""))
        except ValidationError:
            return False
        return found == value or readable(text_of(value)) == cell

    return says


def _column(name: str, model: type[models.Model]) -> ImportColumn:
    sets = {"place": "places", "audience": "audiences", "topic": "topics"}
    pointers = {
        "place": ("place", "jurisdiction"),
        "institution_slug": ("institution",),
        "parent_slug": ("parent",),
    }
    own = {field.name for field in model._meta.get_fields()}
    if sets.get(name) in own:
        return ImportColumn(name, References(name, sets[name], to=sets[name]), _same_set(name))
    for field in pointers.get(name, ()):
        if field in own:
            return ImportColumn(name, Pointer(name, field, to=field), _same_text(name))
    if name == "levels":
        return ImportColumn(name, Levels(name), _same_list(name))
    if name == "parent":
        return ImportColumn(name, ParentName(name), _same_text(name))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ImportColumn(name, None, _same_set(name))
    if row_model(model, name):
        return ImportColumn(name, Rows(name), lambda record, cell: says_rows(record, name, cell))
    if field.is_relation:
        return ImportColumn(name, None, _same_set(name))
    if isinstance(field, models.DateField) or real_date in field.validators:
        return ImportColumn(name, Day(name), _same_day(name))
    filler = Line(name) if isinstance(field, models.CharField) else Column(name)
    return ImportColumn(name, filler, _same_value(field))


def import_columns(directory: Directory) -> dict[str, ImportColumn]:
    """Return the columns of the directory's file that can be read, by name, in the order of
    filling."""
    return {
        name: _column(name, directory.model)
        for name in sorted(file_columns(directory), key=lambda name: name == "parent")
        if name not in NOT_READ
    }


def columns_by_field(columns: Mapping[str, ImportColumn]) -> dict[str, str]:
    """Return for each field the column that fills it; that of the key for what is no one
    field's."""
    filled = {
        field: column.name
        for column in reversed(list(columns.values()))
        if column.filler
        for field in column.filler.fields
    }
    return {**filled, NON_FIELD_ERRORS: KEY}
