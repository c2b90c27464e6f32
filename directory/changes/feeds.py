"""What changed in a list or in a place, as items of a feed: each field with old and new value.

An entry that the public no longer sees is neither named nor quoted: its item says that it is gone,
under the id that it had.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.catalog.facts import status_of
from directory.changes.records import public_records
from directory.changes.words import differences
from directory.listings.feeds import FeedItem, stable_id
from directory.listings.listing import Listing
from directory.models import Change, having
from directory.models.addresses import directory_path
from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.names import synonyms

SHOWN = 200  # changes in a feed
READ = 500  # changes whose words are looked through, 0.1 ms each


def changes_of(listing: Listing) -> list[FeedItem]:
    """Return what came into a list, changed in it and went from it, as it is filtered."""
    changes = Change.objects.filter(directory=listing.directory.slug)
    if listing.query.choices:
        changes = changes.filter(having(listing.query.choices))
    if listing.query.q:
        changes = changes.filter(pk__in=_saying(listing.searched, changes))
    return _items(changes)


def changes_in(place_slug: str, directories: Iterable[str]) -> list[FeedItem]:
    """Return what happened to the entries of a place in the given directories."""
    changes = Change.objects.filter(having({"place": [place_slug]}))
    return _items(changes.filter(directory__in=directories))


def _saying(q: str, changes: models.QuerySet) -> set[int]:
    """Return those of the newest changes whose entry was found by `q` before, or is found by it
    after."""
    rows = changes.order_by("-pk").values_list("pk", "words_before", "words_after")[:READ]
    texts = [(pk, text) for pk, before, after in rows for text in {before, after} if text]
    index = DirectoryIndex.build(
        (Document(number, {}, tuple(text.split("\n"))) for number, (_pk, text) in enumerate(texts)),
        facet_names=(),
        synonyms=synonyms(),
    )
    found = index.ask(SearchRequest(q, limit=None, correct=False)).pks
    return {texts[number][0] for number in found}


def _items(changes: models.QuerySet) -> list[FeedItem]:
    newest = list(changes.order_by("-pk")[:SHOWN])
    public = public_records(newest)
    items = []
    for change in newest:
        record = public.get((change.directory, change.object_id))
        if record is not None and change.kind not in Change.GONE:
            items.append(_item(change, record))
        elif record is None and change.kind in Change.GONE:
            items.append(_gone(change))
    return items


def _item(change: Change, record: models.Model) -> FeedItem:
    kind = str(change.get_kind_display())
    lines = [str(each) for each in differences(change)]
    return FeedItem(
        id=stable_id("change", change.pk),
        title=f"{record}: {kind[:1].lower()}{kind[1:]}",
        path=record.get_absolute_url(),
        text="\n".join(filter(None, [*(lines or [f"{kind}."]), status_of(record)])),
        changed=change.at,
        tags=[change.directory, change.kind],
    )


def _gone(change: Change) -> FeedItem:
    title = _("An entry left the list “%(list)s”") % {"list": DIRECTORIES[change.directory].title}
    return FeedItem(
        id=stable_id("change", change.pk),
        title=title,
        path=directory_path(change.directory),
        text=_("The entry with the id %(id)s is no longer listed.")
        % {"id": stable_id(change.directory, change.object_id)},
        changed=change.at,
        tags=[change.directory, "gone"],
    )
