"""The entries of which changes tell, as far as the public sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models

from directory.catalog.directories import DIRECTORIES
from directory.models import Change


def public_records(changes: Iterable[Change]) -> Mapping[tuple[str, int], models.Model]:
    """Return the public entries among those of these changes, by directory and number: one query
    for each directory."""
    asked: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        asked[change.directory].add(change.object_id)
    return {
        (slug, pk): record
        for slug, pks in asked.items()
        if (directory := DIRECTORIES.get(slug))
        for pk, record in directory.records()
        .select_related(*directory.related)
        .in_bulk(pks)
        .items()
    }
