"""ComparedEntry: an entry with all that it says beside others, kept until something changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from directory.catalog.compared import Cell
from directory.catalog.directory import Directory
from directory.listings.kept_records import kept_at
from directory.listings.unchanged import while_unchanged

KEPT = 500  # of each language; some 10 KB each


@dataclass(frozen=True, slots=True)
class ComparedEntry:
    """A public entry and its cells."""

    record: models.Model
    cells: Sequence[Cell]


def compared_entries(
    directory: Directory, wanted: Iterable[str], stamps: Mapping[str, int] | None = None
) -> dict[str, ComparedEntry]:
    """Return those of the entries that are public, by slug; none is read twice while it holds."""
    slugs = dict.fromkeys([directory.slug, *directory.compared.reads])
    held = while_unchanged("compared", *slugs, stamps=stamps)
    if len(held) > KEPT:
        held.clear()
    entries = {slug: held.get(slug) for slug in wanted}
    if missing := [slug for slug, entry in entries.items() if entry is None]:
        records = list(kept_at(directory, missing, stamps).values())
        for record, cells in zip(records, directory.compared.cells(records), strict=True):
            entries[record.slug] = held[record.slug] = ComparedEntry(record, cells)
    return {slug: entry for slug, entry in entries.items() if entry is not None}
