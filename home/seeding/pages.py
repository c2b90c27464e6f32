"""The pages of the center: what home/data/pages/ says, until an editor says otherwise."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from django.apps import apps
from django.utils.translation import gettext as _t
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from directory.imports.seeding import Progress
from home.models import AnnouncementPage, WelcomePage
from home.seeding.following import Followed, follow
from home.seeding.keys import field_value

DATASET = "pages"
FOLDER = Path(__file__).resolve().parents[1] / "data" / "pages"
# Links to pages of the site are written as paths and stored so that they follow a page that moves.
PATH_OF_A_PAGE = re.compile(r'href="(/(?:[\w-]+/)*)"')

Words = Mapping[str, object]


def load(progress: Progress | None = None) -> Followed:
    """Create and publish the pages that were never created before, and bring up to date those
    that nobody has touched; return what became of them.

    A page that an editor changed, moved, renamed or deleted is left as it is.
    """
    return follow(WrittenPages(), progress)


class WrittenPages:
    """The pages as written, in the order of the menu, which is that of the file names."""

    dataset = DATASET

    def __init__(self) -> None:
        files = sorted(FOLDER.glob("*.json"))
        read = [json.loads(file.read_text("utf-8")) for file in files]
        self.words: Mapping[str, Words] = {words["path"]: words for words in read}
        self.keys = list(self.words)
        self._ids: Mapping[str, int] | None = None

    def present(self, keys: set[str]) -> Mapping[str, Page]:
        """Return the pages at these paths, unless another kind of page was put there."""
        numbers = {path: pk for path, pk in _paths().items() if path in keys}
        found = {page.pk: page for page in Page.objects.filter(pk__in=numbers.values()).specific()}
        return {path: found[pk] for path, pk in numbers.items()}

    def create(self, key: str) -> Page | None:
        """Put the page into its place as a draft; None when the page it belongs under is gone."""
        page = self._page(key, {})
        above, _slash, slug = key.strip("/").rpartition("/")
        page.live, page.slug = False, slug or "welcome"
        if isinstance(page, WelcomePage):
            Page.get_first_root_node().add_child(instance=page)
            _open_site(page)
            return page
        parent = Page.objects.filter(pk=_paths().get(f"/{above}/" if above else "/")).first()
        return parent.add_child(instance=page) if parent else None

    def written(self, key: str) -> Page:
        """Return the page as written, its links leading to pages: all must have been created."""
        if self._ids is None:
            self._ids = {**_former_paths(), **_paths()}
        return self._page(key, self._ids)

    def _page(self, key: str, ids: Mapping[str, int]) -> Page:
        words = self.words[key]
        page = apps.get_model("home", words["type"])()
        for field, value in words.items():
            if field not in ("type", "path"):
                setattr(page, field, field_value(page, field, _linked(value, ids), ids))
        return page


def _linked(value: object, ids: Mapping[str, int]) -> object:
    """`value` with its links to known paths turned into links to their pages."""
    if isinstance(value, str):
        return PATH_OF_A_PAGE.sub(
            lambda link: f'linktype="page" id="{ids[link[1]]}"' if link[1] in ids else link[0],
            value,
        )
    if isinstance(value, list):
        return [_linked(each, ids) for each in value]
    if isinstance(value, dict):
        return {key: _linked(each, ids) for key, each in value.items()}
    return value


def _open_site(welcome: WelcomePage) -> None:
    """Make `welcome` the root of the default site, in place of the page that Wagtail comes with.

    A site whose root somebody chose is left alone.
    """
    name = _t("Library Support Staff Resource Center")
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname="localhost", site_name=name, is_default_site=True, root_page=welcome
        )
        return
    old = site.root_page
    if old.specific_class is not Page:
        return
    site.root_page = welcome
    site.site_name = site.site_name or name
    site.save()
    if not old.is_root() and not old.get_children().exists():
        Page.objects.get(pk=old.pk).delete()


def _paths() -> Mapping[str, int]:
    """The numbers of the pages of the site, by path."""
    welcome = WelcomePage.objects.first()
    if welcome is None:
        return {}
    pages = welcome.get_descendants(inclusive=True).not_type(AnnouncementPage)
    return {
        f"/{path.removeprefix(welcome.url_path)}": number
        for path, number in pages.values_list("url_path", "pk")
    }


def _former_paths() -> Mapping[str, int]:
    """The numbers of the pages that had another path before, by that path."""
    moved = Redirect.objects.filter(redirect_page__isnull=False, old_path__isnull=False)
    return {f"{path}/": page for path, page in moved.values_list("old_path", "redirect_page")}
