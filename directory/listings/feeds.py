"""Feeds for readers of feeds: Atom and JSON Feed 1.1, from one and the same list of items."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.catalog.directories import facts_of, summary_of, way_out_of
from directory.catalog.sources import source_line
from directory.listings.listing import Listing
from directory.listings.markdown import public_path
from directory.listings.noted import since_when
from directory.listings.unchanged import while_unchanged
from directory.models import Change, Stamp, Trusted
from directory.search.queries import query_string

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Of a list, in one document; the rest is in those that follow it.
FEED_ENTRIES = 500
KEPT_ITEMS = 2_000  # of each directory, of about 1 KB
OFFSET = "offset"
# Names below it are ours; the same entry has the same one at every address of the site.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "library-support-staff-resource-center")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed. Its id stays when its address or its words change."""

    id: str
    title: str
    path: str
    text: str
    changed: datetime
    published: datetime | None = None
    tags: Sequence[str] = ()
    outside: str = ""


@dataclass(frozen=True)
class Feed:
    """A title, the page it belongs to, its own address for each format, and the newest items.

    `name` is its own among all feeds of the site, wherever these are; the id is made from it.
    """

    name: str
    title: str
    page: str
    address: Callable[[str], str]
    items: list[FeedItem] = field(default_factory=list)
    # What a page says of how its address was understood.
    notes: Sequence[str] = ()
    # As `address`, for the items that are older than these; None where there are none.
    older: Callable[[str], str] | None = None

    @property
    def id(self) -> str:
        return stable_id("feed", self.name)

    @property
    def changed(self) -> datetime:
        """When its newest item changed. Of one without items: when anything last did, and not when
        it is read, so that it is the same until then."""
        moments = [item.changed for item in self.items] or [Stamp.last_moved()]
        return max(filter(None, moments), default=LONG_AGO)


def stable_id(kind: str, name: object) -> str:
    """Return an id for what is called `name` among its kind, the same on every day and host."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{kind}/{name}')}"


def record_id(record: models.Model) -> str:
    """Return the id of an entry, or of a page."""
    return stable_id(record.directory_slug, record.pk)


def name_of(listing: Listing) -> str:
    """Return what a list is called, however many entries it holds today: "Programs: online, in
    Ohio"."""
    return ": ".join(filter(None, [str(listing.directory.title), listing.sentence]))


def entries_feed(listing: Listing, offset: int = 0) -> Feed:
    """Return the feed of the entries of a list, the newest change first: FEED_ENTRIES of them,
    after `offset`."""
    since = since_when(listing.directory.slug, listing.stamps)
    # In the order of the list, what is new in one that is cut would never be shown.
    pks = sorted(listing.all_pks, key=lambda pk: since.get(pk, LONG_AGO), reverse=True)
    end = offset + FEED_ENTRIES

    def address(kind: str, start: int = offset) -> str:
        pairs = [*listing.query.pairs, *([(OFFSET, str(start))] if start else [])]
        return f"{listing.path}list.{kind}{query_string(sorted(pairs))}"

    return Feed(
        name=f"{listing.directory.slug}/list{listing.query.string}",
        title=f"{name_of(listing)} - {settings.WAGTAIL_SITE_NAME}",
        page=listing.url(),
        address=address,
        items=_kept_items(listing, pks[offset:end], since),
        notes=[*listing.told, *(f"{each.words}." for each in listing.form.unrecorded)],
        older=partial(address, start=end) if end < len(pks) else None,
    )


def _kept_items(
    listing: Listing, pks: Sequence[int], since: Mapping[int, datetime]
) -> list[FeedItem]:
    """Return the items of these entries of a list, in order, each made once while it holds."""
    held = while_unchanged("feed", listing.directory.slug, stamps=listing.stamps)
    if len(held) > KEPT_ITEMS:
        held.clear()
    keys = {pk: (pk, since.get(pk, LONG_AGO)) for pk in listing.public(list(pks))}
    items = {key: held.get(key) for key in keys.values()}
    for record in listing.fetch([pk for pk, key in keys.items() if items[key] is None]):
        key = keys[record.pk]
        items[key] = held[key] = _entry_item(record, key[1])
    return [item for item in items.values() if item is not None]


def entry_items(records: Sequence[models.Model]) -> Iterable[FeedItem]:
    """Yield the items of entries of one directory, as they stand now."""
    since = Change.since(records)
    for record in records:
        yield _entry_item(record, since[record.pk] or LONG_AGO)


def _entry_item(record: models.Model, changed: datetime) -> FeedItem:
    announced, way = getattr(record, "announced_on", None), way_out_of(record)
    dates = (_midnight(announced) if announced else None, record.first_published_at)
    return FeedItem(
        id=record_id(record),
        title=str(record),
        path=public_path(record),
        text="\n".join(filter(None, _said_of(record))),
        changed=changed,
        published=min(filter(None, dates), default=None),
        tags=[fact.text for fact in facts_of(record) if fact.in_brief and fact.parts],
        outside=way.url if way and not way.whose else "",
    )


def _said_of(record: models.Model) -> Iterator[str]:
    """Yield what a page says of an entry: its summary, how well it is checked, and its source."""
    yield summary_of(record)
    if isinstance(record, Trusted):
        yield str(record.trust)
        yield _("Source: %(source)s.") % {"source": source_line(record).named}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return self.feed["changed"]

    def add_root_elements(self, handler) -> None:
        super().add_root_elements(handler)
        if older := self.feed["older"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": older})


def as_atom(request: HttpRequest, feed: Feed) -> HttpResponse:
    absolute = request.build_absolute_uri
    made = _Atom(
        title=_writable(feed.title),
        link=absolute(feed.page),
        description="",
        author_name=settings.WAGTAIL_SITE_NAME,
        author_link=absolute("/"),
        feed_guid=feed.id,
        subtitle=_writable(" ".join(feed.notes)) or None,
        changed=feed.changed,
        older=absolute(feed.older("atom")) if feed.older else "",
        language=get_language() or "en",
        feed_url=absolute(feed.address("atom")),
    )
    for item in feed.items:
        made.add_item(
            title=_writable(item.title),
            link=absolute(item.path),
            unique_id=item.id,
            # Django writes it as HTML.
            description=linebreaksbr(_writable(item.text), autoescape=True),
            updateddate=item.changed,
            pubdate=item.published or item.changed,
            categories=[_writable(tag) for tag in item.tags],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _writable(text: str) -> str:
    """Return a text without the characters that XML has no way to write."""
    return _NOT_IN_XML.sub("", text)


def as_json_feed(request: HttpRequest, feed: Feed) -> HttpResponse:
    absolute = request.build_absolute_uri
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute(feed.page),
        "feed_url": absolute(feed.address("feed.json")),
        "language": get_language() or "en",
        "authors": [{"name": settings.WAGTAIL_SITE_NAME, "url": absolute("/")}],
        "items": list(_json_items(feed.items, absolute)),
    }
    if feed.older:
        content["next_url"] = absolute(feed.older("feed.json"))
    if feed.notes:
        content["description"] = " ".join(feed.notes)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/feed+json"
    return response


def _json_items(items: Iterable[FeedItem], absolute: Callable[[str], str]) -> Iterable[dict]:
    for item in items:
        made = {
            "id": item.id,
            "url": absolute(item.path),
            "title": item.title,
            "content_text": item.text,
            "date_modified": item.changed.isoformat(),
            "tags": list(item.tags),
        }
        if item.published:
            made["date_published"] = item.published.isoformat()
        if item.outside:
            made["external_url"] = item.outside
        yield made


WRITERS = {"atom": as_atom, "feed.json": as_json_feed}
