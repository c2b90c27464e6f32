"""Wagtail's index of what refers to what, kept for many records at once."""

from collections.abc import Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from wagtail.models import ReferenceIndex

# How many records are looked up with one query.
AT_ONCE = 400
# What tells one reference of a record from another.
SAID = ("to_content_type_id", "to_object_id", "model_path", "content_path")


def index_references(records: Sequence[models.Model]) -> None:
    """Do the same as `ReferenceIndex.create_or_update_for_object` for each record of one model.

    Wagtail has no public way to ask what a record refers to without also writing it, so this
    uses two of its inner functions.
    """
    for chunk in _chunks(records):
        kind = _kind(chunk[0])
        known: dict[str, dict[tuple, int]] = {}
        found = ReferenceIndex.objects.filter(
            base_content_type=kind, object_id__in=[str(record.pk) for record in chunk]
        )
        for pk, owner, *said in found.values_list("pk", "object_id", *SAID):
            known.setdefault(owner, {})[tuple(said)] = pk
        fresh, stale = [], []
        for record in chunk:
            before = known.get(str(record.pk), {})
            now = set(ReferenceIndex._extract_references_from_object(record))
            stale += [pk for said, pk in before.items() if said not in now]
            fresh += [
                ReferenceIndex(
                    content_type=kind,
                    base_content_type=kind,
                    object_id=str(record.pk),
                    content_path_hash=ReferenceIndex._get_content_path_hash(said[-1]),
                    **dict(zip(SAID, said, strict=True)),
                )
                for said in sorted(now - before.keys(), key=str)
            ]
        ReferenceIndex.objects.bulk_create(fresh, ignore_conflicts=True)
        ReferenceIndex.objects.filter(pk__in=stale).delete()


def forget_references(records: Sequence[models.Model]) -> None:
    """Remove what records of one model refer to, and what refers to them, as they are deleted."""
    for chunk in _chunks(records):
        kind, keys = _kind(chunk[0]), [str(record.pk) for record in chunk]
        ReferenceIndex.objects.filter(
            Q(base_content_type=kind, object_id__in=keys)
            | Q(to_content_type=kind, to_object_id__in=keys)
        ).delete()


def _chunks(records: Sequence[models.Model]) -> Iterator[Sequence[models.Model]]:
    for start in range(0, len(records), AT_ONCE):
        yield records[start : start + AT_ONCE]


def _kind(record: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(record, for_concrete_model=False)
