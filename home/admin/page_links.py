"""Which addresses pages send their readers to, and those of them that are broken."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from django.db import models
from wagtail.fields import StreamField

from directory.links.usage import NOT_CHECKED, LinkUse
from directory.models import Entry, Link
from home.admin.page_uses import page_models, written
from home.pages.base import CenterPage
from home.pages.published import published_pages

HREF = re.compile(r'href="(https?://[^"\s]+)"')
ADDRESS = re.compile(r"https?://\S+")
# What no reader is shown: a source of low confidence.
UNSEEN = {"confidence": Entry.Confidence.LOW}


def page_links() -> Iterator[tuple[str, LinkUse]]:
    """Yield the addresses that published pages show, each with its page and field; one query for
    each kind of page."""
    public = published_pages().order_by().values("pk")
    for model in page_models():
        fields = written(model)
        for page in model._default_manager.filter(pk__in=public).order_by("pk"):
            for field in fields:
                for url in dict.fromkeys(_urls(_said(page, field))):
                    yield url, LinkUse(model, page.pk, field.name)


def broken_links() -> Sequence[tuple[CenterPage, Link]]:
    """Return the broken and suspect links of published pages, each with its page, the oldest
    first; no page is read while there are none."""
    states = (Link.State.BROKEN, Link.State.SUSPECT)
    links = Link.objects.filter(state__in=states).order_by("state", "since", "pk")
    broken = {link.url: link for link in links.defer("text", "text_before", "text_after")}
    uses = [(url, use) for url, use in page_links() if url in broken] if broken else []
    order = {url: number for number, url in enumerate(broken)}
    pages = {
        model: model._default_manager.in_bulk({use.pk for _url, use in uses if use.model is model})
        for model in {use.model for _url, use in uses}
    }
    return [
        (pages[use.model][use.pk], broken[url])
        for url, use in sorted(uses, key=lambda each: (order[each[0]], each[1].pk))
    ]


def _said(page: CenterPage, field: models.Field) -> object:
    value = getattr(page, field.name)
    return value.get_prep_value() if isinstance(field, StreamField) else value


def _urls(said: object) -> Iterator[str]:
    if isinstance(said, str):
        if ADDRESS.fullmatch(said):
            yield said
        else:
            yield from map(unescape, HREF.findall(said))
    elif isinstance(said, dict):
        if all(said.get(name) != value for name, value in UNSEEN.items()):
            for name, each in said.items():
                if name not in NOT_CHECKED:
                    yield from _urls(each)
    elif isinstance(said, list):
        for each in said:
            yield from _urls(each)
