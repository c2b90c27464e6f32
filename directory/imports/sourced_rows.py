"""Rows below an entry that say their own source: read from a cell as JSON, or from a file of their
own, with a line for each row."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.columns import COMPUTED, PUBLIC, text_of, value_of
from directory.imports.candidates import Candidate
from directory.imports.fillers import Column
from directory.imports.rows import Table
from directory.imports.tables import read_file
from directory.models import SourcedRow
from directory.models.signs import one_line

# More than an entry has, and few enough to judge one by one.
MAX_ROWS = 200

Said = Mapping[str, str]


def row_model(model: type[models.Model], name: str) -> type[SourcedRow] | None:
    """Return the model of the rows that stand in a column; None of any other column."""
    field = next((each for each in model._meta.get_fields() if each.name == name), None)
    if field is not None and field.one_to_many and issubclass(field.related_model, SourcedRow):
        return field.related_model
    return None


def said_in(cell: str, model: type[SourcedRow]) -> list[Said]:
    """Return the rows of a cell, each by its columns, in the form in which they are compared;
    raise ValueError, in words, for what are none."""
    try:
        found = json.loads(cell, parse_float=Decimal, parse_constant=_no_number) if cell else []
    except (ValueError, RecursionError):
        raise ValueError(_("These are no rows in JSON: [{…}, {…}].")) from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError(_("Write a list of rows in JSON: [{…}, {…}]."))
    if len(found) > MAX_ROWS:
        raise ValueError(_("There are more than %d rows.") % MAX_ROWS)
    allowed = (*model.COLUMNS, *model.FOR_EDITORS)
    for row in found:
        for name, value in row.items():
            if name not in allowed:
                words = {"name": name, "allowed": ", ".join(allowed)}
                raise ValueError(_("A row has no “%(name)s”. It has: %(allowed)s.") % words)
            if isinstance(value, (list, dict, bool)):
                raise ValueError(_("“%s” must be a text or a number.") % name)
    return [_without_empty(row) for row in found]


def _no_number(text: str) -> None:
    raise ValueError(text)


def _without_empty(row: Mapping[str, object]) -> Said:
    texts = {name: one_line(text_of(value)) for name, value in row.items()}
    return {name: text for name, text in texts.items() if text}


def made_of(said: Said, model: type[SourcedRow], order: int) -> tuple[SourcedRow, dict[str, str]]:
    """Return a row that says this, and what is wrong with it, by column."""
    row = model(sort_order=order)
    for name, text in said.items():
        setattr(row, name, text)
    parents = [field.name for field in model._meta.concrete_fields if field.is_relation]
    faults = {}
    try:
        row.full_clean(exclude=parents, validate_unique=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            faults["" if name == NON_FIELD_ERRORS else name] = " ".join(messages)
    return row, faults


@dataclass(frozen=True)
class RowsColumn(Column):
    """Rows in the order in which they stand; what editors alone may read of them stays where the
    cell, as a file for the public has it, does not say it."""

    def fill(self, candidate: Candidate) -> None:
        cell, record = candidate.row.cells[self.name], candidate.record
        model = row_model(type(record), self.name)
        try:
            said = said_in(cell, model)
        except ValueError as error:
            candidate.blame(self.name, cell, str(error))
            return
        rows = []
        for order, each in enumerate(_with_own(said, record, self.name, model)):
            row, faults = made_of(each, model, order)
            for name, reason in faults.items():
                words = {"number": order + 1, "column": name, "reason": reason}
                text = _("Row %(number)d, %(column)s: %(reason)s") % words
                candidate.blame(self.name, each.get(name, ""), text)
            rows.append(row)
        setattr(record, self.name, rows)


def _with_own(
    said: Sequence[Said], record: models.Model, name: str, model: type[SourcedRow]
) -> Iterator[Said]:
    """The rows as said, each with what it has for editors, then those that only editors see."""
    if not model.FOR_EDITORS or any(field in row for row in said for field in model.FOR_EDITORS):
        yield from said
        return
    kept, hidden = {}, []
    for row in getattr(record, name).all() if record.pk else ():
        whole = _without_empty(row.data(for_public=False))
        public = tuple(_without_empty(row.data(for_public=True)).items())
        if row.is_public:
            kept[frozenset(public)] = whole
        else:
            hidden.append(whole)
    for row in said:
        yield kept.get(frozenset(row.items()), row)
    yield from hidden


def says_rows(record: models.Model, name: str, cell: str) -> bool:
    """Return whether a cell says of the rows what they say, to editors or to the public."""
    try:
        said = said_in(cell, row_model(type(record), name))
    except ValueError:
        return False
    return any(
        said == [_without_empty(row) for row in value_of(record, name, computed)]
        for computed in (COMPUTED, PUBLIC)
    )


def add_rows(table: Table, path: Path, key: str, name: str, model: type[SourcedRow]) -> None:
    """Add the rows of a file to the column `name` of the table, each to the row that it names in
    `key`; their faults are the table's."""
    columns = (*model.COLUMNS, *model.FOR_EDITORS)
    found: dict[str, list[Said]] = {}
    rows = read_file(path, (key, *columns), key, needed=columns, repeats=True)
    for row in rows.rows:
        if row.key and row.key not in table.keys:
            rows.blame(row.line, key, row.key, _("No row of %s has this key.") % table.file)
        said = _without_empty({column: row.cells.get(column, "") for column in columns})
        for column, reason in made_of(said, model, 0)[1].items():
            rows.blame(row.line, column or key, said.get(column, ""), reason)
        found.setdefault(row.key, []).append(said)
    table.faults += rows.faults
    table.columns.append(name)
    if not rows.faults:
        table.rows = [
            replace(row, cells={**row.cells, name: text_of(found.get(row.key, []))})
            for row in table.rows
        ]
