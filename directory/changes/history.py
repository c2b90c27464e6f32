"""What readers see, compared with what they saw last: the one place where changes are noticed.

Whatever touches a record (a form, an import, `update()`, a bulk action, the date on which it
expires) ends in `note()`, which writes a Change for each difference, in the same transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.changes.seen import Seen, seen_now
from directory.models import (
    Change,
    Delivery,
    FormerAddress,
    Link,
    PublicState,
    Record,
    touched,
    values_in,
)
from directory.models.terms import Term
from directory.search.snapshots import documents

AT_ONCE = 500  # entries that are read and compared together
VERIFICATION = "verified_on"


def note(directory: Directory, pks: Collection[int], *, silently: bool = False) -> int:
    """Write what happened to these entries since they were last noted; return how many Changes.

    Must run in the transaction that touched them. Entries that show something of theirs (the
    programs of an institution) are noted too. `silently` only remembers what they say now.
    """
    written, differing = 0, []
    for chunk in _chunks(pks):
        changes = _note_chunk(directory, chunk, silently=silently)
        written += 0 if silently else len(changes)
        differing += [change.object_id for change in changes]
    if differing and not silently:
        for other, numbers in _showing(directory.model, differing):
            written += note(other, numbers)
    return written


def note_all(directory: Directory, *, silently: bool = False) -> int:
    """Note every entry of `directory` that is public, or was: finds what no save has told."""
    known = PublicState.objects.filter(directory=directory.slug)
    pks = {*known.values_list("object_id", flat=True), *_public(directory)}
    return note(directory, sorted(pks), silently=silently)


def note_passed() -> int:
    """Note the entries that came or went by their dates alone, or that say something else since a
    day is over; return how many Changes."""
    written = 0
    for directory in watched():
        known = PublicState.objects.filter(directory=directory.slug)
        differing = {*known.values_list("object_id", flat=True)} ^ {*_public(directory)}
        written += note(directory, sorted({*differing, *_turned(directory)}))
    return written


def _turned(directory: Directory) -> Iterator[int]:
    """Yield the public entries whose values the day has changed since they were noted."""
    for name, bound in directory.bound.items():
        turned = bound.turned(directory.records())
        if turned is not None:
            pks = set(turned.order_by().values_list("pk", flat=True))
            for chunk in _chunks(pks):
                now = {document.pk: document.facets for document in documents(directory, chunk)}
                known = PublicState.objects.filter(directory=directory.slug, object_id__in=now)
                for pk, facets in known.values_list("object_id", "facets"):
                    if set(values_in(facets, name)) != set(now[pk][name]):
                        yield pk


def begin() -> None:
    """Remember what the entries of each directory say, where nothing is remembered yet."""
    for directory in watched():
        # Of what was remembered before there were facets in it, these are missing.
        if not PublicState.objects.filter(directory=directory.slug).exclude(facets="").exists():
            note_all(directory, silently=True)


def has_begun() -> bool:
    """Return whether anything is remembered at all."""
    return PublicState.objects.exists()


def watched() -> list[Directory]:
    """Return the directories whose changes are noted: all whose entries have columns in files."""
    return [directory for directory in DIRECTORIES.values() if directory.columns]


def connect() -> None:
    """Listen to all that touches what readers see."""
    for directory in watched():
        touched.connect(_record_touched, sender=directory.model, dispatch_uid=directory.slug)
        for model in _related_models(directory.model):
            if issubclass(model, Term):
                touched.connect(_term_touched, sender=model, dispatch_uid=model.__name__)
    touched.connect(_link_touched, sender=Link, dispatch_uid="link")


def _record_touched(sender, pks: Iterable[int], silently: bool, **kwargs) -> None:
    for directory in watched():
        if directory.model is sender:
            note(directory, list(pks), silently=silently)


def _term_touched(sender, silently: bool, **kwargs) -> None:
    """Note what a term touched: one that is gone no longer says where it was used, and terms rarely
    change."""
    for directory in watched():
        if not silently and sender in _related_models(directory.model):
            note_all(directory)


def _link_touched(sender, pks: Iterable[int], silently: bool, **kwargs) -> None:
    if silently:
        return
    for link in Link.objects.filter(pk__in=list(pks), state=Link.State.BROKEN):
        for directory in watched():
            _note_broken(directory, link)


def _note_broken(directory: Directory, link: Link) -> None:
    """Note a broken link once for each entry and each time that it breaks."""
    columns = [
        field.name
        for field in directory.model._meta.concrete_fields
        if isinstance(field, models.URLField)
    ]
    uses = Q(*((column, link.url) for column in columns), _connector=Q.OR)
    if not columns:
        return
    told = Change.objects.filter(directory=directory.slug, kind=Change.Kind.LINK_BROKEN)
    told = told.filter(at__gte=link.since) if link.since else told.none()
    entries = directory.records().filter(uses).exclude(pk__in=told.values("object_id"))
    broken = {
        entry.pk: {name: [link.url, None] for name in columns if getattr(entry, name) == link.url}
        for entry in entries
    }
    _write(
        [
            _change(directory, pk, Change.Kind.LINK_BROKEN, seen, seen, broken[pk])
            for pk, seen in seen_now(directory, list(broken)).items()
        ]
    )


def _write(changes: list[Change]) -> None:
    Delivery.enqueue(Change.objects.bulk_create(changes))


def _note_chunk(directory: Directory, pks: list[int], *, silently: bool) -> list[Change]:
    states = PublicState.objects.filter(directory=directory.slug, object_id__in=pks).order_by("pk")
    held = {each.object_id: Seen(each.values, each.facets, each.words) for each in states}
    now = seen_now(directory, pks)
    gone = [pk for pk in held if pk not in now]
    changes = []
    for pk, seen in now.items():
        if pk not in held:
            changes.append(_change(directory, pk, Change.Kind.PUBLISHED, None, seen))
        elif seen.values != held[pk].values:
            changes += _differences(directory, pk, held[pk], seen)
    for pk, kind in _ends(directory.model, gone):
        changes.append(_change(directory, pk, kind, held[pk], None))
    PublicState.objects.filter(directory=directory.slug, object_id__in=gone).delete()
    PublicState.objects.bulk_create(
        [
            PublicState(directory=directory.slug, object_id=pk, **vars(seen))
            for pk, seen in now.items()
            if seen != held.get(pk)
        ],
        update_conflicts=True,
        unique_fields=["directory", "object_id"],
        update_fields=["values", "facets", "words"],
    )
    _keep_addresses(directory, held, now)
    if not silently:
        _write(changes)
    return changes


def _keep_addresses(
    directory: Directory, held: Mapping[int, Seen], now: Mapping[int, Seen]
) -> None:
    """Keep the addresses by which the public knew entries: it is led on from them until another
    entry is there."""
    before = {pk: seen.values["slug"] for pk, seen in held.items()}
    after = {pk: seen.values["slug"] for pk, seen in now.items()}
    left = {slug: pk for pk, slug in before.items() if after.get(pk) != slug}
    taken = [slug for pk, slug in after.items() if before.get(pk) != slug]
    FormerAddress.keep(directory.slug, left, taken)


def _differences(directory: Directory, pk: int, old: Seen, new: Seen) -> Iterator[Change]:
    fields = {
        column: [old.values.get(column), value]
        for column, value in new.values.items()
        if old.values.get(column) != value
        # A column that is younger than what was remembered, and says nothing yet.
        and (column in old.values or value not in (None, "", []))
    }
    # One that is withdrawn is a change: nobody verified anything.
    is_verified = VERIFICATION in fields and fields[VERIFICATION][1] is not None
    verified = {VERIFICATION: fields.pop(VERIFICATION)} if is_verified else {}
    if fields:
        yield _change(directory, pk, Change.Kind.CHANGED, old, new, fields)
    if verified:
        yield _change(directory, pk, Change.Kind.VERIFIED, new, new, verified)


def _ends(model: type[models.Model], pks: list[int]) -> Iterator[tuple[int, str]]:
    """Yield how each of the entries that are not public any more came to be so."""
    found = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "expired"))
    late = set(
        model._base_manager.filter(pk__in=pks, live=True, expire_at__lte=timezone.now())
        .values_list("pk", flat=True)
    )  # fmt: skip
    for pk in pks:
        if pk not in found:
            yield pk, Change.Kind.DELETED
        else:
            is_expired = found[pk] or pk in late
            yield pk, Change.Kind.EXPIRED if is_expired else Change.Kind.UNPUBLISHED


def _change(
    directory: Directory,
    pk: int,
    kind: str,
    before: Seen | None,
    after: Seen | None,
    fields: Mapping | None = None,
) -> Change:
    """Return what happened between the two; None is for when the public does not see the entry."""
    values = (after or before).values
    return Change(
        directory=directory.slug,
        object_id=pk,
        slug=values["slug"],
        name=values.get("name") or values.get("title") or "",
        kind=kind,
        fields=fields or {},
        facets_before=before.facets if before else "",
        facets_after=after.facets if after else "",
        words_before=before.words if before else "",
        words_after=after.words if after else "",
        at=timezone.now(),
    )


def _public(directory: Directory) -> models.QuerySet:
    return directory.records().order_by().values_list("pk", flat=True)


def _chunks(pks: Collection[int]) -> Iterator[list[int]]:
    numbers = list(pks)
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def _showing(
    model: type[models.Model], pks: list[int]
) -> Iterator[tuple[Directory, Collection[int]]]:
    """Yield the entries that show something of these records of `model`, or are public only while
    these are, by directory."""
    for directory in watched():
        paths = _related_models(directory.model).get(model, ())
        found: set[int] = set()
        for path in paths:
            for chunk in _chunks(pks):
                entries = directory.model._base_manager.filter(**{f"{path}__in": chunk})
                found.update(entries.values_list("pk", flat=True))
        if found:
            yield directory, found


@cache
def _related_models(model: type[models.Model]) -> Mapping[type[models.Model], tuple[str, ...]]:
    """Return what an entry of `model` may show: other records and terms, by the paths that lead
    there."""
    found: dict[type[models.Model], tuple[str, ...]] = {}

    def follow(within: type[models.Model], path: str) -> None:
        for field in within._meta.get_fields():
            related = field.related_model if field.many_to_one or field.many_to_many else None
            if field.auto_created or related is None or not issubclass(related, (Record, Term)):
                continue
            found[related] = (*found.get(related, ()), f"{path}{field.name}")
            if related is not within:
                follow(related, f"{path}{field.name}__")

    follow(model, "")
    return found
