"""What search engines may find: every public page, place and entry."""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.utils.functional import cached_property

from directory.directories import DIRECTORIES, Directory
from directory.editions import latest
from directory.models import Entry, Place
from home.fixed_pages import DATA, FIXED, FixedPage
from home.models import ListingPage, PlacesPage, published_pages
from home.routes import routes


class PageSitemap(Sitemap):
    """The pages of the site, announcements included."""

    def items(self) -> models.QuerySet:
        return published_pages().order_by("path")

    def location(self, page) -> str:
        return page.url or "/"

    def lastmod(self, page):
        """When the page was published, or when the newest entry that it lists was saved."""
        return max(filter(None, (page.last_published_at, self.newest.get(page.pk))), default=None)

    @cached_property
    def newest(self) -> dict[int, datetime]:
        """For each page that lists entries, the moment of the newest of them."""
        listing = (ListingPage, PlacesPage)
        pages = [page for page in routes().pages.values() if isinstance(page, listing)]
        moments = {page.pk: newest(page.directory_shown().records()) for page in pages}
        return {pk: moment for pk, moment in moments.items() if moment}


def dated_by(model: type[models.Model]) -> str:
    """The field that says when an entry was last saved, or last published."""
    return "updated_at" if issubclass(model, Entry) else "last_published_at"


def newest(records: models.QuerySet) -> datetime | None:
    """The moment of the newest of these records."""
    return records.aggregate(newest=models.Max(dated_by(records.model)))["newest"]


class FixedSitemap(Sitemap):
    """The pages that no editor writes; forms that belong to one entry are not looked for."""

    def items(self) -> list[FixedPage]:
        return list(FIXED.values())

    def location(self, page) -> str:
        return page.path

    def lastmod(self, page) -> date | None:
        """What changes by itself is the list of files."""
        edition = latest() if page == DATA else None
        return edition and edition.day


class DirectorySitemap(Sitemap):
    """The public entries of one directory."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def items(self) -> models.QuerySet:
        return self.directory.records().order_by("pk")

    def lastmod(self, record):
        return getattr(record, dated_by(self.directory.model))


# What the page of a place shows: the directory and the way from its entries to the place.
SHOWN_OF_A_PLACE = {
    "certification": "jurisdiction",
    "programs": "institution__place",
    "associations": "places",
    "resources": "places",
    "announcements": "places",
}
# And what it shows of every place.
SHOWN_EVERYWHERE = {
    "programs": {"delivery": "online"},
    "associations": {"scope": "national", "focus": "support-staff"},
    "resources": {"section": "financial-assistance", "places": None},
}


class PlaceSitemap(DirectorySitemap):
    """The places, each as new as the newest that its page shows."""

    def lastmod(self, place):
        moments = (place.last_published_at, self.everywhere, self.here.get(place.pk))
        return max(filter(None, moments), default=None)

    @cached_property
    def everywhere(self) -> datetime | None:
        asked = ((DIRECTORIES[slug], values) for slug, values in SHOWN_EVERYWHERE.items())
        moments = [newest(directory.records().filter(**values)) for directory, values in asked]
        return max(filter(None, moments), default=None)

    @cached_property
    def here(self) -> dict[int, datetime]:
        """The moment of the newest entry of each place: one query for each directory."""
        found: dict[int, datetime] = {}
        for slug, way in SHOWN_OF_A_PLACE.items():
            directory = DIRECTORIES[slug]
            moments = models.Max(dated_by(directory.model))
            rows = directory.records().order_by().values(way).annotate(newest=moments)
            for place, moment in rows.values_list(way, "newest"):
                if place is not None and moment is not None:
                    found[place] = max(moment, found.get(place, moment))
        return found


def sitemaps() -> dict[str, Sitemap]:
    """A sitemap for the pages, one for the fixed ones and one for each directory, by name."""
    listed: Iterable[Directory] = (
        directory
        for directory in DIRECTORIES.values()
        if issubclass(directory.model, (Entry, Place))
    )
    pages = {"pages": PageSitemap(), "fixed": FixedSitemap()}
    kinds = {"places": PlaceSitemap}
    return {
        **pages,
        **{each.slug: kinds.get(each.slug, DirectorySitemap)(each) for each in listed},
    }
