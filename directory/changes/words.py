"""What a change says in words: each column by its label, with its old and its new value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.catalog import quantities
from directory.catalog.columns import text_of
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.models import Change

# The names of other entries, which may not be public any more: told without the values.
OTHERS = frozenset({"parent", "parent_slug"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that changed: its label, and both values in words.

    Somebody's own words are quoted, no value at all is "not recorded", and both are empty where
    they are not told.
    """

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        if not self.old and not self.new:
            return _("%(label)s: changed") % {"label": self.label}
        values = {"label": self.label, "old": self.old, "new": self.new}
        return _("%(label)s: was %(old)s, is now %(new)s") % values


def differences(change: Change) -> list[Difference]:
    """Return what a change says of each column; nothing for an entry that came or went."""
    directory = DIRECTORIES[change.directory]
    return list(_differences(directory, change))


def _differences(directory: Directory, change: Change) -> Iterable[Difference]:
    for column, old, new in change.changed_columns:
        label = capfirst(_label(directory, column))
        if column in OTHERS:
            yield Difference(label, "", "")
        else:
            field = _field(directory, column)
            yield Difference(label, _worded(field, column, old), _worded(field, column, new))


def _field(directory: Directory, column: str) -> models.Field | None:
    try:
        return directory.model._meta.get_field(column)
    except FieldDoesNotExist:
        return None


def _label(directory: Directory, column: str) -> str:
    if column in directory.bound:
        return str(directory.bound[column].label)
    field = _field(directory, column)
    if field is not None and field.one_to_many:
        return str(field.related_model._meta.verbose_name_plural)
    return str(getattr(field, "verbose_name", "") or column.replace("_", " "))


def _worded(field: models.Field | None, column: str, value: object) -> str:
    if value in (None, "", []):
        return _("not recorded")
    if isinstance(field, models.DateField) and isinstance(value, str):
        return _day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DecimalField) and column.endswith("_usd"):
        return _sum(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and isinstance(value[0], Mapping):
        rows = (", ".join(str(each) for each in row.values() if each) for row in value)
        return f"“{'; '.join(rows)}”"
    labels = dict(getattr(field, "flatchoices", ()) or ())
    return f"“{labels.get(value, text_of(value)) if isinstance(value, str) else text_of(value)}”"


def _day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value[:10]), "j F Y")
    except ValueError:
        return value


def _sum(value: object) -> str:
    """A sum of dollars as "$50"; what an older version wrote otherwise, as it stands."""
    try:
        return quantities.money(Decimal(str(value)))
    except InvalidOperation:
        return str(value)
