"""Entries as they were read for a list or a page, kept until something changes.

Who looks at a list goes on to the pages of what it shows, and to its feed. Pages of editors are
always read: they hold on to more than the stamps of their directory tell of.
"""

from collections.abc import Iterable, Mapping

from django.db import models

from directory.catalog.directory import Directory
from directory.listings.unchanged import while_unchanged
from directory.models import Record

MOST = 400  # of each directory, of some 10 KB each
# Most of what it takes to read one entry is the making of its query: so many take twice as long.
TOGETHER = 16

Kept = dict[int | str, models.Model]  # by number and by slug


def kept_records(
    directory: Directory, pks: Iterable[int], stamps: Mapping[str, int] | None
) -> Mapping[int, models.Model]:
    """Return those of the entries that are public, by number: those that are not kept with one
    query and its prefetches, a few with some beside them, which others will ask for. They are
    everybody's, so nobody may change them."""
    held = _held(directory, stamps)
    found = {pk: held.get(pk) for pk in pks}
    if missing := [pk for pk, record in found.items() if record is None]:
        beside = TOGETHER // len(missing) if _is_kept(directory) else 1
        near = {pk + n for pk in missing for n in range(max(1, beside))} - held.keys()
        read = _whole(directory).order_by().in_bulk(near)
        _keep(held, read.values())
        found |= {pk: read[pk] for pk in missing if pk in read}
    return {pk: record for pk, record in found.items() if record is not None}


def kept_at(
    directory: Directory, slugs: Iterable[str], stamps: Mapping[str, int] | None = None
) -> Mapping[str, models.Model]:
    """Return those of the entries at these addresses that are public, by slug, read as above."""
    held = _held(directory, stamps)
    found = {slug: held.get(slug) for slug in slugs}
    if missing := [slug for slug, record in found.items() if record is None]:
        entries = _whole(directory).order_by("slug")
        if len(missing) == 1 and _is_kept(directory):
            entries = entries.filter(slug__gte=missing[0])[:TOGETHER]
        else:
            entries = entries.filter(slug__in=missing)
        read = {record.slug: record for record in entries}
        _keep(held, read.values())
        found |= {slug: read[slug] for slug in missing if slug in read}
    return {slug: record for slug, record in found.items() if record is not None}


def _is_kept(directory: Directory) -> bool:
    return issubclass(directory.model, Record)


def _held(directory: Directory, stamps: Mapping[str, int] | None) -> Kept:
    if not _is_kept(directory):
        return {}
    return while_unchanged("records", directory.slug, stamps=stamps)


def _whole(directory: Directory) -> models.QuerySet:
    related = directory.records().select_related(*directory.related)
    return related.prefetch_related(*directory.prefetch)


def _keep(held: Kept, records: Iterable[models.Model]) -> None:
    records = list(records)
    if len(held) / 2 + len(records) > MOST:
        held.clear()
    if len(records) <= MOST:
        held.update({record.pk: record for record in records})
        held.update({getattr(record, "slug", ""): record for record in records})
