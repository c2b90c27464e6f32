"""Routes: the menu and the addresses of the site's own pages, in memory until a page changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Min
from django.utils import timezone
from wagtail.models import Page, Site

from directory.models import Stamp
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    ContactSettings,
    DirectoryPage,
    PlacesPage,
    SearchPage,
    published_pages,
)
from home.signals import PAGES


@dataclass(frozen=True, slots=True)
class MenuItem:
    title: str
    path: str


@dataclass(frozen=True)
class Routes:
    """Where things are on the default site while the pages' stamp stands at `version`."""

    version: int
    menu: list[MenuItem]
    # Public pages by path; private ones go through Wagtail, which asks for the password.
    pages: Mapping[str, Page]
    # Where each directory is listed, by its slug; one without a public page is not there.
    directories: Mapping[str, str]
    places: str
    search: str
    announcements: str
    # When the next page leaves the site although no stamp moves.
    expires: datetime | None = None

    def is_current(self, version: int) -> bool:
        return self.version == version and (self.expires is None or timezone.now() < self.expires)

    @cached_property
    def drawn(self) -> dict[tuple, str]:
        """What of the frame of a page was drawn from these routes; see the tag `kept`."""
        return {}

    @cached_property
    def contact(self) -> ContactSettings:
        return ContactSettings.objects.first() or ContactSettings()


_held: Routes | None = None


def routes(stamps: Mapping[str, int] | None = None) -> Routes:
    """The current routes; `stamps` saves the query when they are known."""
    global _held
    version = (Stamp.read() if stamps is None else stamps).get(PAGES, 0)
    held = _held
    if held is None or not held.is_current(version):
        held = _held = _build(version)
    return held


def read_stamps() -> Mapping[str, int]:
    """All stamps, and beside them the moment at which the next page expires: with one query."""
    stamps = Stamp.read()
    expires = routes(stamps).expires
    return {**stamps, "pages expire": int(expires.timestamp() * 1000)} if expires else stamps


def held_routes() -> Routes:
    """The routes as last seen by this process: for addresses inside an answer already begun."""
    return _held or routes()


def forget() -> None:
    """Drop what is held, as a new process would start."""
    global _held
    _held = None


def directory_path(slug: str) -> str:
    """Where a directory is listed; its slug between slashes while it has no page."""
    return held_routes().directories.get(slug, f"/{slug}/")


def _build(version: int) -> Routes:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    public = published_pages()
    expires = public.filter(expire_at__isnull=False).aggregate(first=Min("expire_at"))["first"]
    if site is not None:
        public = public.descendant_of(site.root_page, inclusive=True)
    pages = list(public.not_type(AnnouncementPage).order_by("path").specific())
    by_path = {_path(page, site): page for page in pages}
    directories = {
        page.directory: path for path, page in by_path.items() if isinstance(page, DirectoryPage)
    }

    def path_of(kind: type[Page], default: str) -> str:
        return next((path for path, page in by_path.items() if isinstance(page, kind)), default)

    lists = {"announcements": AnnouncementIndexPage, "places": PlacesPage}
    found = {slug: path_of(kind, "") for slug, kind in lists.items()}
    return Routes(
        version=version,
        menu=[
            MenuItem(page.menu_label, path) for path, page in by_path.items() if page.show_in_menus
        ],
        pages=by_path,
        directories={**directories, **{slug: path for slug, path in found.items() if path}},
        places=found["places"] or "/places/",
        search=path_of(SearchPage, "/search/"),
        announcements=found["announcements"] or "/announcements/",
        expires=expires,
    )


def _path(page: Page, site: Site | None) -> str:
    root = site.root_page.url_path if site else "/"
    return "/" + page.url_path.removeprefix(root)
