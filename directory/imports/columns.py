"""What each column of a directory's file means when it is read back."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models

from directory.catalog.columns import file_columns, text_of, value_of
from directory.catalog.directory import Directory
from directory.imports.dates import is_shown_as
from directory.imports.fillers import (
    Column,
    Day,
    LargerBody,
    Levels,
    Line,
    Lines,
    Number,
    Reference,
    References,
)
from directory.imports.numbers import number
from directory.imports.sourced_rows import RowsColumn, row_model, says_rows
from directory.imports.tables import KEY
from directory.models.signs import readable
from directory.models.trust import real_date

# Verification is an act of an editor, never of a file; what follows from the day is of that day.
NOT_READ = ("trust", "verified_on", "over")


def parts(cell: str) -> list[str]:
    """Return what stands between the semicolons of a cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: how it fills a record, and whether a cell says what is there already.

    Without a `filler` it is worked out from other columns, and a cell may only repeat that; so it
    is too in a file that has the column which it stands `behind`.
    """

    name: str
    filler: Column | None
    says: Callable[[models.Model, str], bool]
    behind: str = ""


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


# What a column names, and the fields that may hold it, the first that a model has.
SETS = {"place": "places", "audience": "audiences", "topic": "topics"}
POINTERS = {
    "place": ("place", "jurisdiction"),
    "institution_slug": ("institution",),
    "parent_slug": ("parent",),
}


def column(name: str, model: type[models.Model]) -> ImportColumn:
    """Return what a column of this name means in a file of records of `model`."""
    own = {field.name for field in model._meta.get_fields()}
    # Places are named by slug or, in a file that does not do that, by code.
    what, key, behind = ("place", "code", "place") if name == "place_code" else (name, "slug", "")
    if SETS.get(what) in own:
        return ImportColumn(name, References(name, SETS[what], key), _same_set(name), behind)
    for field in POINTERS.get(what, ()):
        if field in own:
            return ImportColumn(name, Reference(name, field, key), _same_text(name), behind)
    if name == "levels":
        return ImportColumn(name, Levels(name), _same_list(name))
    if name == "parent":
        return ImportColumn(name, LargerBody(name), _same_text(name))
    if name == "phrases":
        return ImportColumn(name, Lines(name), _same_value(model._meta.get_field(name)))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ImportColumn(name, None, _same_set(name))
    if row_model(model, name):
        return ImportColumn(
            name, RowsColumn(name), lambda record, cell: says_rows(record, name, cell)
        )
    if field.is_relation:
        return ImportColumn(name, None, _same_set(name))
    if isinstance(field, models.DateField) or real_date in field.validators:
        return ImportColumn(name, Day(name), _same_day(name))
    if isinstance(field, (models.DecimalField, models.IntegerField)):
        same = _same_value(field)
        return ImportColumn(name, Number(name), lambda record, cell: same(record, number(cell)))
    filler = Line(name) if isinstance(field, models.CharField) else Column(name)
    return ImportColumn(name, filler, _same_value(field))


def import_columns(directory: Directory) -> dict[str, ImportColumn]:
    """Return the columns of the directory's file that can be read, by name, in the order of
    filling."""
    return {
        name: column(name, directory.model)
        for name in sorted(file_columns(directory), key=lambda name: name == "parent")
        if name not in NOT_READ
    }


def of_file(columns: Mapping[str, ImportColumn], names: Collection[str]) -> dict[str, ImportColumn]:
    """Return those of the columns that a file with these names has, as they are read there."""
    return {
        name: replace(each, filler=None) if each.behind in names else each
        for name, each in columns.items()
        if name in names
    }


def columns_by_field(columns: Iterable[ImportColumn], key: str = KEY) -> dict[str, str]:
    """Return for each field the first column that fills it; that of the key for what is no one
    field's."""
    filled: dict[str, str] = {}
    for each in columns:
        for field in each.filler.fields if each.filler else ():
            filled.setdefault(field, each.name)
    return {"slug": key, **filled, NON_FIELD_ERRORS: key}
