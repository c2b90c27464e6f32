"""What a page tells machines in its head: twin, picture, feeds, and its graph of schema.org."""

from collections.abc import Iterable, Mapping

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from directory.catalog.directories import DIRECTORIES
from directory.catalog.schema_org import Absolute
from directory.search.snapshots import snapshot_cache
from home.formats import linked_data
from home.formats.cards import (
    HEIGHT,
    WIDTH,
    card_of,
    picture_path,
)
from home.formats.embeds import is_embedded, snippet
from home.formats.fixed_pages import FIXED
from home.formats.previews import preview_of
from home.formats.targets import PublicTarget, twin_path
from home.models import AnnouncementPage, ListingPage, QuestionPage
from home.pages.routes import held_routes

register = template.Library()

# htmx puts what bears it in the place of what has the same id.
SWAPPED = mark_safe(' data-hx-swap-oob="true"')


@register.simple_tag(takes_context=True)
def public_target(context: Mapping) -> PublicTarget | None:
    """Return what the page that is drawn shows, or None when it is not what the public sees there.

    A draft in its preview and a page behind a password have no twin, no picture and no graph.
    """
    request, page = context.get("request"), context.get("page")
    if request is None or getattr(request, "is_preview", False):
        return None
    if fixed := FIXED.get(request.path):
        return PublicTarget(fixed.path, fixed)
    if page is None:
        return None
    pages = held_routes().pages
    record = context.get("record") or context.get("place")
    if record is not None:
        path = record.get_absolute_url()
        is_public = path.rpartition(f"{record.slug}/")[0] in pages
        return PublicTarget(path, page, record) if is_public else None
    if isinstance(page, AnnouncementPage | QuestionPage):
        path = page.get_absolute_url()
        above = path.rstrip("/").rpartition("/")[0] + "/"
        listed = snapshot_cache.snapshot(DIRECTORIES[page.directory_slug], _stamps(request)).index
        return PublicTarget(path, page) if above in pages and page.pk in listed else None
    path = next((path for path, each in pages.items() if each.pk == page.pk), None)
    return PublicTarget(path, page) if path else None


def _stamps(request: HttpRequest) -> Mapping[str, int] | None:
    return getattr(request, "stamps", None)


def _absolute(request: HttpRequest) -> Absolute:
    base = f"{request.scheme}://{request.get_host()}"
    return base.__add__


@register.simple_tag(takes_context=True)
def oembed_link(context: Mapping, address: str, swap: str = "") -> SafeString:
    """Return the link by which other sites learn how to show this address; `swap` is for the
    fragment of a list."""
    query = urlencode({"url": _absolute(context["request"])(address)})
    return format_html(
        '<link id="as-embed" rel="alternate" type="application/json+oembed" href="{}?{}"{}>\n',
        reverse("oembed"), query, SWAPPED if swap else "",
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def canonical(context: Mapping, address: str, swap: str = "") -> SafeString:
    """Return the link to the one address of what is shown, as a whole one; `swap` is for the
    fragment of a list."""
    return format_html(
        '<link id="canonical" rel="canonical" href="{}"{}>\n',
        _absolute(context["request"])(address), SWAPPED if swap else "",
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def shared_as(context: Mapping, target: PublicTarget) -> SafeString:
    """Return how the page is found and shown where it is shared, and the way to its twin."""
    absolute = _absolute(context["request"])
    card = card_of(target, _stamps(context["request"]))
    preview = preview_of(target, context)
    named = [("description", preview.description), ("twitter:card", "summary_large_image")]
    if not preview.is_indexed:
        named.append(("robots", "noindex, follow"))
    is_article = isinstance(target.page, AnnouncementPage | QuestionPage)
    properties = (
        ("og:site_name", settings.WAGTAIL_SITE_NAME),
        (
            "og:type",
            "article" if is_article else "website",
        ),
        ("og:title", preview.title),
        ("og:description", preview.description),
        ("og:url", absolute(preview.address)),
        ("og:image", absolute(picture_path(target, card))),
        ("og:image:width", WIDTH),
        ("og:image:height", HEIGHT),
        ("og:image:alt", card.words),
    )
    links = canonical(context, preview.address)
    links += format_html(
        '<link id="as-markdown" rel="alternate" type="text/markdown" href="{}{}">\n',
        twin_path(target.path), preview.address.removeprefix(target.path),
    )  # fmt: skip
    if is_embedded(target):
        links += oembed_link(context, preview.address)
    told = [_meta("name", *each) for each in named]
    told += [_meta("property", *each) for each in properties]
    return links + mark_safe("\n".join(told))  # noqa: S308 - escaped


def _meta(kind: str, name: str, content: object) -> str:
    """Return a meta element; format_html_join takes half of the time of the head for them."""
    return f'<meta {kind}="{name}" content="{conditional_escape(content)}">'


@register.simple_tag(takes_context=True)
def embed_snippet(context: Mapping, target: PublicTarget, query: str = "") -> SafeString:
    """Return the HTML with which another site shows this page, as text to copy; with a query, as it
    was chosen."""
    return escape(snippet(target, query, _absolute(context["request"])))


@register.simple_tag
def sitemap_lines(urls: Iterable[Mapping[str, object]]) -> SafeString:
    """Return the addresses of a sitemap with their days, a thousand of them at once."""
    lines = (
        f"<url><loc>{escape(url['location'])}</loc>"
        + (f"<lastmod>{day.isoformat()}</lastmod></url>" if (day := url["lastmod"]) else "</url>")
        for url in urls
    )
    return mark_safe("".join(lines))  # noqa: S308 - escaped


@register.simple_tag(takes_context=True)
def graph(context: Mapping, target: PublicTarget) -> SafeString:
    """Return the page in the words of schema.org, in a script element that no browser runs."""
    listing = context.get("listing") if isinstance(target.page, ListingPage) else None
    if target.record is not None:
        listing = None
    request = context["request"]
    stamps = _stamps(request)
    text = linked_data.script(target, held_routes(), _absolute(request), listing, stamps)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped
