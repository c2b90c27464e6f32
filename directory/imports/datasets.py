"""What a file is made of: the model that its rows become, its columns, and that of the keys.

Each directory is one; so is each file of the starting content.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from django.db import models

from directory.catalog.associations import ASSOCIATIONS
from directory.catalog.certification import CERTIFICATION
from directory.catalog.directory import Directory
from directory.catalog.institutions import INSTITUTIONS
from directory.catalog.occupations import OCCUPATIONS
from directory.catalog.places import PLACES
from directory.catalog.programs import PROGRAMS
from directory.catalog.resources import RESOURCES
from directory.imports.columns import ImportColumn, column, import_columns
from directory.imports.rows import Table
from directory.imports.sourced_rows import add_rows, row_model
from directory.imports.tables import KEY, read_file
from directory.models import Audience, Entry, Synonyms, Topic

# How many keys are looked up in one query.
KEYS_AT_ONCE = 500


class RowsFile(NamedTuple):
    """The file of the rows in a column, each of which names its entry in the column `key`."""

    column: str
    file: str
    key: str


@dataclass(frozen=True)
class Dataset:
    """One file, the model that its rows become, and its columns, in the order of filling.

    In the starting content, the rows of each column in `below` have a file of their own.
    """

    name: str
    model: type[models.Model]
    columns: Mapping[str, ImportColumn]
    key: str = KEY
    related: Sequence[str] = ()
    prefetch: Sequence[str] = ()
    below: Sequence[RowsFile] = ()

    @classmethod
    def of(cls, directory: Directory) -> "Dataset":
        """Return that of the files of a directory."""
        columns = import_columns(directory)
        model, related, prefetch = directory.model, directory.related, directory.prefetch
        return cls(directory.slug, model, columns, KEY, related, prefetch)

    @classmethod
    def seeded(
        cls, name: str, directory: Directory, *, key: str = KEY, below: Sequence[RowsFile] = ()
    ) -> "Dataset":
        """Return that of the starting content of a directory: `confidence` is for editors alone,
        so that no other file has it."""
        known = cls.of(directory)
        further = ["confidence"] if issubclass(known.model, Entry) else []
        columns = {**known.columns, **{each: column(each, known.model) for each in further}}
        return replace(known, name=name, columns=columns, key=key, below=below)

    @cached_property
    def file(self) -> str:
        """The name of the file of the starting content."""
        return f"{self.name}.csv"

    def read(self, folder: Path) -> Table:
        """Read the file of the starting content, and those of the rows below its entries."""
        elsewhere = {each.column for each in self.below}
        columns = [name for name in self.columns if name not in elsewhere]
        table = read_file(folder / self.file, columns, self.key)
        for each in self.below:
            model = row_model(self.model, each.column)
            add_rows(table, folder / each.file, each.key, each.column, model)
        return table

    @cached_property
    def has_key_field(self) -> bool:
        """Whether a record itself tells from which row it was made."""
        return self.columns[self.key].filler is not None

    @cached_property
    def fields(self) -> Sequence[models.Field]:
        """The fields that the columns fill."""
        fillers = [each.filler for each in self.columns.values() if each.filler]
        return [self.model._meta.get_field(name) for each in fillers for name in each.fields]

    def records(self, keys: Collection[str], *, held: bool = False) -> dict[str, models.Model]:
        """Return the records in the database that have these keys, whoever made them; `held` so
        that nobody changes one before the transaction ends."""
        if not self.has_key_field:
            return {}
        queryset = self.model._base_manager.select_related(*self.related or [None])
        if held:
            queryset = queryset.select_for_update(of=("self",))
        return by_key(queryset.prefetch_related(*self.prefetch), self.key, keys)


def by_key(queryset: models.QuerySet, key: str, keys: Collection[str]) -> dict[str, models.Model]:
    """Return the records of which the field `key` is one of these."""
    wanted, found = sorted(keys), {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        chunk = queryset.filter(**{f"{key}__in": wanted[start : start + KEYS_AT_ONCE]})
        found.update((getattr(record, key), record) for record in chunk)
    return found


def _terms(name: str, model: type[models.Model], *columns: str) -> Dataset:
    return Dataset(name, model, {each: column(each, model) for each in columns})


AUDIENCES = _terms("audiences", Audience, "slug", "name", "sort_order")
TOPICS = _terms("topics", Topic, "slug", "name")
SYNONYMS = Dataset(
    "synonyms",
    Synonyms,
    {
        # Only remembered: nothing of a record says it.
        "synonyms_id": ImportColumn("synonyms_id", None, lambda _record, _cell: True),
        "phrases": column("phrases", Synonyms),
    },
    key="synonyms_id",
)

# The starting content, in the order in which it is loaded.
DATASETS = (
    AUDIENCES,
    TOPICS,
    SYNONYMS,
    Dataset.seeded("places", PLACES, key="code"),
    Dataset.seeded("certifications", CERTIFICATION),
    Dataset.seeded("institutions", INSTITUTIONS),
    Dataset.seeded(
        "programs",
        PROGRAMS,
        below=[RowsFile("facts", "program-facts.csv", "program_slug")],
    ),
    Dataset.seeded("associations", ASSOCIATIONS),
    Dataset.seeded(
        "occupations",
        OCCUPATIONS,
        below=[RowsFile("figures", "occupation-figures.csv", "occupation_slug")],
    ),
    Dataset.seeded("resources", RESOURCES),
)
