"""Who has touched what the starting content made: that is left alone from then on."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ModelLogEntry, Revision

from directory.catalog.columns import text_of, value_of
from directory.imports.datasets import Dataset
from directory.imports.sourced_rows import row_model
from directory.models import Entry, ImportedEntry, Record, SeededRow


def digest(dataset: Dataset, record: models.Model) -> str:
    """Return what differs when a record says something else in the columns of the dataset.

    What is empty is left out, so that a new column changes no digest.
    """
    said = {field.name: value for field in dataset.fields if (value := _said(record, field))}
    text = json.dumps(said, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _said(record: models.Model, field: models.Field) -> str | list[str]:
    if row_model(type(record), field.name):
        return text_of(value_of(record, field.name))
    if field.many_to_many:
        return sorted(str(each.pk) for each in getattr(record, field.name).all())
    if field.one_to_many:
        return [str(each) for each in getattr(record, field.name).all()]
    value = field.value_from_object(record)
    if isinstance(value, Decimal):
        value = value.normalize()
    return "" if value is None else str(value)


def touched(
    dataset: Dataset, records: Mapping[str, models.Model], seeded: Mapping[str, SeededRow]
) -> set[str]:
    """Return the keys of the records that the seed did not make, or that somebody has edited,
    imported, verified, merged, locked, scheduled or unpublished since, by whatever road."""
    by_people = set(_by_people(dataset.model, [str(each.pk) for each in records.values()]))
    found = set()
    for key, record in records.items():
        row = seeded.get(key)
        if (
            row is None
            or str(record.pk) in by_people
            or row.digest not in ("", digest(dataset, record))
            or (isinstance(record, Record) and _is_set_aside(record, row))
        ):
            found.add(key)
    return found


def _by_people(model: type[models.Model], numbers: list[str]) -> Iterator[str]:
    """The numbers of the records with which somebody has worked, or an import of somebody."""
    kind = ContentType.objects.get_for_model(model)
    for work in (
        # An account may be gone: the log still has its number, a revision has not.
        ModelLogEntry.objects.filter(content_type=kind, user_id__isnull=False),
        Revision.objects.filter(base_content_type=kind, user__isnull=False),
        ImportedEntry.objects.filter(content_type=kind),
    ):
        yield from work.filter(object_id__in=numbers).values_list("object_id", flat=True)
    if issubclass(model, Entry):
        kept = model._base_manager.filter(merged_into__in=numbers)
        yield from map(str, kept.values_list("merged_into", flat=True))


def _is_set_aside(record: Record, row: SeededRow) -> bool:
    """Whether the record is not as the seed leaves one: published, with nothing else to come."""
    is_as_left = record.live != row.is_withdrawn and (
        record.has_unpublished_changes == row.is_withdrawn
    )
    is_checked = isinstance(record, Entry) and (
        record.verified_on or record.verified_by_id or record.merged_into_id
    )
    return bool(
        not is_as_left
        or record.latest_revision_id is None
        or record.locked
        or record.go_live_at
        or record.expire_at
        or is_checked
    )
