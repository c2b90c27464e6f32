"""Stores for what costs time to find out and holds until something changes."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import get_language

from directory.catalog.directories import DIRECTORIES
from directory.models import Stamp
from directory.models.addresses import directory_path
from directory.search.snapshots import snapshot_cache


def while_unchanged(
    name: str, *slugs: str, stamps: Mapping[str, int] | None = None, also: object = None
) -> dict:
    """Return a store of this process, one for each language, that is emptied when the day ends and
    when anything changes in the directories called `slugs`, or in where they are listed, or `also`
    is another. While a change is not read yet it is a store that nobody keeps."""
    stamps = Stamp.read() if stamps is None else stamps
    looks = [snapshot_cache.look(DIRECTORIES[slug], stamps) for slug in slugs]
    if any(is_behind for _snapshot, is_behind in looks):
        return {}
    version = (
        timezone.localdate(),
        [(snapshot.version, snapshot.expires) for snapshot, _is_behind in looks],
        [directory_path(slug) for slug in slugs],
        also,
    )
    rows, key = looks[0][0].rows, (name, get_language())
    held = rows.get(key)
    if held is None or held[0] != version:
        held = rows[key] = (version, {})
    return held[1]
