"""EntryRow: an entry as it stands in a list, drawn once for each snapshot, language and day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import strip_spaces_between_tags
from django.utils.translation import get_language

from directory.catalog.directory import Directory
from directory.catalog.schema_org import text_of
from directory.listings.markdown import public_path
from directory.models.addresses import directory_path
from directory.search.snapshots import Snapshot

KEPT_ROWS = 10_000  # of each list; about 1 KB each


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it stands in a list, and its headings in the orders that have some."""

    html: str
    headings: Mapping[str, str]
    # The name as JSON and the path, for the graph of the page.
    link: tuple[str, str]


def rows_of(
    directory: Directory,
    snapshot: Snapshot,
    pks: list[int],
    fetch: Callable[[list[int]], list[models.Model]],
) -> list[EntryRow]:
    """Return the rows of `pks`, in order; `fetch` reads the entries of those that are not drawn
    yet, and what it does not find has no row."""
    held = snapshot.rows
    if len(held) > KEPT_ROWS:
        held.clear()
    kind = (get_language(), timezone.localdate(), directory_path(directory.slug))
    rows = {pk: held.get((pk, *kind)) for pk in pks}
    if missing := [pk for pk, row in rows.items() if row is None]:
        template = get_template(f"directory/rows/{directory.slug}.html")
        for record in fetch(missing):
            headings = {
                name: str(sort.group(record))
                for name, sort in directory.sorts.items()
                if sort.group
            }
            link = (text_of(str(record)), public_path(record))
            html = strip_spaces_between_tags(template.render({"record": record}))
            row = EntryRow(html, headings, link)
            rows[record.pk] = held[(record.pk, *kind)] = row
    return [row for row in rows.values() if row is not None]
