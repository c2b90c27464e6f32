"""What a page tells machines in its head: twin, picture, feeds, and its graph of schema.org."""

from collections.abc import Mapping

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from directory.linked_data import Absolute
from home import linked_data
from home.cards import HEIGHT, WIDTH, card_of, picture_path
from home.embeds import is_embedded, snippet
from home.fixed_pages import FIXED
from home.models import AnnouncementPage, ListingPage
from home.pages.routes import held_routes
from home.subjects import Subject, twin_path

register = template.Library()


@register.simple_tag(takes_context=True)
def public_subject(context: Mapping) -> Subject | None:
    """What the page that is drawn shows, or None when it is not what the public sees there.

    A draft in its preview and a page behind a password have no twin, no picture and no graph.
    """
    request, page = context.get("request"), context.get("page")
    if request is None or getattr(request, "is_preview", False):
        return None
    if fixed := FIXED.get(request.path):
        return Subject(fixed.path, fixed)
    if page is None:
        return None
    pages = held_routes().pages
    record = context.get("record") or context.get("place")
    if record is not None:
        path = record.get_absolute_url()
        return (
            Subject(path, page, record) if path.rpartition(f"{record.slug}/")[0] in pages else None
        )
    if isinstance(page, AnnouncementPage):
        path = page.get_absolute_url()
        above = path.rstrip("/").rpartition("/")[0] + "/"
        is_public = above in pages and page.get_view_restrictions().count() == 0
        return Subject(path, page) if is_public and page.live else None
    path = next((path for path, each in pages.items() if each.pk == page.pk), None)
    return Subject(path, page) if path else None


def _absolute(request: HttpRequest) -> Absolute:
    base = f"{request.scheme}://{request.get_host()}"
    return base.__add__


@register.simple_tag(takes_context=True)
def oembed_link(context: Mapping, address: str, swap: str = "") -> SafeString:
    """Where other sites learn how to show this address; `swap` is for the fragment of a list."""
    query = urlencode({"url": _absolute(context["request"])(address)})
    return format_html(
        '<link id="as-embed" rel="alternate" type="application/json+oembed" href="{}?{}"{}>\n',
        reverse("oembed"), query, mark_safe(' data-hx-swap-oob="true"') if swap else "",
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def shared_as(context: Mapping, subject: Subject) -> SafeString:
    """How the page is shown where its address is shared, and the way to its Markdown twin."""
    absolute = _absolute(context["request"])
    card = card_of(subject)
    listing = context.get("listing") if isinstance(subject.page, ListingPage) else None
    query = listing.query.string if listing is not None and subject.record is None else ""
    properties = (
        ("og:type", "article" if isinstance(subject.page, AnnouncementPage) else "website"),
        ("og:title", str(subject)),
        ("og:url", absolute(subject.path)),
        ("og:image", absolute(picture_path(subject, card))),
        ("og:image:width", WIDTH),
        ("og:image:height", HEIGHT),
        ("og:image:alt", card.words),
    )
    twin = format_html(
        '<link id="as-markdown" rel="alternate" type="text/markdown" href="{}{}">\n',
        twin_path(subject.path), query,
    )  # fmt: skip
    if is_embedded(subject):
        twin += oembed_link(context, subject.path + query)
    return twin + format_html_join("\n", '<meta property="{}" content="{}">', properties)


@register.simple_tag(takes_context=True)
def embed_snippet(context: Mapping, subject: Subject) -> SafeString:
    """The HTML with which another site shows this page, as text to copy."""
    return escape(snippet(subject, "", _absolute(context["request"])))


@register.simple_tag(takes_context=True)
def graph(context: Mapping, subject: Subject) -> SafeString:
    """The page in the words of schema.org. Data, which no browser runs."""
    listing = context.get("listing") if isinstance(subject.page, ListingPage) else None
    if subject.record is not None:
        listing = None
    text = linked_data.script(subject, held_routes(), _absolute(context["request"]), listing)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped
