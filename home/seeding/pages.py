"""The pages of the center: what home/data/pages/ says, created once and then the editors' own."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from django.apps import apps
from django.utils.translation import gettext as _t
from wagtail.models import Page, Site

from directory.imports.seeding import Progress
from directory.models import SeededRow
from home.models import AnnouncementPage, WelcomePage

DATASET = "pages"
FOLDER = Path(__file__).resolve().parents[1] / "data" / "pages"
# Links to pages of the site are written as paths and stored so that they follow a page that moves.
PATH_OF_A_PAGE = re.compile(r'href="(/(?:[\w-]+/)*)"')

Words = Mapping[str, object]


def load(progress: Progress | None = None) -> int:
    """Create and publish the pages that were never created before; return how many.

    A page that an editor changed, moved, renamed or deleted is left as it is.
    """
    remembered = set(SeededRow.objects.filter(dataset=DATASET).values_list("key", flat=True))
    written = {words["path"]: words for words in _written()}
    to_do = [words for path, words in written.items() if path not in remembered | _paths().keys()]
    created = [(page, words) for words in to_do if (page := _create(words))]
    for number, (draft, words) in enumerate(created, 1):
        _publish(draft, words)
        if progress:
            progress(DATASET, number, len(created))
    SeededRow.objects.bulk_create(
        SeededRow(dataset=DATASET, key=path) for path in written if path not in remembered
    )
    return len(created)


def _written() -> list[Words]:
    """The pages as written, in the order of the menu, which is that of the file names."""
    return [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]


def _create(words: Words) -> Page | None:
    """The page as a draft in its place; None when the page it belongs under is gone."""
    model = apps.get_model("home", words["type"])
    page = model(live=False, slug=words["path"].strip("/") or "welcome")
    _fill(page, words, {})
    if model is WelcomePage:
        Page.get_first_root_node().add_child(instance=page)
        _open_site(page)
        return page
    welcome = WelcomePage.objects.first()
    return welcome.add_child(instance=page) if welcome else None


def _fill(page: Page, words: Words, ids: Mapping[str, int]) -> None:
    for field, value in words.items():
        if field in ("type", "path"):
            continue
        value = _linked(value, ids)
        setattr(page, field, json.dumps(value) if isinstance(value, list) else value)


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


def _publish(draft: Page, words: Words) -> None:
    """Publish a draft, now that every page has a number that its links can name."""
    # Read again: what the tree knows of a draft is older than the pages below it.
    page = type(draft).objects.get(pk=draft.pk)
    _fill(page, words, _paths())
    page.save_revision().publish()


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
