"""An entry as other programs read it: the columns of the files, and where these come from."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from directory.api.collections import Collection
from directory.catalog.columns import recorded
from directory.catalog.directories import lead_of, way_out_of
from directory.links.usage import url_fields
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED, Change, Link, Trusted, stamp_name
from directory.models.addresses import directory_path

# Always there, so that an entry can be told from the next one.
KEYS = ("id", "slug")
# What every item has beside the columns of its directory.
FIRST = ("id", "slug", "html_url", "updated_at")
LAST = ("sentence", "way_out", "trust_due_on", "sources", "link_states", "states")
# Of what an item holds beside its entry: the states of its links, and changes that a job noted.
OTHER_STAMPS = (stamp_name(Link), Link.STATES_STAMP, stamp_name(Change))
KEPT = "items"
OWN = "entry"  # the way out is its own address

UNCHECKED: Mapping[str, str | None] = {"state": Link.State.UNCHECKED.value, "since": None}
SOURCE_KEYS = ("title", "url", "date", "note", "archive_url")
SOURCES: Mapping[str, Mapping[str, str]] = {
    "source": {
        "title": "source_title",
        "url": "source_url",
        "date": "source_date",
        "note": "source_note",
        "archive_url": "archive_url",
    },
    "statute": {"title": "statute_citation", "url": "statute_url"},
    "authority": {"title": "authority", "url": "authority_url"},
}

Item = Mapping[str, object]


def item_fields(collection: Collection) -> tuple[str, ...]:
    """Return the names of everything in an item, in their order."""
    return tuple(dict.fromkeys((*FIRST, *collection.columns, "verified_on", "trust", *LAST)))


def items(
    collection: Collection,
    listing: Listing,
    pks: Iterable[int],
    *,
    origin: str,
    stamps: Mapping[str, int],
) -> list[Item]:
    """Return the entries that are public now, in the order of `pks`.

    An item is made once for each snapshot, day and state of the links, and kept with the snapshot.
    """
    held = _held(collection, listing, stamps)
    pks = listing.public(list(pks))
    if missing := [pk for pk in pks if pk not in held]:
        records = listing.fetch(missing)
        states = _link_states(collection.directory.model, records)
        since = Change.since(records) if collection.dated_by else {}
        for record in records:
            held[record.pk] = _item(collection, record, states, since.get(record.pk))
    return [{**held[pk], "html_url": origin + held[pk]["html_url"]} for pk in pks if pk in held]


def picked(collection: Collection, whole: list[Item], fields: tuple[str, ...]) -> list[Item]:
    """Return the items with these fields alone, and the two that name them; empty is all."""
    if not fields:
        return whole
    wanted = [name for name in item_fields(collection) if name in {*KEYS, *fields}]
    return [{name: item[name] for name in wanted} for item in whole]


def _held(
    collection: Collection, listing: Listing, stamps: Mapping[str, int]
) -> dict[int, dict[str, object]]:
    version = (
        timezone.localdate(),
        get_language(),
        directory_path(collection.slug),
        *(stamps.get(name) for name in OTHER_STAMPS),
    )
    kept = listing.snapshot.rows.get(KEPT)
    if kept is None or kept[0] != version:
        kept = listing.snapshot.rows[KEPT] = (version, {})
    return kept[1]


def _item(
    collection: Collection,
    record: models.Model,
    states: Mapping[str, Mapping],
    since: datetime | None,
) -> dict[str, object]:
    said: dict[str, object] = {
        "id": record.pk,
        "slug": record.slug,
        "html_url": record.get_absolute_url(),
        "updated_at": _text(since),
    }
    unknown = {}
    for column in collection.columns:
        said[column] = recorded(collection.directory, record, column)
        if said[column] is None:
            unknown[column] = NOT_RECORDED
    is_trusted = isinstance(record, Trusted)
    said.setdefault("verified_on", None)
    said.setdefault("trust", None)
    said["sentence"] = lead_of(record) or None
    said["way_out"] = _way_out(record)
    said["trust_due_on"] = _text(record.trust.due_on) if is_trusted else None
    said["sources"] = list(_sources(record))
    said["link_states"] = {
        name: states.get(url, UNCHECKED) if (url := getattr(record, name)) else None
        for name in url_fields(type(record))
    }
    said["states"] = unknown
    return said


def _way_out(record: models.Model) -> Mapping[str, str] | None:
    """Where it sends readers; `whose` address that is, the entry's own or another one's."""
    way = way_out_of(record)
    return {"url": way.url, "whose": way.whose or OWN} if way else None


def _text(moment: date | None) -> str | None:
    """A date, or a moment in UTC, as ISO 8601 has it."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat() if moment else None


def _link_states(model: type[models.Model], records: list[models.Model]) -> Mapping[str, Mapping]:
    names = url_fields(model)
    urls = {getattr(record, name) for record in records for name in names} - {""}
    if not urls:
        return {}
    found = Link.objects.filter(url__in=urls).values_list("url", "state", "since")
    return {url: {"state": state, "since": _text(since)} for url, state, since in found}


def _sources(record: models.Model) -> Iterable[Mapping[str, object]]:
    """Where the facts come from: the source, and of a rule also its statute and its authority."""
    for role, names in SOURCES.items():
        told = {key: getattr(record, name, "") or None for key, name in names.items()}
        if any(told.values()):
            yield {"role": role, **dict.fromkeys(SOURCE_KEYS), **told}
