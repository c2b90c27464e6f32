"""What a public address of the site shows: a page, an entry, a place, an announcement or a form.

Whatever tells machines about an address (its Markdown twin, its picture, its embed, the content
API) asks here, so that none of them shows more than the page itself does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wagtail.models import Page

from directory.listings.kept_records import kept_at
from directory.models import Record
from home.formats.fixed_pages import FixedPage, fixed_pages
from home.models import (
    DirectoryPage,
    IndexPage,
    PlacesPage,
)
from home.pages.routes import Routes, routes


@dataclass(frozen=True, slots=True)
class PublicTarget:
    """A public address with what stands there: `record` on a page of its directory, or `page`."""

    path: str
    page: Page | FixedPage
    record: Record | None = None

    @property
    def title(self) -> str:
        return self.page.title if self.record is None else self.record.name

    def __str__(self) -> str:
        """The title that says enough where nothing else stands beside it."""
        return str(self.page if self.record is None else self.record)


def target_at(path: str, known: Routes | None = None) -> PublicTarget | None:
    """Return what the public finds at `path` ("/programs/"), or None.

    An address that lacks its last slash is sent on to the one with it, which is the target's path.
    """
    known = known or routes()
    pages = known.pages
    if fixed := fixed_pages(known).get(path):
        return PublicTarget(path, fixed)
    path = f"{path.rstrip('/')}/"
    if page := pages.get(path):
        return PublicTarget(path, page)
    page, slug = _page_above(path, pages)
    if page is None:
        return None
    if below := page.page_below(slug):
        return PublicTarget(path, below)
    if isinstance(page, DirectoryPage | PlacesPage):
        directory = page.directory_shown()
        record = kept_at(directory, [slug]).get(slug)
        return PublicTarget(path, page, record) if record else None
    return None


def twin_path(path: str) -> str:
    """Return the path of the Markdown twin of the page at `path`."""
    return f"{path.rstrip('/')}/index.md"


def led_to(path: str, known: Routes | None = None) -> PublicTarget | None:
    """Return what target_at() finds; for the address of a merged entry, the entry that was kept,
    and for one that an entry had before, that entry."""
    known = known or routes()
    if found := target_at(path, known):
        return found
    page, slug = _page_above(path, known.pages)
    is_list = isinstance(page, (DirectoryPage, PlacesPage, IndexPage))
    kept = page.directory_shown().kept_for(slug) if is_list else None
    return target_at(kept.get_absolute_url(), known) if kept else None


def _page_above(path: str, pages: Mapping[str, Page]) -> tuple[Page | None, str]:
    """The public page that an address hangs below, and the last part of the address."""
    above, _slash, slug = path.rstrip("/").rpartition("/")
    return (pages.get(f"{above}/"), slug) if slug and "\x00" not in slug else (None, "")
