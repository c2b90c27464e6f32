"""What the public sees of an entry, in the form in which two moments are compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from directory.catalog.columns import PUBLIC, file_columns, value_of
from directory.catalog.directory import Directory
from directory.models import facets_text
from directory.search.snapshots import documents

# What follows from the date and from link checks is not a change of the entry.
NOT_COMPARED = frozenset({"trust"})

Values = Mapping[str, object]


@dataclass(frozen=True)
class Seen:
    """One entry as the public sees it: the columns of the files, and what it is found by."""

    values: Values
    facets: str
    words: str


def compared_columns(directory: Directory) -> list[str]:
    """Return the columns of the files whose changes are noted."""
    return [column for column in file_columns(directory) if column not in NOT_COMPARED]


def seen_now(directory: Directory, pks: Collection[int]) -> Mapping[int, Seen]:
    """Return those of these entries that are public, as they are now."""
    found = {document.pk: document for document in documents(directory, pks)}
    columns = compared_columns(directory)
    entries = directory.records().filter(pk__in=found).order_by("pk")
    return {
        entry.pk: Seen(
            {column: _stored(value_of(entry, column, PUBLIC)) for column in columns},
            facets_text(found[entry.pk].facets),
            "\n".join(" ".join(text.split()) for text in found[entry.pk].fields),
        )
        for entry in entries.select_related(*directory.related).prefetch_related(
            *directory.prefetch
        )
    }


def _stored(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
