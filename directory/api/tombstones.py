"""What of a collection changed after a moment, and what of it is no longer there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import Max, Q
from django.utils import timezone

from directory.api.collections import Collection
from directory.models import Change, Record


def modified_since(collection: Collection, moment: datetime) -> frozenset[int]:
    """Return the numbers of the entries that came, or that read differently, after `moment`."""
    changes = Change.objects.filter(
        directory=collection.slug, kind__in=Change.MODIFIED, at__gt=moment
    )
    # Its hour makes an entry public before any job has said so.
    came = Q(**{f"{collection.dated_by}__gt": moment})
    for path in dated_paths(collection):
        came |= Q(**{f"{path}go_live_at__gt": moment})
    new = collection.directory.records().filter(came)
    return frozenset(
        {
            *changes.order_by().values_list("object_id", flat=True),
            *new.order_by().values_list("pk", flat=True),
        }
    )


def tombstones(collection: Collection, moment: datetime) -> list[Mapping[str, object]]:
    """Return the entries that were public after `moment`, or just before it, and no longer are."""
    left = Change.objects.filter(directory=collection.slug, kind__in=Change.GONE, at__gt=moment)
    gone = {
        change.object_id: _stone(change.object_id, change.slug, change.kind, change.at)
        for change in left.order_by("pk")
    }
    # An entry past its date is gone before any job has said so.
    model = collection.directory.model
    for path in dated_paths(collection):
        ended = f"{path}expire_at"
        late = model._base_manager.filter(
            **{"live": True, f"{path}live": True},
            **{f"{ended}__gt": moment, f"{ended}__lte": timezone.now()},
        )
        for pk, slug, expired in late.values_list("pk", "slug", ended):
            gone[pk] = _stone(pk, slug, Change.Kind.EXPIRED.value, expired)
    back = collection.directory.records().filter(pk__in=gone).order_by()
    for pk in back.values_list("pk", flat=True):
        del gone[pk]
    return list(gone.values())


def dated_paths(collection: Collection) -> list[str]:
    """Return the paths of the records whose dates say when an entry comes and goes."""
    model = collection.directory.model
    return list(model.with_needs()) if issubclass(model, Record) else [""]


def _stone(pk: int, slug: str, state: str, at: datetime) -> Mapping[str, object]:
    return {"id": pk, "slug": slug, "state": state, "at": at.astimezone(UTC).isoformat()}


def as_of(collection: Collection) -> datetime | None:
    """Return when the collection last changed: what to ask for changes after, the next time."""
    moments = [Change.last_in(collection.slug)]
    if collection.dated_by:
        came = collection.directory.records().aggregate(last=Max(collection.dated_by))
        moments.append(came["last"])
    return max(filter(None, moments), default=None)
