"""The guide for editors, inside the editor: docs/editors.md, drawn anew for each reader; and that
to the API, which administrators hand to those who write programs."""

from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.base import ViewSet

GUIDE = settings.BASE_DIR / "docs" / "editors.md"
API = settings.BASE_DIR / "docs" / "api.md"
# The pages on which these files are shown: a link from one file to another leads to its page.
SHOWN = {GUIDE.name: "guide:index", API.name: "guide:api"}
# Without HTML of its own, and links that run code are left as text: what is drawn is safe.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _table_begins(renderer, tokens, index, options, env) -> str:
    # What is wider than the window is scrolled, by keyboard too.
    return format_html(
        '<div class="guide-table" tabindex="0" role="group" aria-label="{}"><table>\n',
        _("Table: %(of)s") % {"of": tokens[index].meta["of"]},
    )


def _table_ends(renderer, tokens, index, options, env) -> str:
    return "</table></div>\n"


MARKDOWN.add_render_rule("table_open", _table_begins)
MARKDOWN.add_render_rule("table_close", _table_ends)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, and where on its page it is."""

    level: int
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A text as HTML, below its title, and its headings."""

    title: str
    html: SafeString
    headings: tuple[Heading, ...]


def read(text: str) -> Guide:
    """Draw a text in Markdown; every heading below the title gets an anchor of its own, and a link
    to another of these texts leads to where that is shown."""
    tokens = MARKDOWN.parse(text)
    _follow(tokens)
    headings: list[Heading] = []
    title, taken = "", set()
    for opening, inside in pairwise(tokens):
        if opening.type == "table_open":
            opening.meta["of"] = headings[-1].words if headings else title
        if opening.type != "heading_open":
            continue
        words = "".join(part.content for part in inside.children or () if part.content)
        if opening.tag == "h1":
            title = title or words
            continue
        anchor = _free(slugify(words) or "section", taken)
        opening.attrSet("id", anchor)
        headings.append(Heading(int(opening.tag[1:]), words, anchor))
    html = MARKDOWN.renderer.render(_below_title(tokens), MARKDOWN.options, {})
    return Guide(title, mark_safe(html), tuple(headings))  # noqa: S308


def _follow(tokens: list[Token]) -> None:
    inside = (part for token in tokens for part in token.children or ())
    for link in (part for part in inside if part.type == "link_open"):
        file, hash_, anchor = str(link.attrGet("href")).partition("#")
        if file in SHOWN:
            link.attrSet("href", f"{reverse(SHOWN[file])}{hash_}{anchor}")


def _free(stem: str, taken: set[str]) -> str:
    anchor, number = stem, 2
    while anchor in taken:
        anchor, number = f"{stem}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _below_title(tokens: list[Token]) -> list[Token]:
    """The title stands in the header of the page already."""
    has_title = bool(tokens) and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return tokens[3:] if has_title else tokens


@require_admin_access
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the guide, for everybody who may enter the editor."""
    return _page(request, read(GUIDE.read_text("utf-8")))


@require_admin_access
@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """Show the guide to the API, below it."""
    above = {"url": reverse("guide:index"), "label": _("Guide")}
    return _page(request, read(API.read_text("utf-8")), above)


def _page(request: HttpRequest, guide: Guide, *above: dict[str, str]) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        *above,
        {"url": "", "label": guide.title},
    ]
    return render(
        request,
        "home/admin/guide.html",
        {
            "guide": guide,
            "sections": [heading for heading in guide.headings if heading.level == 2],
            "breadcrumbs_items": crumbs,
            "header_title": guide.title,
            "header_icon": "help",
        },
    )


class GuideViewSet(ViewSet):
    """The guide, in the main menu, and the guide to the API, to which it leads."""

    icon = "help"
    menu_label = gettext_lazy("Guide")
    menu_order = 9500
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list:
        return [path("", show, name="index"), path("api/", api, name="api")]
