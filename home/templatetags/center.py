"""Tags that every template has: the frame of the page, the trust badge, and small words."""

from collections.abc import Mapping

from django import template
from django.conf import settings
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import Trust, TrustState
from home.routes import MenuItem, Routes, held_routes

register = template.Library()

# The attribute that the style sheets know for each state.
TRUST_MARKS = {TrustState.UNVERIFIED: "none"}


@register.simple_tag
def frame() -> Routes:
    """The menu, the addresses and the contact that every page shows."""
    return held_routes()


@register.simple_tag(takes_context=True)
def menu(context: Mapping) -> list[tuple[MenuItem, str]]:
    """The items of the menu, each with its aria-current: "page", "true" above it, or ""."""
    path = context["request"].path if "request" in context else ""
    return [
        (item, "page" if path == item.path else "true" if path.startswith(item.path) else "")
        for item in held_routes().menu
    ]


@register.simple_tag(takes_context=True)
def editor_signed_in(context: Mapping) -> bool:
    """Whether the reader is signed in; asks the session only of those who bring one."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.is_authenticated


@register.simple_tag
def trust_badge(trust: Trust) -> SafeString:
    """The trust state in words, with the sign that the style sheets give it."""
    mark = TRUST_MARKS.get(trust.state, trust.state.value)
    return format_html('<span class="trust" data-state="{}">{}</span>', mark, trust)


@register.filter
def or_not_recorded(value: object) -> object:
    """The value, or the words for a missing one: never a dash and never "no"."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("Not recorded"))
    return value


@register.filter
def label_of(record: models.Model, field: str) -> str:
    """What the value of a field with choices is called; "" when there is none."""
    return str(getattr(record, f"get_{field}_display")() or "")


@register.filter
def host(url: str) -> str:
    """The host of an address, for links whose text is the address."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


@register.simple_tag
def fact(label: str, value: object, url: str = "") -> SafeString:
    """One line of the facts of an entry; a missing value says that it is not recorded."""
    shown = or_not_recorded(value)
    if url and value:
        shown = format_html('<a href="{}" rel="external">{}</a>', url, value)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)
