"""The orders of a directory: as people look for names, and the same whatever the database thinks
of letters."""

from array import array
from collections.abc import Iterator, Mapping, Sequence

from django.db import models
from django.db.models.expressions import Expression
from pyroaring import FrozenBitMap

from directory.catalog.text import sort_key

BLOCK = 1024  # entries; about 100 blocks at 100,000
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


class Order:
    """All entries in an order of their own, in blocks: a page far down is reached by counting."""

    __slots__ = ("_blocks", "_places")

    def __init__(self, name: str, pks: Sequence[int], number_of: Mapping[int, int]) -> None:
        numbers = array("I", [number_of[pk] for pk in pks if pk in number_of])
        if not len(set(numbers)) == len(pks) == len(number_of):
            raise ValueError(f"The order {name!r} must name the pk of each document once.")
        self._blocks = [
            FrozenBitMap(numbers[start : start + BLOCK]) for start in range(0, len(numbers), BLOCK)
        ]
        self._places = array("I", bytes(numbers.itemsize * len(numbers)))
        for place, number in enumerate(numbers):
            self._places[number] = place

    def blocks(self, entries: FrozenBitMap) -> Iterator[FrozenBitMap]:
        """Return these entries in runs: all of a block come before all of the next one."""
        return (block & entries for block in self._blocks)

    def arranged(self, block: FrozenBitMap) -> list[int]:
        """Return the entries of one block, in order."""
        return sorted(block, key=self._places.__getitem__)


def _key(value: object, *, is_last: bool) -> Value:
    """Return what a value is compared by; nothing is the greatest value, or the smallest."""
    if value is None:
        return (is_last, ())
    return (not is_last, sort_key(value) if isinstance(value, str) else value)
