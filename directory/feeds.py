"""Feeds for readers of feeds: Atom and JSON Feed 1.1, from one and the same list of items."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from directory.facts import facts_of, summary_of
from directory.listings import Listing
from directory.markdown import public_path
from directory.models import Change, Stamp

# A feed reader wants what is new, not all there is; the CSV file has everything.
FEED_ENTRIES = 500
# Names below it are ours; the same entry has the same one at every address of the site.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "library-support-staff-resource-center")


@dataclass(frozen=True, slots=True)
class Item:
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
    items: list[Item] = field(default_factory=list)
    # What a page says of how its address was understood.
    notes: Sequence[str] = ()

    @property
    def id(self) -> str:
        return stable_id("feed", self.name)

    @property
    def changed(self) -> datetime:
        """When its newest item changed. Of one without items: when anything last did, and not when
        it is read, so that it is the same until then."""
        moments = [item.changed for item in self.items] or [Stamp.last_moved()]
        return max(filter(None, moments), default=datetime(1970, 1, 1, tzinfo=UTC))


def stable_id(kind: str, name: object) -> str:
    """An id for what is called `name` among its kind, the same on every day and host."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{kind}/{name}')}"


def record_id(record: models.Model) -> str:
    """The id of an entry, or of a page."""
    return stable_id(record.directory_slug, record.pk)


def name_of(listing: Listing) -> str:
    """What a list is called, however many entries it holds today: "Programs: online, in Ohio"."""
    return ": ".join(filter(None, [str(listing.directory.title), listing.sentence]))


def entries_feed(listing: Listing) -> Feed:
    """The entries of a list, at most FEED_ENTRIES of them, in the order of the list."""
    title = f"{name_of(listing)} - {settings.WAGTAIL_SITE_NAME}"
    name = f"{listing.directory.slug}/list{listing.query.string}"
    records = list(islice(listing.all_records(), FEED_ENTRIES))
    items = list(entry_items(records))
    return Feed(name, title, listing.url(), listing.file_url, items, listing.told)


def entry_items(records: Sequence[models.Model]) -> Iterable[Item]:
    """Entries of one directory as they stand now."""
    if not records:
        return
    pks = [record.pk for record in records]
    noted = Change.last_of_each(records[0].directory_slug, among=pks)
    for record in records:
        yield _entry_item(record, noted.get(record.pk))


def _entry_item(record: models.Model, noted: datetime | None) -> Item:
    """What an entry shows of another one changes with that, which saves nothing of the entry."""
    saved = getattr(record, "updated_at", None) or record.last_published_at
    changed = max(filter(None, (saved, noted)), default=timezone.now())
    announced = getattr(record, "announced_on", None)
    dates = (_midnight(announced) if announced else None, record.first_published_at)
    return Item(
        id=record_id(record),
        title=str(record),
        path=public_path(record),
        text="\n".join(filter(None, [summary_of(record), str(getattr(record, "trust", ""))])),
        changed=changed,
        published=min(filter(None, dates), default=None),
        tags=[fact.text for fact in facts_of(record) if fact.in_brief and fact.parts],
        outside=getattr(record, "url", ""),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return self.feed["changed"]


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
    response = HttpResponse(content_type=made.content_type)
    made.write(response, "utf-8")
    return response


def _writable(text: str) -> str:
    """A text without the characters that XML has no way to write."""
    return "".join(c for c in text if (c >= " " or c in "\t\n\r") and c not in "\ufffe\uffff")


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
    if feed.notes:
        content["description"] = " ".join(feed.notes)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/feed+json"
    return response


def _json_items(items: Iterable[Item], absolute: Callable[[str], str]) -> Iterable[dict]:
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
