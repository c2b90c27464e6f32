"""What search engines may find: every public page, place and entry, with its day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.catalog.place_parts import Reach
from directory.editions import latest
from directory.listings.listing import Listing
from directory.listings.noted import since_when
from directory.listings.unchanged import while_unchanged
from directory.models import Change, Entry, Place, stamp_name, values_in
from directory.models.addresses import entry_path
from home.formats.fixed_pages import DATA, fixed_pages
from home.models import ListingPage, PlacesPage, published_pages
from home.pages.routes import routes

# When an entry came. What it says since then is told by its changes; to save it changes nothing.
CAME = "first_published_at"

Stamps = Mapping[str, int]
Found = tuple[str, datetime | None]  # the path, and since when it reads as it does
Dated = tuple[str, date | None]


class FoundSitemap(Sitemap):
    """What was found of one kind."""

    def __init__(self, found: Sequence[Dated]) -> None:
        self.found = found

    def items(self) -> Sequence[Dated]:
        return self.found

    def location(self, item: Dated) -> str:
        return item[0]

    def lastmod(self, item: Dated) -> date | None:
        return item[1]


def sitemaps(stamps: Stamps) -> dict[str, Sitemap]:
    """Return by name a sitemap for the pages, one for the fixed ones and one for each directory.
    What costs time is found once for each state of all of them."""
    noted = stamps.get(stamp_name(Change))
    held = while_unchanged("sitemap", *DIRECTORIES, stamps=stamps, also=noted)
    if "found" not in held:
        held["found"] = {
            name: [(path, moment and timezone.localdate(moment)) for path, moment in find(stamps)]
            for name, find in _kinds()
        }
    found = {**held["found"], "fixed": list(_fixed())}
    return {name: FoundSitemap(each) for name, each in found.items()}


def _kinds() -> Iterator[tuple[str, Callable[[Stamps], Iterable[Found]]]]:
    yield "pages", _pages
    yield "fixed", lambda stamps: ()  # in its place; its days are asked for each time
    for directory in DIRECTORIES.values():
        if issubclass(directory.model, (Entry, Place)):
            yield directory.slug, partial(_entries, directory)


def _pages(stamps: Stamps) -> Iterator[Found]:
    """Yield the pages of the site, announcements included: each as it was published, or as
    something of what it lists came, changed or went."""
    listing = (ListingPage, PlacesPage)
    shown = {
        page.pk: page.directory_shown()
        for page in routes(stamps).pages.values()
        if isinstance(page, listing)
    }
    for page in published_pages().order_by("path"):
        moments = [page.last_published_at]
        if directory := shown.get(page.pk):
            moments += [_newest(directory.records()), Change.last_in(directory.slug)]
        yield page.url or "/", _last(moments)


def _fixed() -> Iterator[Dated]:
    """Yield the pages that no editor writes, that of the files with the day of its latest edition;
    forms that belong to one entry are not looked for."""
    for page in fixed_pages(routes()).values():
        edition = latest() if page == DATA else None
        yield page.path, edition and edition.day


def _entries(directory: Directory, stamps: Stamps) -> Iterator[Found]:
    """Yield the public entries of a directory, without what its list usually leaves out."""
    listed = set(Listing(directory, QueryDict(), stamps=stamps).all_pks)
    since, more = since_when(directory.slug, stamps), MORE.get(directory.slug)
    later = more(stamps) if more else {}
    for pk, slug in directory.records().order_by("pk").values_list("pk", "slug"):
        if pk in listed:
            yield entry_path(directory.slug, slug), _last([since.get(pk), later.get(pk)])


def _taught(stamps: Stamps) -> dict[int, datetime]:
    """Return the moment of the newest program of each institution, or of its last change: its page
    lists them, or listed them."""
    programs = DIRECTORIES["programs"]
    came = dict(programs.records().order_by().values_list("pk", CAME))
    noted = Change.last_of_each(programs.slug, kinds=tuple(Change.Kind))
    found: dict[int, datetime] = {}
    for pk, school in programs.model._base_manager.values_list("pk", "institution"):
        if moment := _last([came.get(pk), noted.get(pk), found.get(school)]):
            found[school] = moment
    return found


def _told_of_places(stamps: Stamps) -> dict[int, datetime]:
    """Return the moment of the newest that the page of each place shows, or that left it."""
    everywhere, here, passed = _everywhere(stamps), _here(), _passed()
    places = Place.objects.order_by().values_list("pk", "slug")
    moments = {pk: _last([everywhere, here.get(pk), passed.get(slug)]) for pk, slug in places}
    return {pk: moment for pk, moment in moments.items() if moment}


MORE: Mapping[str, Callable[[Stamps], Mapping[int, datetime]]] = {
    "institutions": _taught,
    "places": _told_of_places,
}


def _everywhere(stamps: Stamps) -> datetime | None:
    """Return the moment of the newest of what the pages of all places show."""
    moments = []
    for directory in DIRECTORIES.values():
        groups = (group for part in directory.place_parts for group in part.groups)
        for group in groups:
            if group.reach in (Reach.COUNTRY, Reach.ANYWHERE):
                asked = QueryDict(group.asked, mutable=True)
                asked.pop("sort", None)
                shown = Listing(directory, asked, stamps=stamps).all_pks
                moments.append(_newest(directory.records().filter(pk__in=shown)))
                moments.append(Change.last_in(directory.slug, dict(asked.lists())))
    return _last(moments)


def _shown_of_a_place() -> list[Directory]:
    """Return the directories of which the page of a place shows what belongs to the place."""
    return [
        each
        for each in DIRECTORIES.values()
        if each.slug == "certification"
        or any(group.reach == Reach.PLACE for part in each.place_parts for group in part.groups)
    ]


def _here() -> dict[int, datetime]:
    """Return the moment of the newest entry of each place: one query for each directory."""
    found: dict[int, datetime] = {}
    for directory in _shown_of_a_place():
        way = directory.bound["place"].facet.path
        rows = directory.records().order_by().values(way).annotate(newest=models.Max(CAME))
        for place, moment in rows.values_list(way, "newest"):
            if place is not None and moment is not None:
                found[place] = max(moment, found.get(place, moment))
    return found


def _passed() -> dict[str, datetime]:
    """Return the moment of the last change of an entry that is or was of the place, by its slug."""
    found: dict[str, datetime] = {}
    slugs = [each.slug for each in _shown_of_a_place()]
    changes = Change.objects.filter(directory__in=slugs).order_by()
    rows = changes.values("facets_before", "facets_after").annotate(last=models.Max("at"))
    for before, after, moment in rows.values_list("facets_before", "facets_after", "last"):
        for slug in values_in(before, "place") + values_in(after, "place"):
            found[slug] = max(moment, found.get(slug, moment))
    return found


def _newest(records: models.QuerySet) -> datetime | None:
    """Return the moment at which the newest of these records came, or None."""
    return records.aggregate(newest=models.Max(CAME))["newest"]


def _last(moments: Iterable[datetime | None]) -> datetime | None:
    return max(filter(None, moments), default=None)
