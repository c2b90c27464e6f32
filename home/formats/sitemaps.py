"""What search engines may find: every public page, place and entry."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.catalog.place_parts import Reach
from directory.editions import latest
from directory.listings.listing import Listing
from directory.models import Change, Entry, Place, values_in
from home.formats.fixed_pages import DATA, FixedPage, fixed_pages
from home.models import ListingPage, PlacesPage, published_pages
from home.pages.routes import routes

ALL_OF_THEM = 5000


class PageSitemap(Sitemap):
    """The pages of the site, announcements included."""

    def items(self) -> models.QuerySet:
        return published_pages().order_by("path")

    def location(self, page) -> str:
        return page.url or "/"

    def lastmod(self, page):
        """Return when it was published, or something of what it lists came, changed or went."""
        return max(filter(None, (page.last_published_at, self.newest.get(page.pk))), default=None)

    @cached_property
    def newest(self) -> dict[int, datetime]:
        """For each page that lists entries, the moment of the newest of them, or of a change."""
        listing = (ListingPage, PlacesPage)
        pages = [page for page in routes().pages.values() if isinstance(page, listing)]
        found = {}
        for page in pages:
            directory = page.directory_shown()
            moments = newest(directory.records()), Change.last_in(directory.slug)
            if moment := max(filter(None, moments), default=None):
                found[page.pk] = moment
        return found


# When an entry came. What it says since then is told by its changes; to save it changes nothing.
CAME = "first_published_at"


def newest(records: models.QuerySet) -> datetime | None:
    """Return the moment at which the newest of these records came, or None."""
    return records.aggregate(newest=models.Max(CAME))["newest"]


class FixedSitemap(Sitemap):
    """The pages that no editor writes; forms that belong to one entry are not looked for."""

    def items(self) -> list[FixedPage]:
        return list(fixed_pages(routes()).values())

    def location(self, page) -> str:
        return page.path

    def lastmod(self, page) -> date | None:
        """Return the day of the latest edition for the page of its files; None for others."""
        edition = latest() if page == DATA else None
        return edition and edition.day


class DirectorySitemap(Sitemap):
    """The public entries of one directory, without what its list usually leaves out."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def items(self) -> models.QuerySet:
        records = self.directory.records().order_by("pk")
        if not self.directory.usually:
            return records
        listed = Listing(self.directory, QueryDict(), path="", per_page=ALL_OF_THEM).answer.pks
        return records.filter(pk__in=listed)

    def lastmod(self, record) -> datetime | None:
        """Return the moment since which it reads as it does."""
        return self.noted.get(record.pk) or record.first_published_at

    @cached_property
    def noted(self) -> Mapping[int, datetime]:
        """The moment since which each entry reads as it does."""
        return Change.last_of_each(self.directory.slug)


class InstitutionSitemap(DirectorySitemap):
    """The institutions, each as new as the programs that its page lists, or listed."""

    def lastmod(self, school) -> datetime | None:
        moments = (super().lastmod(school), self.taught.get(school.pk))
        return max(filter(None, moments), default=None)

    @cached_property
    def taught(self) -> dict[int, datetime]:
        """The moment of the newest program of each institution, or of its last change."""
        programs = DIRECTORIES["programs"]
        came = dict(programs.records().values_list("pk", CAME))
        noted = Change.last_of_each(programs.slug, kinds=tuple(Change.Kind))
        found: dict[int, datetime] = {}
        for pk, school in programs.model._base_manager.values_list("pk", "institution"):
            moments = filter(None, (came.get(pk), noted.get(pk), found.get(school)))
            if moment := max(moments, default=None):
                found[school] = moment
        return found


def shown_of_a_place() -> list[Directory]:
    """Return the directories of which the page of a place shows what belongs to the place."""
    return [
        each
        for each in DIRECTORIES.values()
        if each.slug == "certification"
        or any(group.reach == Reach.PLACE for part in each.place_parts for group in part.groups)
    ]


class PlaceSitemap(DirectorySitemap):
    """The places, each as new as the newest that its page shows, or that left it."""

    def lastmod(self, place) -> datetime | None:
        moments = (
            super().lastmod(place), self.everywhere, self.here.get(place.pk),
            self.passed.get(place.slug),
        )  # fmt: skip
        return max(filter(None, moments), default=None)

    @cached_property
    def everywhere(self) -> datetime | None:
        moments = []
        for directory in DIRECTORIES.values():
            groups = (group for part in directory.place_parts for group in part.groups)
            for group in groups:
                if group.reach in (Reach.COUNTRY, Reach.ANYWHERE):
                    asked = QueryDict(group.asked, mutable=True)
                    asked.pop("sort", None)
                    shown = Listing(directory, asked, path="", per_page=ALL_OF_THEM).answer.pks
                    moments.append(newest(directory.records().filter(pk__in=shown)))
                    moments.append(Change.last_in(directory.slug, dict(asked.lists())))
        return max(filter(None, moments), default=None)

    @cached_property
    def here(self) -> dict[int, datetime]:
        """The moment of the newest entry of each place: one query for each directory."""
        found: dict[int, datetime] = {}
        for directory in shown_of_a_place():
            way = directory.bound["place"].facet.path
            rows = directory.records().order_by().values(way).annotate(newest=models.Max(CAME))
            for place, moment in rows.values_list(way, "newest"):
                if place is not None and moment is not None:
                    found[place] = max(moment, found.get(place, moment))
        return found

    @cached_property
    def passed(self) -> dict[str, datetime]:
        """The moment of the last change of an entry that is or was of the place, by its slug."""
        found: dict[str, datetime] = {}
        changes = Change.objects.filter(
            directory__in=[each.slug for each in shown_of_a_place()]
        ).order_by()
        rows = changes.values("facets_before", "facets_after").annotate(last=models.Max("at"))
        for before, after, moment in rows.values_list("facets_before", "facets_after", "last"):
            for slug in values_in(before, "place") + values_in(after, "place"):
                found[slug] = max(moment, found.get(slug, moment))
        return found


def sitemaps() -> dict[str, Sitemap]:
    """Return by name a sitemap for the pages, one for the fixed ones and one for each directory."""
    listed: Iterable[Directory] = (
        directory
        for directory in DIRECTORIES.values()
        if issubclass(directory.model, (Entry, Place))
    )
    pages = {"pages": PageSitemap(), "fixed": FixedSitemap()}
    kinds = {"places": PlaceSitemap, "institutions": InstitutionSitemap}
    return {
        **pages,
        **{each.slug: kinds.get(each.slug, DirectorySitemap)(each) for each in listed},
    }
