"""Snapshot: one directory as it stood at one stamp, read into memory, never changed afterwards.

Each process holds one for every directory. A question first reads the stamps; a snapshot that is
behind is made anew: a small one at once, a large one in a thread while the old one answers.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.utils import timezone
from prometheus_client import Histogram

from directory.catalog.directories import searched
from directory.catalog.directory import Directory
from directory.catalog.values import Values
from directory.models import NOT_RECORDED, Stamp
from directory.search.index import DirectoryIndex, Document
from directory.search.lexicon import Lexicon
from directory.search.moments import one_moment
from directory.search.names import ITSELF, meanings, names, places
from directory.search.orders import in_order

logger = logging.getLogger(__name__)
BUILDS = Histogram(
    "center_index_seconds", "How long it took to read a directory into memory", ["directory"],
    buckets=(0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip


# Up to this many entries a snapshot is made while the reader waits (about 0.1 ms an entry).
SMALL = 10_000
READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index, the labels of every facet's values, and how long the two are true."""

    version: tuple[tuple[str, int], ...]
    index: DirectoryIndex
    labels: Mapping[str, Values]
    made: datetime
    expires: datetime | None
    # Rows of lists as drawn; what they show cannot change while the snapshot is current.
    rows: dict[tuple, object]

    def is_current(self, version: tuple[tuple[str, int], ...]) -> bool:
        return self.version == version and self.holds

    @property
    def holds(self) -> bool:
        """Whether it is true as long as no stamp moves: by its dates, which are those of a moment
        still to come where the clock was set back."""
        now = timezone.now()
        return self.made <= now and (self.expires is None or now < self.expires)


def documents(directory: Directory, pks: Collection[int] | None = None) -> Iterator[Document]:
    """Yield every published entry of `directory` in its usual order, or those among `pks`, ready to
    be indexed."""
    records = directory.records() if pks is None else directory.records().filter(pk__in=pks)
    order = list(pks or ())
    if pks is None:
        order = in_order(records, directory.sorts[directory.usual_sort].by)
    columns = ["pk", *directory.searched, *directory.named]
    slots = {}
    several: dict[str, Mapping[int, list[str]]] = {}
    for name, facet in directory.bound.items():
        slots[name] = slice(len(columns), len(columns) + len(facet.columns))
        columns += facet.columns
        if facet.many:
            several[name] = _values_of_many(records, facet.many)
    fields, at = [], 1
    for each in directory.search:
        fields.append(slice(at, at + (len(each) if isinstance(each, tuple) else 1)))
        at = fields[-1].stop
    named = slice(at, at + len(directory.named))
    if directory.is_of_places:
        slots[ITSELF] = slice(len(columns), len(columns) + 1)
        columns.append("slug")
    past = frozenset()
    if directory.past and pks is None:
        past = frozenset(records.filter(directory.past()).values_list("pk", flat=True))
    labels = {
        name: {value: str(label) for value, label in facet.labels().items()}
        for name, facet in directory.bound.items()
        if not facet.proper or facet.many
    }
    for row in _rows(records, columns, order):
        values = {
            name: facet.values(several[name].get(row[0], ()) if facet.many else row[slots[name]])
            for name, facet in directory.bound.items()
        }
        said = [labels[name].get(value, "") for name in labels for value in values[name]]
        kinds = " ".join([str(directory.nouns), *said])
        texts = [" \n ".join(str(text) for text in row[each] if text) for each in fields]
        if directory.is_of_places:
            values[ITSELF] = row[slots[ITSELF]]
        yield Document(
            pk=row[0],
            facets=values,
            fields=(*texts, kinds),
            names=tuple(names(row[named])),
            is_tied=directory.is_tied and NOT_RECORDED not in values["place"],
            is_past=row[0] in past,
        )


def _rows(records: models.QuerySet, columns: Sequence[str], pks: Sequence[int]) -> Iterator[tuple]:
    """Yield the columns of those of `records` that have these numbers, in the order of these."""
    for start in range(0, len(pks), READ_AT_ONCE):
        some = pks[start : start + READ_AT_ONCE]
        rows = records.filter(pk__in=some).order_by().values_list(*columns)
        found = {row[0]: row for row in rows}
        yield from (found[pk] for pk in some if pk in found)


def _values_of_many(records: models.QuerySet, path: str) -> Mapping[int, list[str]]:
    values = defaultdict(list)
    rows = records.filter(**{f"{path}__isnull": False}).order_by("pk", path)
    for pk, value in rows.values_list("pk", path).iterator(chunk_size=5_000):
        values[pk].append(value)
    return values


def build(directory: Directory, version: tuple[tuple[str, int], ...]) -> Snapshot:
    """Read `directory` from the database; `version` must have been read before."""
    now = timezone.now()
    named = places()
    records = directory.records()
    orders = {name: in_order(records, sort.by) for name, sort in directory.sorts.items()}
    index = DirectoryIndex.build(
        documents(directory),
        facet_names=list(directory.bound),
        orders=orders,
        synonyms=named.other_synonyms,
        meanings=meanings(directory, named),
    )
    labels = {
        name: Values(facet.labels(), facet.others()) for name, facet in directory.bound.items()
    }
    turns = (facet.true_until(directory.records()) for facet in directory.bound.values())
    expires = min(filter(None, (_next_moment(directory.model, now), *turns)), default=None)
    return Snapshot(version, index, labels, now, expires, {})


def _built(directory: Directory, version: tuple[tuple[str, int], ...]) -> Snapshot:
    with BUILDS.labels(directory.slug).time(), one_moment():
        return build(directory, version)


def _next_moment(model: type[models.Model], now: datetime) -> datetime | None:
    """Return when an entry next comes or goes by its dates alone, without a change to the
    database."""
    if hasattr(model, "with_needs"):
        paths = list(model.with_needs())
    elif hasattr(model, "expire_at"):
        paths = [""]
    else:
        return None
    dates = [f"{path}{name}" for path in paths for name in ("go_live_at", "expire_at")]
    found = model._base_manager.filter(**{f"{paths[0]}live": True}).aggregate(
        **{name: models.Min(name, filter=models.Q(**{f"{name}__gt": now})) for name in dates}
    )
    return min(filter(None, found.values()), default=None)


class SnapshotCache:
    """The snapshots of one process."""

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lexicon: Lexicon | None = None

    def snapshot(self, directory: Directory, stamps: Mapping[str, int] | None = None) -> Snapshot:
        """Return the snapshot of `directory` to answer with; `stamps` saves the query when
        known."""
        return self.look(directory, stamps)[0]

    def look(
        self, directory: Directory, stamps: Mapping[str, int] | None = None
    ) -> tuple[Snapshot, bool]:
        """Return the snapshot to answer with, and whether it is behind the database."""
        stamps = Stamp.read() if stamps is None else stamps
        version = tuple((name, stamps.get(name, 0)) for name in directory.sources)
        held = self._snapshots.get(directory.slug)
        if held is not None and held.is_current(version):
            return held, False
        if held is not None and len(held.index) > SMALL:
            self._renew_in_thread(directory, version)
            return held, True
        with self._locks[directory.slug]:
            held = self._snapshots.get(directory.slug)
            if held is None or not held.is_current(version):
                held = self._snapshots[directory.slug] = _built(directory, version)
        return held, False

    def is_behind(self, stamps: Mapping[str, int]) -> bool:
        """Tell whether a directory is answered from before the `stamps`, until it is made anew."""
        return any(
            any(stamps.get(name, 0) != value for name, value in held.version)
            for held in list(self._snapshots.values())
            if len(held.index) > SMALL
        )

    def lexicon(self, stamps: Mapping[str, int] | None = None) -> Lexicon:
        """Return what the directories of the site search know of words, together."""
        stamps = Stamp.read() if stamps is None else stamps
        texts = [self.snapshot(each, stamps).index.fulltext for each in searched()]
        held = self._lexicon
        if held is None or held.texts != texts:
            held = self._lexicon = Lexicon(texts)
        return held

    def moments(self) -> list[tuple[str, datetime]]:
        """Return when the held snapshots stop being true although no stamp moves."""
        held = sorted(self._snapshots.items())
        return [(slug, snapshot.expires) for slug, snapshot in held if snapshot.expires]

    def is_overdue(self) -> bool:
        """Tell whether a held snapshot is no longer true although no stamp has moved."""
        return not all(each.holds for each in list(self._snapshots.values()))

    def forget(self) -> None:
        """Drop everything held, as a new process would start."""
        self._snapshots.clear()

    def _renew_in_thread(self, directory: Directory, version: tuple[tuple[str, int], ...]) -> None:
        lock = self._locks[directory.slug]
        if not lock.acquire(blocking=False):
            return  # somebody is at it

        def renew() -> None:
            try:
                self._snapshots[directory.slug] = _built(directory, version)
            except Exception:
                logger.exception("The index of %s could not be renewed.", directory.slug)
            finally:
                connection.close()
                lock.release()

        threading.Thread(target=renew, name=f"index-{directory.slug}", daemon=True).start()


snapshot_cache = SnapshotCache()
