"""Routes: the menu, the notice and the addresses of the site's own pages, in memory until a page
changes, or comes or goes by its dates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Page, Site, get_page_models

from directory.models import Stamp
from home.pages.base import CenterPage
from home.pages.published import published_pages


@dataclass(frozen=True, slots=True)
class MenuItem:
    title: str
    path: str


@dataclass(frozen=True)
class Routes:
    """Where things are on the default site while the pages' stamp stands at `version`, and no
    longer than `until`, if that is not None."""

    version: int
    until: datetime | None
    menu: list[MenuItem]
    foot: list[MenuItem]
    # Public pages by path; private ones go through Wagtail, which asks for the password.
    pages: Mapping[str, Page]
    # Where each directory is listed, by its slug; one without a public page is not there.
    directories: Mapping[str, str]
    places: str
    search: str
    announcements: str
    # The announcement at the top of every page.
    notice: Page | None
    freshness: str  # "" while no public page shows it

    def is_current(self, version: int) -> bool:
        return self.version == version and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until <= timezone.now()

    @cached_property
    def drawn(self) -> dict[tuple, str]:
        """What of the frame of a page was drawn from these routes; see the tag `kept`."""
        return {}

    @cached_property
    def contact(self) -> models.Model:
        """The office that readers write to, as editors set it."""
        return _frame["contact"]()


_held: Routes | None = None
_frame: dict[str, Callable[[], models.Model | None]] = {}


def frame_comes_from(
    *, notice: Callable[[], Page | None], contact: Callable[[], models.Model]
) -> None:
    """Say where the pinned notice and the contact are, which are models above this module."""
    _frame.update(notice=notice, contact=contact)


def routes(stamps: Mapping[str, int] | None = None) -> Routes:
    """Return the current routes; `stamps` saves the query when they are known."""
    global _held
    version = (Stamp.read() if stamps is None else stamps).get(CenterPage.stamp_name, 0)
    held = _held
    if held is None or not held.is_current(version):
        held = _held = _build(version)
    return held


def read_stamps() -> Mapping[str, int]:
    """Return all stamps, and how long the routes hold, in milliseconds: with one query."""
    stamps = Stamp.read()
    until = routes(stamps).until
    return {**stamps, "pages until": int(until.timestamp() * 1000)} if until else stamps


def held_routes() -> Routes:
    """Return the routes as last seen by this process, for addresses inside an answer."""
    held = _held
    return routes() if held is None or held.is_over else held


def forget() -> None:
    """Drop what is held, as a new process would start."""
    global _held
    _held = None


def directory_path(slug: str) -> str:
    """Return the path at which a directory is listed; while it has no page, its slug in slashes."""
    return held_routes().directories.get(slug, f"/{slug}/")


def _build(version: int) -> Routes:
    now = timezone.now()
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    public = published_pages()
    if site is not None:
        public = public.descendant_of(site.root_page, inclusive=True)
    pages = list(public.not_type(*_not_routed()).order_by("path").specific())
    by_path = {_path(page, site): page for page in pages}
    directories = {
        page.directory: path for path, page in by_path.items() if _role(page) == "directory"
    }

    def path_of(role: str, default: str = "") -> str:
        return next((path for path, page in by_path.items() if _role(page) == role), default)

    found = {slug: path_of(slug) for slug in ("announcements", "places", "questions")}
    notice = _frame["notice"]()
    return Routes(
        version=version,
        until=_until(now, notice),
        notice=notice,
        menu=[
            MenuItem(page.menu_label, path) for path, page in by_path.items() if page.show_in_menus
        ],
        foot=[
            MenuItem(page.menu_label, path)
            for path, page in by_path.items()
            if getattr(page, "show_in_footer", False)
        ],
        pages=by_path,
        directories={**directories, **{slug: path for slug, path in found.items() if path}},
        places=found["places"] or "/places/",
        search=path_of("search", "/search/"),
        announcements=found["announcements"] or "/announcements/",
        freshness=path_of("freshness"),
    )


def _role(page: Page) -> str:
    return getattr(page, "role", "")


def _not_routed() -> list[type[Page]]:
    return [model for model in get_page_models() if not getattr(model, "is_routed", True)]


def _until(now: datetime, notice: Page | None) -> datetime | None:
    """When a page next comes or goes by its dates alone, or the notice is no longer current."""
    dates = ("go_live_at", "expire_at")
    moments = Page.objects.live().aggregate(
        **{name: Min(name, filter=Q(**{f"{name}__gt": now})) for name in dates}
    )
    found = [moment for moment in moments.values() if moment]
    if notice is not None:
        day_after = notice.current_until + timedelta(days=1)
        found.append(timezone.make_aware(datetime.combine(day_after, time.min)))
    return min(found, default=None)


def _path(page: Page, site: Site | None) -> str:
    root = site.root_page.url_path if site else "/"
    return "/" + page.url_path.removeprefix(root)
