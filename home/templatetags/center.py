"""Tags that every template has: the frame of the page, what stays as it is, and small words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

from django import template
from django.conf import settings
from django.db import models
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from directory.catalog import directories
from directory.catalog.text import clean_query, words
from directory.listings.listing import Listing
from directory.listings.selection import comparison_url
from home.blocks import chosen_in, chosen_of, listings_of, with_figures
from home.blocks.figures import LiveFigure
from home.pages.routes import MenuItem, Routes, held_routes

register = template.Library()
INDENTATION = re.compile(r"\n\s+")


@register.simple_tag
def frame() -> Routes:
    """Return the menu, the addresses and the contact that every page shows."""
    return held_routes()


@register.simple_tag
def suggest_path(directory_slug: str = "") -> str:
    """Return the path of the form for suggestions; a directory that takes them is chosen in it."""
    path = reverse("suggest")
    kinds = {each.slug for each in directories.suggestible()}
    return f"{path}?kind={directory_slug}" if directory_slug in kinds else path


@register.simple_tag
def compare_url(record: models.Model) -> str:
    """Return where a public record stands beside others, once somebody has chosen these; "" where
    its kind is not compared."""
    directory = directories.DIRECTORIES.get(record.directory_slug)
    if directory is None or directory.compared is None or not record.slug:
        return ""
    return comparison_url(directory, [record.slug])


@register.simple_tag(takes_context=True)
def menu(context: Mapping) -> list[tuple[MenuItem, str]]:
    """Return the items of the menu, each with its aria-current: "page", "true" above it, or ""."""
    path = context["request"].path if "request" in context else ""
    return [
        (item, "page" if path == item.path else "true" if path.startswith(item.path) else "")
        for item in context["frame"].menu
    ]


@register.tag
def kept(parser: Parser, token: Token) -> "Kept":
    """Draw the content of `{% kept "menu" items %}` once as long as the pages stay as they are.

    It may depend on `frame`, the language and the given values, and on nothing else; the half of a
    page that is the same everywhere would be half of the time of a page. What depends on the page
    is `{% kept "intro" on=page %}`, and goes with it.
    """
    _tag, name, *values = token.split_contents()
    holder = values.pop().partition("=")[2] if values and values[-1].startswith("on=") else "frame"
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    if nodes.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("What is kept has no blocks: pages fill them.")
    return Kept(name, [parser.compile_filter(value) for value in values], nodes, holder)


class Kept(template.Node):
    """The content of a `kept` tag, which is held by the routes that it was drawn from, or by the
    page. Readers are not sent the indentation of the template."""

    child_nodelists = ()  # saves the search for blocks, of which there are none

    def __init__(
        self, name: str, values: list[FilterExpression], nodelist: NodeList, holder: str
    ) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist
        self.holder = holder

    def render(self, context: Context) -> SafeString:
        values = (value.resolve(context) for value in self.values)
        known = (tuple(value) if isinstance(value, list) else value for value in values)
        key = (self.name, get_language(), *known)
        drawn = context[self.holder].drawn
        if key not in drawn or settings.DEBUG:
            drawn[key] = SafeString(INDENTATION.sub("\n", self.nodelist.render(context)))
        return drawn[key]


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """Translate as Django's tag does, and keep the words of a constant: a page has some forty."""
    node = do_translate(parser, token)
    is_constant = isinstance(node, TranslateNode) and not (
        node.noop
        or node.asvar
        or node.message_context
        or node.filter_expression.filters
        or node.filter_expression.var.lookups  # None for a text in quotes
    )
    return KeptWords(node) if is_constant else node


class KeptWords(template.Node):
    """A constant text in each language that it was asked for in."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.words: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        words = self.words.get(language)
        if words is None:
            words = self.words[language] = self.node.render(context)
        return words


@register.simple_tag(takes_context=True)
def printed(context: Mapping, path: str, *words: str) -> SafeString:
    """Return what only a printed page says below: its whole address, what was chosen, the date."""
    request = context["request"]
    parts = (
        f"{request.scheme}://{request.get_host()}{path}",
        *(capfirst(part) for part in words if part),
        _in_words(timezone.localdate(), get_language()),
        settings.WAGTAIL_SITE_NAME,
    )
    return format_html('<p class="print-only">{}</p>', " · ".join(parts))


@lru_cache(maxsize=16)
def _in_words(day: date, language: str | None) -> str:
    return date_format(day, "j F Y")


@register.simple_tag(takes_context=True)
def editor_signed_in(context: Mapping) -> bool:
    """Say whether the reader is signed in; ask the session only of those who bring one."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.is_authenticated


@register.simple_tag(takes_context=True)
def live_lists(context: Mapping, body: StreamValue) -> Mapping[int, Listing]:
    """Return the lists of a page, asked for together: its blocks look there under `listings`."""
    return listings_of(body, getattr(context.get("request"), "stamps", None))


@register.simple_tag
def chosen_entries(body: StreamValue) -> Mapping[int, list[models.Model]]:
    """Return the entries that an answer shows, fetched together: its blocks look there under
    `chosen`."""
    return chosen_of(chosen_in(body))


@register.filter
def at(values: Mapping, key: object) -> object:
    """Return what a mapping holds at a key, or nothing."""
    return values.get(key, "")


@register.filter
def label_of(record: models.Model, field: str) -> str:
    """Return what the value of a field with choices is called; "" when there is none."""
    return str(getattr(record, f"get_{field}_display")() or "")


@register.filter
def code_in_words(text: str) -> SafeString:
    """Return as HTML a text in which `names of programs` stand between backticks."""
    parts = str(text).split("`")
    marked = [format_html("<code>{}</code>", p) if n % 2 else p for n, p in enumerate(parts)]
    return format_html_join("", "{}", ((part,) for part in marked))


# A number in brackets that is no part of a tag.
CITED = re.compile(r"\[(\d{1,2})\](?![^<>]*>)")


@register.filter(is_safe=True)
def cited(html: SafeString) -> SafeString:
    """Return the HTML of an answer, each [2] in it a link to the second source of the page."""
    words = conditional_escape(_("Source"))
    link = rf'<a class="cited" href="#source-\1" aria-label="{words} \1">[\1]</a>'
    return mark_safe(CITED.sub(link, html))  # noqa: S308 - the parts are escaped


@register.filter(is_safe=True)
def figured(html: str, figures: Sequence[LiveFigure | None]) -> str:
    """Return an answer, each {2} in it the second of these figures of today."""
    return with_figures(html, figures)


@register.filter
def words_of_path(path: str) -> str:
    """Return what the last part of an address is about, in words: "/programs/kent_state.html" is
    about kent state."""
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return clean_query(" ".join(words(unquote(last))))


@register.filter
def version_in_words(named: str) -> str:
    """Return when a version was saved, in words; Wagtail's word for one without a day."""
    moment = parse_datetime(named)
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else named
