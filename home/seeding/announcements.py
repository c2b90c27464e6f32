"""The announcements of home/data/announcements.csv, until HRDR says otherwise."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.imports.faults import SeedError
from directory.imports.rows import Row, Table
from directory.imports.seeding import Progress
from directory.imports.tables import read_file
from directory.models import Place, SeededRow
from home.models import AnnouncementIndexPage, AnnouncementPage
from home.seeding.following import Followed, follow

DATASET = "announcements"
FILE = Path(__file__).resolve().parents[1] / "data" / "announcements.csv"
KEY = "announcement_id"
# These stand in fields of the same name, as they are.
TEXTS = ("title", "kind", "summary", "url", "source_url", "source_note")
COLUMNS = (KEY, "date", "current_until", "places", *TEXTS)
# A date is written as exactly as it is known: 2012-06-12, 2012-06 or 2012.
PRECISIONS = {10: "day", 7: "month", 4: "year"}


def read(file: Path = FILE) -> Mapping[str, AnnouncementPage]:
    """Return the announcements of a file as unsaved pages by key; raise SeedError for faults."""
    table = read_file(file, COLUMNS, KEY, needed=COLUMNS)
    places = Place.objects.in_bulk(field_name="code")
    pages = {row.key: _page(row, table, places) for row in table.rows}
    if table.faults:
        raise SeedError(table.faults)
    return pages


def load(pages: Mapping[str, AnnouncementPage], progress: Progress | None = None) -> Followed:
    """Publish the announcements that were never loaded before, and bring up to date those that
    nobody has touched; return what became of them.

    None of them is new when their page is gone.
    """
    return follow(WrittenAnnouncements(pages), progress)


class WrittenAnnouncements:
    """The announcements as written, each with its slug as key."""

    dataset = DATASET

    def __init__(self, pages: Mapping[str, AnnouncementPage]) -> None:
        self.pages = pages
        self.keys = list(pages)
        self.index = AnnouncementIndexPage.objects.first()

    def present(self, keys: set[str]) -> Mapping[str, AnnouncementPage]:
        """Return the announcements with these slugs that stand below their page."""
        if self.index is None:
            return {}
        found = AnnouncementPage.objects.child_of(self.index).filter(slug__in=keys)
        return {page.slug: page for page in found}

    def create(self, key: str) -> AnnouncementPage | None:
        """Put the announcement below its page as a draft; None when that page is gone."""
        draft = AnnouncementPage(
            live=False, slug=key, title=self.pages[key].title, date=self.pages[key].date
        )
        return self.index.add_child(instance=draft) if self.index else None

    def written(self, key: str) -> AnnouncementPage:
        """Return the announcement as written."""
        page = self.pages[key]
        page.current_until = page.current_until or page.usually_current_until()
        return page


def _seeded(dataset: str) -> set[str]:
    return set(SeededRow.objects.filter(dataset=dataset).values_list("key", flat=True))


def _page(row: Row, table: Table, places: Mapping[str, Place]) -> AnnouncementPage:
    """The page that a row describes; what is wrong with the row is noted in `table`."""
    page = AnnouncementPage(live=False, slug=row.key)
    for name in TEXTS:
        setattr(page, name, row.cells.get(name, ""))
    # Left empty, it is what the page works out itself.
    page.current_until = row.cells.get("current_until") or None
    _date(page, row, table)
    _places(page, row, table, places)
    given = {"slug", "current_until", *TEXTS} & {"slug", *row.cells}
    try:
        page.clean_fields(exclude={field.name for field in page._meta.fields} - given)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            column = KEY if name == "slug" else name
            for message in messages:
                table.blame(row.line, column, row.cells.get(column, ""), message)
    return page


def _date(page: AnnouncementPage, row: Row, table: Table) -> None:
    cell = row.cells.get("date", "")
    try:
        page.date_precision = PRECISIONS[len(cell)]
        page.date = date.fromisoformat(cell + "0000-01-01"[len(cell) :])
    except (KeyError, ValueError):
        reason = _("Give a day, a month or a year: 2012-06-12, 2012-06 or 2012.")
        table.blame(row.line, "date", cell, reason)


def _places(page: AnnouncementPage, row: Row, table: Table, places: Mapping[str, Place]) -> None:
    codes = [code.strip() for code in row.cells.get("places", "").split(";") if code.strip()]
    for code in codes:
        # A place that was loaded once and is gone was deleted by an editor, and is left out.
        if code not in places and code not in _seeded("places"):
            table.blame(row.line, "places", code, _("There is no place with this code."))
    page.places = [places[code] for code in codes if code in places]
