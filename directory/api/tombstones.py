"""What of a collection changed after a moment, and what of it is no longer there."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time

from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from directory.api.collections import Collection
from directory.listings.listing import Listing
from directory.models import Change, Record

# Of what is public still, and left out of the list since it is over, or recorded for comparison.
LEFT_OUT = "left-out"


def modified_since(collection: Collection, moment: datetime) -> frozenset[int]:
    """Return the numbers of the entries that came, or that read differently, after `moment`."""
    changes = Change.objects.filter(
        directory=collection.slug, kind__in=Change.MODIFIED, at__gt=moment
    )
    # Its hour makes an entry public before any job has said so.
    came = Q(**{f"{collection.dated_by}__gt": moment})
    for path in dated_paths(collection):
        came |= Q(**{f"{path}go_live_at__gt": moment})
    records = collection.directory.records()
    new = records.filter(came)
    by_day = (bound.turned(records, moment) for bound in collection.directory.bound.values())
    turned = [each for each in by_day if each is not None]
    return frozenset(
        {
            *(pk for each in turned for pk in each.order_by().values_list("pk", flat=True)),
            *changes.order_by().values_list("object_id", flat=True),
            *new.order_by().values_list("pk", flat=True),
        }
    )


def tombstones(
    collection: Collection, moment: datetime, asked: Listing, stamps: Mapping[str, int]
) -> list[Mapping[str, object]]:
    """Return the entries that were public after `moment`, or just before it, and no longer are; and
    those that have changed and that a list leaves out unless it is asked for them, as `asked` is
    not."""
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
    return [*gone.values(), *_left_out(collection, moment, asked, stamps)]


def _left_out(
    collection: Collection, moment: datetime, asked: Listing, stamps: Mapping[str, int]
) -> Iterator[Mapping[str, object]]:
    usually = collection.directory.usually
    if all(name in asked.query.choices for name in usually):
        return
    kept = {name: asked.query.choices[name] for name in usually if name in asked.query.choices}
    params = QueryDict(urlencode(kept, doseq=True))
    listed = Listing(collection.directory, params, stamps=stamps).all_pks
    pks = modified_since(collection, moment).difference(listed)
    noted = Change.last_of_each(collection.slug, among=pks)
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    found = collection.directory.records().filter(pk__in=pks).order_by("pk")
    for pk, slug in found.values_list("pk", "slug"):
        at = noted.get(pk)
        yield _stone(pk, slug, LEFT_OUT, at if at and at > moment else today)


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
