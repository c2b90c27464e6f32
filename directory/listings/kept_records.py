"""Entries as they were read for a list or a page, kept until something changes.

Who looks at a list goes on to the pages of what it shows, and to its feed. Pages of editors are
always read: they hold on to more than the stamps of their directory tell of.
"""

from collections.abc import Iterable, Mapping

from django.db import models

from directory.catalog.directory import Directory
from directory.listings.unchanged import while_unchanged
from directory.models import Record, Stamp
from directory.search.snapshots import snapshot_cache

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
    held, together = _held(directory, stamps)
    found = {pk: held.get(pk) for pk in pks}
    if missing := [pk for pk, record in found.items() if record is None]:
        beside = max(1, together // len(missing))
        near = {pk + n for pk in missing for n in range(beside)} - held.keys()
        read = _whole(directory).order_by().in_bulk(near)
        _keep(held, read.values())
        found |= {pk: read[pk] for pk in missing if pk in read}
    return {pk: record for pk, record in found.items() if record is not None}


def kept_at(
    directory: Directory, slugs: Iterable[str], stamps: Mapping[str, int] | None = None
) -> Mapping[str, models.Model]:
    """Return those of the entries at these addresses that are public, by slug, read as above."""
    held, together = _held(directory, stamps)
    found = {slug: held.get(slug) for slug in slugs}
    if missing := [slug for slug, record in found.items() if record is None]:
        entries = _whole(directory).order_by("slug")
        if len(missing) == 1 and together > 1:
            entries = entries.filter(slug__gte=missing[0])[:together]
        else:
            entries = entries.filter(slug__in=missing)
        read = {record.slug: record for record in entries}
        _keep(held, read.values())
        found |= {slug: read[slug] for slug in missing if slug in read}
    return {slug: record for slug, record in found.items() if record is not None}


def _held(directory: Directory, stamps: Mapping[str, int] | None) -> tuple[Kept, int]:
    """Return the entries that are kept, and how many are best read at once: of a directory of more
    than can be kept no more than are asked for."""
    if not issubclass(directory.model, Record):
        return {}, 1
    stamps = Stamp.read() if stamps is None else stamps
    is_small = len(snapshot_cache.snapshot(directory, stamps).index) <= MOST
    held = while_unchanged("records", directory.slug, stamps=stamps)
    return held, TOGETHER if is_small else 1


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
