"""What a public address of the site shows: a page, an entry, a place or an announcement.

Whatever tells machines about an address (its Markdown twin, its picture, its embed, the content
API) asks here, so that none of them shows more than the page itself does.
"""

from dataclasses import dataclass

from wagtail.models import Page

from directory.models import Record
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    DirectoryPage,
    PlacesPage,
)
from home.routes import Routes, routes


@dataclass(frozen=True, slots=True)
class Subject:
    """A public address with what stands there: `record` on a page of its directory, or `page`."""

    path: str
    page: Page
    record: Record | None = None

    @property
    def title(self) -> str:
        return self.page.title if self.record is None else self.record.name


def subject_at(path: str, known: Routes | None = None) -> Subject | None:
    """What the public finds at `path` ("/programs/" with both slashes), or None."""
    pages = (known or routes()).pages
    if page := pages.get(path):
        return Subject(path, page)
    above, _slash, slug = path.rstrip("/").rpartition("/")
    page = pages.get(f"{above}/")
    if page is None or not slug or "\x00" in slug:
        return None
    if isinstance(page, AnnouncementIndexPage):
        announced = AnnouncementPage.objects.published().child_of(page)
        found = announced.prefetch_related("places").filter(slug=slug).first()
        return Subject(path, found) if found else None
    if isinstance(page, DirectoryPage | PlacesPage):
        directory = page.directory_shown()
        records = directory.records().select_related(*directory.related)
        record = records.prefetch_related(*directory.prefetch).filter(slug=slug).first()
        return Subject(path, page, record) if record else None
    return None
