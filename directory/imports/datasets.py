"""The files of the starting content, in the order in which they are loaded, column by column.

The columns are called as in the files of the directories, and `confidence` is beside them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.utils.functional import cached_property

from directory.imports.fillers import (
    Column,
    LargerBody,
    Levels,
    Lines,
    Reference,
    References,
    RowKey,
)
from directory.imports.rows import Table, read_table
from directory.imports.sourced_rows import Rows, row_model, with_rows
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Occupation,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)


class RowsFile(NamedTuple):
    """The file of the rows in a column, each of which names its entry in the column `key`."""

    column: str
    file: str
    key: str


@dataclass(frozen=True)
class Dataset:
    """One file, the model that its rows become, and its columns, the first of which is the key.

    A row may name another row of the same file in the column `within`, by its name; that one is
    loaded first. The rows of each column in `below` have a file of their own.
    """

    name: str
    model: type[models.Model]
    columns: Sequence[Column]
    within: str = ""
    below: Sequence[RowsFile] = ()

    @cached_property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    @cached_property
    def key(self) -> Column:
        """The column that tells one row from all others, for good."""
        return self.columns[0]

    @cached_property
    def header(self) -> Sequence[str]:
        """The names of the columns of the file."""
        elsewhere = {each.column for each in self.below}
        return [column.name for column in self.columns if column.name not in elsewhere]

    def read(self, folder: Path) -> Table:
        """Read the file, and the files of the rows below its entries."""
        table = read_table(folder / self.file, self.header, self.key.name)
        for each in self.below:
            model = row_model(self.model, each.column)
            table = with_rows(table, folder, each.file, each.key, each.column, model)
        return table

    @cached_property
    def columns_by_field(self) -> Mapping[str, str]:
        """For each field that a column fills, its name; the key's for what is no one field's."""
        filled = {name: column.name for column in self.columns for name in column.fields}
        return {NON_FIELD_ERRORS: self.key.name, "slug": self.key.name, **filled}

    @cached_property
    def fields(self) -> Sequence[models.Field]:
        """The fields that the columns fill."""
        return [self.model._meta.get_field(name) for each in self.columns for name in each.fields]

    def records(self, keys: Collection[str]) -> dict[str, models.Model]:
        """Return the records in the database that have these keys, whoever made them, each held
        so that nobody changes it meanwhile."""
        if not self.key.fields:
            return {}
        lists = [field.name for field in self.fields if field.many_to_many or field.one_to_many]
        found = self.model._base_manager.select_for_update().prefetch_related(*lists)
        return found.in_bulk(list(keys), field_name=self.key.fields[0])


def _columns(names: str) -> list[Column]:
    return [Column(name) for name in names.split()]


_SOURCE = _columns("source_url source_note gathered_on")

DATASETS = (
    Dataset("audiences", Audience, _columns("slug name sort_order")),
    Dataset("topics", Topic, _columns("slug name")),
    Dataset("synonyms", Synonyms, [RowKey("synonyms_id"), Lines("phrases")]),
    Dataset(
        "places",
        Place,
        [
            *_columns("code slug name country kind region division name_es name_fr"),
        ],
    ),
    Dataset(
        "certifications",
        CertificationRequirement,
        [
            Column("slug"),
            Reference("place_code", "jurisdiction", to="places"),
            *_columns("name requirement applies_to"),
            References("audience", "audiences", to="audiences"),
            *_columns("basis status"),
            Levels("levels"),
            *_columns("levels_run summary renewal renewal_years ce_hours ce_unit fee_usd fee_note"),
            *_columns("authority authority_url statute_citation statute_url url"),
            *_SOURCE,
            *_columns("source_date confidence"),
        ],
    ),
    Dataset(
        "institutions",
        Institution,
        [
            *_columns("slug name"),
            Reference("place_code", "place", to="places"),
            *_columns("city url ipeds_unitid control"),
            *_SOURCE,
            Column("confidence"),
        ],
    ),
    Dataset(
        "programs",
        Program,
        [
            Column("slug"),
            Reference("institution_slug", "institution", to="institutions"),
            *_columns("name credential level delivery ala_accredited lssc_approved"),
            *_columns("credits_from credits_to credits_unit length"),
            *_columns("tuition tuition_currency tuition_year tuition_note transfer url"),
            Rows("facts"),
            *_SOURCE,
            *_columns("source_date status language confidence"),
        ],
        below=[RowsFile("facts", "program-facts.csv", "program_slug")],
    ),
    Dataset(
        "associations",
        Association,
        [
            *_columns("slug name acronym scope"),
            References("place_code", "places", to="places"),
            LargerBody("parent"),
            *_columns("url summary focus status"),
            *_SOURCE,
            *_columns("language confidence"),
        ],
        within="parent",
    ),
    Dataset(
        "occupations",
        Occupation,
        [
            *_columns("slug name code code_system country"),
            Reference("place_code", "place", to="places"),
            *_columns("staff summary url"),
            Rows("figures"),
            *_SOURCE,
            *_columns("source_title source_date confidence"),
        ],
        below=[RowsFile("figures", "occupation-figures.csv", "occupation_slug")],
    ),
    Dataset(
        "resources",
        Resource,
        [
            *_columns("slug name publisher url summary section"),
            References("topic", "topics", to="topics"),
            References("place_code", "places", to="places"),
            *_columns("cost format ends_on is_over applies_from applies_until"),
            *_SOURCE,
            *_columns("language confidence"),
        ],
    ),
)
