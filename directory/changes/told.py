"""What happened to an entry, or to the entries of a place, for a page that tells it by year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.changes.records import public_records
from directory.changes.words import Difference, differences
from directory.models import Change, having

AT_ONCE = 50  # changes on one page


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change of an entry that is public now: of what, when, which kind, and each column."""

    record: models.Model
    at: datetime
    kind: str
    is_verification: bool
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Told:
    """A page of changes by year, the newest first; and how many changes were of entries that are
    public no more: these are counted, and nothing else is said of them."""

    page: Page
    years: Sequence[tuple[int, Sequence[ToldChange]]]
    gone: int


def told_of(record: models.Model, number: int = 1) -> Told:
    """Return page `number` of what happened to an entry that is public; the last, past the end."""
    return _told(
        Change.objects.filter(directory=record.directory_slug, object_id=record.pk), number
    )


def told_in(place_slug: str, directories: Iterable[str], number: int = 1) -> Told:
    """Return page `number` of what happened to the entries of a place in these directories."""
    changes = Change.objects.filter(having({"place": [place_slug]}))
    return _told(changes.filter(directory__in=list(directories)), number)


def _told(changes: models.QuerySet, number: int) -> Told:
    public = models.Q()
    numbers = changes.order_by().values_list("directory", "object_id").distinct()
    asked: dict[str, set[int]] = defaultdict(set)
    for slug, pk in numbers:
        asked[slug].add(pk)
    for slug, pks in asked.items():
        seen = (
            DIRECTORIES[slug].records().filter(pk__in=pks).order_by().values_list("pk", flat=True)
        )
        public |= models.Q(directory=slug, object_id__in=list(seen))
    shown = changes.filter(public) if public else changes.none()
    # That an entry was away for a while is told by its coming back.
    page = Paginator(shown.exclude(kind__in=Change.GONE).order_by("-pk"), AT_ONCE).get_page(number)
    return Told(page, _by_year(page), changes.exclude(pk__in=shown.values("pk")).count())


def _by_year(page: Iterable[Change]) -> list[tuple[int, list[ToldChange]]]:
    changes = list(page)
    records = public_records(changes)
    years: dict[int, list[ToldChange]] = defaultdict(list)
    for change in changes:
        record = records.get((change.directory, change.object_id))
        if record is None:
            continue  # it went while this was read
        told = ToldChange(
            record,
            change.at,
            str(change.get_kind_display()),
            change.kind == Change.Kind.VERIFIED,
            differences(change),
        )
        years[timezone.localtime(change.at).year].append(told)
    return list(years.items())
