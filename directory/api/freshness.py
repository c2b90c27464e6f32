"""How fresh the center is, for other programs: entries by trust state, links by state."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils import timezone

from directory.api.collections import COLLECTIONS
from directory.links.usage import urls_in_use
from directory.models import Entry, Link, TrustState


def freshness() -> Mapping[str, object]:
    """The numbers of today. A share of nothing is null; a link of which nothing is known is not
    counted among those that work or do not."""
    collections = {
        name: _counted(collection.directory.records().with_trust().order_by())
        for name, collection in COLLECTIONS.items()
        if issubclass(collection.directory.model, Entry)
    }
    every = {
        state: sum(counts[state] for counts in collections.values()) for state in TrustState.values
    }
    return {
        "data": {
            "day": timezone.localdate().isoformat(),
            "all": _told(every),
            "collections": {name: _told(counts) for name, counts in collections.items()},
            "links": _links(),
        }
    }


def _counted(entries) -> Mapping[str, int]:
    counts = dict(entries.values_list("trust_state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in TrustState.values}


def _told(counts: Mapping[str, int]) -> Mapping[str, object]:
    total = sum(counts.values())
    return {
        "entries": total,
        "states": counts,
        "verified": _share(counts[TrustState.VERIFIED], total),
    }


def _share(part: int, whole: int) -> Mapping[str, object]:
    return {"part": part, "whole": whole, "percent": 100 * part / whole if whole else None}


def _links() -> Mapping[str, object]:
    known = dict(Link.objects.values_list("url", "state"))
    counts = dict.fromkeys(Link.State.values, 0)
    for url in urls_in_use():
        counts[known.get(url, Link.State.UNCHECKED.value)] += 1
    checked = sum(counts.values()) - counts[Link.State.UNCHECKED]
    return {"states": counts, "ok": _share(counts[Link.State.OK], checked)}
