"""Tags that every template has: the frame of the page, the trust badge, and small words."""

import re
from collections.abc import Iterable, Mapping
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

from directory.catalog import directories, facts, quantities, sources
from directory.catalog.checked import Checked, checked
from directory.catalog.facts import Broken, Fact, FactPart
from directory.catalog.resources import applications_of
from directory.catalog.sources import source_line
from directory.catalog.text import clean_query, words
from directory.links.status import broken_since
from directory.listings.listing import Listing
from directory.listings.rows import TRUST_MARKS, trust_sign
from directory.models import Trust, Trusted, TrustState
from home.blocks import chosen_in, chosen_of, listings_of
from home.pages.routes import MenuItem, Routes, held_routes

register = template.Library()
for words_for in (
    quantities.percent,
    quantities.fee,
    quantities.hours,
    quantities.every,
    quantities.within,
    quantities.days,
):
    register.filter(words_for)


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
    page that is the same everywhere would be half of the time of a page.
    """
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    if nodes.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("What is kept has no blocks: pages fill them.")
    return Kept(name, [parser.compile_filter(value) for value in values], nodes)


class Kept(template.Node):
    """The content of a `kept` tag, which is held by the routes that it was drawn from."""

    child_nodelists = ()  # saves the search for blocks, of which there are none

    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Context) -> SafeString:
        values = (tuple(value.resolve(context)) for value in self.values)
        key = (self.name, get_language(), *values)
        drawn = context["frame"].drawn
        if key not in drawn or settings.DEBUG:
            drawn[key] = self.nodelist.render(context)
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


@register.simple_tag
def trust_badge(trust: Trust) -> SafeString:
    """Return the trust state in words, with the sign that the style sheets give it."""
    return trust_sign(trust)


@register.simple_tag
def state_sign(state: TrustState) -> SafeString:
    """Return the sign of a trust state that several entries share, without their days."""
    mark = TRUST_MARKS.get(state, state.value)
    return format_html('<span class="trust" data-state="{}">{}</span>', mark, state.label)


@register.simple_tag
def checked_of(records: Iterable[object]) -> Checked | None:
    """Return what is said once of how well `records` are checked."""
    return checked(records)


@register.simple_tag
def sign_unless_ordinary(record: models.Model) -> SafeString:
    """Return the badge of an entry, but of one that nobody has verified yet: the page says that
    once of those that have none."""
    ordinary = not isinstance(record, Trusted) or record.trust.state == TrustState.UNVERIFIED
    return SafeString() if ordinary else trust_badge(record.trust)


@register.simple_tag
def sign_beside(record: models.Model, line: Checked | None) -> SafeString:
    """Return the badge of an entry of which `line`, said of all, is not true; else nothing."""
    if not isinstance(record, Trusted) or (line is not None and not line.differs(record)):
        return SafeString("")
    return trust_badge(record.trust)


register.filter(facts.status_of)
register.filter(facts.missing)
register.filter("source_of", source_line)
register.filter(applications_of)
register.filter(directories.summary_of)
register.filter(directories.lead_of)
register.filter(directories.way_out_of)
register.filter("source_of", sources.source_line)


@register.filter
def at(values: Mapping, key: object) -> object:
    """Return what a mapping holds at a key, or nothing."""
    return values.get(key, "")


@register.filter
def or_not_recorded(value: object) -> object:
    """Return the value, or the words for a missing one: never a dash and never "no"."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("Not recorded"))
    return value


@register.filter
def label_of(record: models.Model, field: str) -> str:
    """Return what the value of a field with choices is called; "" when there is none."""
    return str(getattr(record, f"get_{field}_display")() or "")


@register.filter
def host(url: str) -> str:
    """Return the host of an address, for links whose text is the address."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


@register.simple_tag
def outside(record: models.Model, *, in_frame: bool = False) -> SafeString:
    """Return the link by which an entry sends readers out, and whose address that is; of one that
    has no way out, the link to its source. From a frame it leads to a window of its own."""
    way = directories.way_out_of(record)
    if way is None and record.source_url:
        way = facts.WayOut(record.source_url, note=_("its source"))
    if way is None:
        return SafeString()
    note = format_html(" ({})", way.note) if way.note else ""
    here, framed = mark_safe('rel="external"'), mark_safe('target="_blank" rel="noopener"')
    return format_html(
        ' <span class="out"><a href="{}" {}>{}</a>{}</span>',
        way.url, framed if in_frame else here, host(way.url), note,
    )  # fmt: skip


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


@register.filter
def words_of_path(path: str) -> str:
    """Return what the last part of an address is about, in words: "/programs/kent_state.html" is
    about kent state."""
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return clean_query(" ".join(words(unquote(last))))


@register.simple_tag
def facts_of(record: models.Model, broken: Broken = facts.NONE_BROKEN) -> list[Fact]:
    """Return the facts of an entry, as its page lists them."""
    return directories.facts_of(record, broken)


@register.simple_tag
def broken_links(record: models.Model) -> Broken:
    """Return the addresses of an entry, its way out among them, that are broken, each with the day
    of its first failure."""
    way = directories.way_out_of(record)
    return broken_since(record, *([way.url] if way else []))


@register.simple_tag
def broken_note(url: str, broken: Broken) -> str:
    """Return what readers are told of an address that is broken; of any other, nothing."""
    return facts.broken_note(url, broken)


@register.simple_tag
def fact_part(part: FactPart, blank: bool = False) -> SafeString:
    """Return some words of a fact, linked when they lead somewhere; `blank` is for a frame, whose
    links open outside it."""
    if not part.url:
        return conditional_escape(part.text)
    outside = mark_safe(' rel="external"') if part.is_outside else ""
    if blank:
        outside = mark_safe(' target="_blank" rel="noopener"')
    return format_html('<a href="{}"{}>{}</a>', part.url, outside, part.text)


@register.simple_tag
def fact(label: str, value: object, url: str = "") -> SafeString:
    """Return one line of the facts of an entry; a missing value says that it is not recorded."""
    shown = or_not_recorded(value)
    if url and value:
        shown = format_html('<a href="{}" rel="external">{}</a>', url, value)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)


@register.filter
def version_in_words(named: str) -> str:
    """Return when a version was saved, in words; Wagtail's word for one without a day."""
    moment = parse_datetime(named)
    return date_format(timezone.localtime(moment), "j F Y, H:i") if moment else named
