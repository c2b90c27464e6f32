"""HTML that the site drew, as Markdown: all that a page says, without what only screens need."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from urllib.parse import urljoin

from bs4 import Tag
from markdownify import ATX, MarkdownConverter, chomp

from directory.listings.markdown import linked, plain

# What a page has for hands and eyes, by tag and by class.
CONTROLS = frozenset({"button", "dialog", "input", "label", "nav", "script", "select", "svg"})
FOR_SCREENS = frozenset(
    {
        "chips",
        "choices",
        "print-only",
        "remove",
        "report",
        "share",
        "skip-inline",
        "sorts",
        "status",
        "tiles",
        "visually-hidden",
    }
)
# An item of a list, or a list of them, that stands in one line: its name, and what is said of it.
ITEMS = frozenset({"card", "dated", "entries-compact", "entry", "rows"})
GROUPING = frozenset({"article", "div", "footer", "ul"})
CELLS = frozenset({"td", "th"})
IN_LINE = CELLS | {"dd"}
# A drawer of filters is most of the page that it stands on; it is not even read.
DRAWER = re.compile("<dialog.*?</dialog>", re.DOTALL)
ROW = re.compile('<li class="entry">.*?</article></li>', re.DOTALL)
SENTENCE_ENDED = re.compile(r"(?<=[.?!…]); ")
KEPT_PAGES = 100  # with what they were drawn as, up to 100 KB each
KEPT_ROWS = 4_000  # about 1.5 KB each
SPACE_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)
EMPTY_LINES = re.compile(r"\n{3,}")


def of_html(html: str, address: str) -> str:
    """Convert what stands on the page at `address`. Its links are whole, and its words are words:
    no mark, link or tag in them counts."""
    return _converted(DRAWER.sub("", html), address)


@lru_cache(maxsize=KEPT_PAGES)
def _converted(html: str, address: str) -> str:
    site = urljoin(address, "/")
    html = ROW.sub(lambda row: f'<li data-said="{escape(_row(row[0], site))}"></li>', html)
    text = SPACE_AT_END.sub("", _Converter(address).convert(html))
    return EMPTY_LINES.sub("\n\n", text).strip()


@lru_cache(maxsize=KEPT_ROWS)
def _row(html: str, site: str) -> str:
    """Convert a row of a list, which stands in many lists as long as it stays as it is."""
    return _Converter(site).convert(html)


class _Converter(MarkdownConverter):
    """Markdownify's, with whole links, lists of facts, and items in one line."""

    def __init__(self, address: str) -> None:
        super().__init__(
            heading_style=ATX, bullets="-", newline_style="backslash", wrap=True, wrap_width=None
        )
        self.address = address

    def process_tag(self, node, parent_tags=None):
        classes = {*node.get("class", ())}
        if said := node.get("data-said"):
            return f"{said}\n"
        if node.name == "form":  # what it tells stays
            return "".join(self.process_tag(note) for note in node.find_all("p", "note"))
        if (
            node.name in CONTROLS
            or classes & FOR_SCREENS
            or node.has_attr("hidden")
            or node.get("aria-hidden") == "true"
        ):
            return ""
        if node.name == "li" and ITEMS & classes.union(node.parent.get("class", ())):
            return self._item(node)
        return super().process_tag(node, parent_tags)

    def _item(self, node: Tag) -> str:
        pieces = [piece for piece in self._pieces(node) if piece]
        # Words never begin with a bracket that counts: this is the link.
        name = next((piece for piece in pieces if piece.startswith("[")), pieces[0])
        said = "; ".join(piece for piece in pieces if piece is not name)
        said = SENTENCE_ENDED.sub(" ", said)
        return f"- {name}: {said}\n" if said else f"- {name}\n"

    def _pieces(self, node: Tag) -> Iterator[str]:
        for child in node.children:
            if child.name in GROUPING:
                yield from self._pieces(child)
            else:
                yield self.process_element(child, {"_inline"}).strip()

    def escape(self, text, parent_tags):
        if not (words := plain(text)):
            return text
        return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"

    def convert_a(self, el, text, parent_tags):
        before, after, words = chomp(text)
        return f"{before}{linked(words, self._whole(el.get('href', '')))}{after}" if words else ""

    def convert_img(self, el, text, parent_tags):
        # A picture without words says nothing.
        words = plain(el.get("alt", ""))
        return f"!{linked(words, self._whole(el['src']))}" if words else ""

    def _whole(self, address: str) -> str:
        try:
            return urljoin(self.address, address) if address[:1] in "/#?" else address
        except ValueError:
            return ""

    def convert_div(self, el, text, parent_tags):
        if el.parent is not None and el.parent.name == "dl":
            return f"{text.strip()}\n"
        return super().convert_div(el, text, parent_tags)

    convert_aside = convert_details = convert_figure = convert_header = convert_footer = convert_div

    def convert_summary(self, el, text, parent_tags):
        return f"\n\n**{text.strip()}**\n\n"

    def convert_dt(self, el, text, parent_tags):
        return f"\n- **{text.strip()}**:"

    def convert_dd(self, el, text, parent_tags):
        text = text.strip()
        if text.startswith(("- ", "1. ")):
            text = f"\n{text}"
        between = ";" if el.find_previous_sibling().name == "dd" else ""
        return f"{between} {text}".replace("\n", "\n  ")

    def convert_li(self, el, text, parent_tags):
        return text if "_inline" in parent_tags else super().convert_li(el, text, parent_tags)

    def convert_br(self, el, text, parent_tags):
        return "; " if IN_LINE & parent_tags else super().convert_br(el, text, parent_tags)

    def convert_tr(self, el, text, parent_tags):
        # A heading between rows is none of the head.
        if el.parent.name == "tbody" and el.find_parent("table").thead is not None:
            for cell in el.find_all("th"):
                cell.name = "td"
        return super().convert_tr(el, text, parent_tags)

    def convert_td(self, el, text, parent_tags):
        return super().convert_td(el, text.replace(" ; ", "; "), parent_tags)

    convert_th = convert_td

    def convert_code(self, el, text, parent_tags):
        code = super().convert_code(el, text, parent_tags)
        return code.replace("|", r"\|") if CELLS & parent_tags else code
