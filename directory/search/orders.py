"""The orders of a directory: as people look for names, and the same whatever the database thinks
of letters."""

from collections.abc import Sequence

from django.db import models
from django.db.models.expressions import Expression

from directory.catalog.text import sort_key

Value = tuple[bool, object]


def in_order(records: models.QuerySet, by: Sequence[str | Expression]) -> list[int]:
    """Return the numbers of `records` in the order of these paths and expressions. Names are put in
    order whatever their case, accents and signs; what has no value comes last, and ties go by
    number."""
    paths, expressions, downwards = ["pk"], {}, []
    for number, each in enumerate(by):
        if isinstance(each, str):
            paths.append(each.removeprefix("-"))
        else:
            paths.append(f"order_{number}")
            expressions[paths[-1]] = each
        downwards.append(isinstance(each, str) and each.startswith("-"))
    rows = list(records.annotate(**expressions).order_by().values_list(*paths).iterator())
    rows.sort(key=lambda row: row[0])
    # From the last path to the first: each sorting keeps the order of what is equal in it.
    for at, is_downwards in reversed(list(enumerate(downwards, 1))):
        keys = {row[at]: _key(row[at], is_last=not is_downwards) for row in rows}
        rows.sort(key=lambda row, at=at, keys=keys: keys[row[at]], reverse=is_downwards)
    return [row[0] for row in rows]


def _key(value: object, *, is_last: bool) -> Value:
    """Return what a value is compared by; nothing is the greatest value, or the smallest."""
    if value is None:
        return (is_last, ())
    return (not is_last, sort_key(value) if isinstance(value, str) else value)
