"""When anything last changed that an answer may depend on."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from directory.api.collections import COLLECTIONS
from directory.models import Stamp
from directory.search.snapshots import snapshot_cache

_held: tuple[object, datetime] | None = None


def last_modified(stamps: Mapping[str, int]) -> datetime:
    """Return when a record, a page, a link, the day or what its dates alone change last changed.

    Asked of the database when a stamp moves, an entry comes or goes by its dates, or a day begins.
    """
    global _held
    version = (timezone.localdate(), sorted(stamps.items()), snapshot_cache.moments())
    held = _held
    if held is None or held[0] != version:
        held = _held = (version, _measured())
    return held[1]


def _measured() -> datetime:
    now = timezone.now()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [midnight, Stamp.last_moved()]
    for collection in COLLECTIONS.values():
        live = collection.directory.model._base_manager.all()
        for name in ("go_live_at", "expire_at"):
            if hasattr(collection.directory.model, name):
                passed = live.filter(**{"live": True, f"{name}__lte": now})
                moments.append(passed.aggregate(last=Max(name))["last"])
    return max(filter(None, moments))
