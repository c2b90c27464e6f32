"""The pages of the center: what home/data/pages/ says, created once and then the editors' own."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.apps import apps
from wagtail.models import Page, Site

from directory.models import SeededRow
from home.models import WelcomePage

DATASET = "pages"
FOLDER = Path(__file__).resolve().parents[1] / "data" / "pages"
# Links to pages of the site are written as paths and stored so that they follow a page that moves.
PATH_OF_A_PAGE = re.compile(r'href="(/(?:[\w-]+/)*)"')

Words = Mapping[str, object]


def load() -> int:
    """Create and publish the pages that were never created before; returns how many.

    A page that an editor changed, moved, renamed or deleted is left as it is.
    """
    seeded = set(SeededRow.objects.filter(dataset=DATASET).values_list("key", flat=True))
    waiting = [words for words in _written() if words["path"] not in seeded]
    created = [(page, words) for words in waiting if (page := _create(words))]
    _publish(created)
    SeededRow.objects.bulk_create(
        SeededRow(dataset=DATASET, key=words["path"]) for _page, words in created
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
            lambda link: (
                f'linktype="page" id="{ids[link[1]]}"' if link[1] in ids else link[0]
            ),
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
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)
        return
    old = site.root_page
    if old.specific_class is not Page:
        return
    site.root_page = welcome
    site.save()
    if not old.is_root() and not old.get_children().exists():
        Page.objects.get(pk=old.pk).delete()


def _publish(created: Sequence[tuple[Page, Words]]) -> None:
    """Publish the drafts, now that every page has a number that links can name."""
    if not created:
        return
    welcome = WelcomePage.objects.get()
    ids = {
        f"/{path.removeprefix(welcome.url_path)}": number
        for path, number in welcome.get_descendants(inclusive=True).values_list("url_path", "pk")
    }
    for draft, words in created:
        # Read again: what the tree knows of a draft is older than the pages below it.
        page = type(draft).objects.get(pk=draft.pk)
        _fill(page, words, ids)
        page.save_revision().publish()
