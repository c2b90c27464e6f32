"""The controls of a list: options of facets, filters in force, orders, pages.

A page has some two hundred of them. Drawn one by one by the template engine they took three
quarters of its time, so each is drawn here; what stands around them is in the templates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.catalog.values import plain_words

SHOWN_OPTIONS = 8
LONG_FACET = 12
# The parameter that names a facet of which all options are shown, for a reader without scripts.
OPENED = "more"


class Choice:
    """A value of a facet as it stands in every form of one snapshot and language."""

    __slots__ = ("html", "label", "line", "value")

    def __init__(self, name: str, value: str, label: str, others: Iterable[str] = ()) -> None:
        """`others` are further words for the value, by which it is found as well."""
        self.value = value
        self.label = label
        others = [word for word in others if word != plain_words(label)]
        known = "|".join(others)
        also = f' data-also="{escape(known)}"' if known else ""
        # What a script draws it by: before its number and behind it.
        is_label = value == label.lower().replace(" ", "-") and label.replace(" ", "").isalpha()
        ends = ("", known, "" if is_label and label.isascii() else value)
        self.line = escape(label), escape("\t".join(ends).rstrip("\t"))
        # What stands before and after the word for "chosen".
        self.html = (
            f'{also}><input type="checkbox" name="{name}" value="{escape(value)}"',
            f'><span class="label">{escape(label)}</span><span class="n">',
        )


class Option(NamedTuple):
    """A choice as it stands in one form."""

    choice: Choice
    count: int
    checked: bool

    @property
    def value(self) -> str:
        return self.choice.value

    @property
    def label(self) -> str:
        return self.choice.label

    @property
    def html(self) -> str:
        begin, end = self.choice.html
        zero = "" if self.count else " data-zero"
        state = " checked" if self.checked else "" if self.count else " disabled"
        return f'<li><label class="option"{zero}{begin}{state}{end}{self.count}</span></label></li>'

    @property
    def line(self) -> str:
        """The option in a tenth of that: label, number, other names, and the value where it is not
        the label in small letters."""
        label, end = self.choice.line
        return f"{label}\t{self.count}{end}"


@dataclass(frozen=True)
class FacetGroup:
    """A facet as it stands in the form; of a long one only the first and the checked are shown,
    unless it was opened."""

    name: str
    label: str
    help: str
    options: list[Option]
    is_opened: bool = False

    @property
    def items(self) -> SafeString:
        """The options as list items: all, or those that are shown."""
        if not self.folded:
            return drawn(option.html for option in self.options)
        chosen = (option for option in self.options[SHOWN_OPTIONS:] if option.checked)
        return drawn(option.html for option in (*self.options[:SHOWN_OPTIONS], *chosen))

    @property
    def rest(self) -> SafeString:
        """The options behind the first as lines, for the script of the page, which draws them; an
        empty one stands for an option that is shown."""
        if not self.folded:
            return drawn(())
        behind = self.options[SHOWN_OPTIONS:]
        return drawn(["\n".join("" if option.checked else option.line for option in behind)])

    @cached_property
    def is_long(self) -> bool:
        return len(self.options) > LONG_FACET

    @cached_property
    def folded(self) -> int:
        """How many options "show more" would show."""
        if not self.is_long or self.is_opened:
            return 0
        return sum(not option.checked for option in self.options[SHOWN_OPTIONS:])


class Chip(NamedTuple):
    """A filter in force, and the address of the list without it."""

    name: str
    value: str
    label: str
    url: str

    @property
    def html(self) -> str:
        data = f'data-chip data-name="{escape(self.name)}" data-value="{escape(self.value)}"'
        remove = f'<span class="visually-hidden">{escape(_("Remove filter:"))} </span>'
        return f"<li><a{_live(self.url)} {data}>{remove}{escape(self.label)}</a></li>"


class Unrecorded(NamedTuple):
    """How many entries a filter leaves out of which it is not recorded, and their list."""

    words: str
    url: str

    @property
    def html(self) -> str:
        return f'<p class="unrecorded"><a{_live(self.url)}>{escape(self.words)}</a></p>'


class OrderLink(NamedTuple):
    """An order that a list may have, and the address of the list in this order."""

    name: str
    label: str
    url: str
    is_current: bool

    @property
    def html(self) -> str:
        current = ' aria-current="true"' if self.is_current else ""
        return f' <a id="sort-{self.name}"{_live(self.url)}{current}>{escape(self.label)}</a>'


class PageLink(NamedTuple):
    """A page of a list; without an address it is a gap between pages."""

    label: str
    url: str
    rel: str = ""
    is_current: bool = False

    @property
    def html(self) -> str:
        if not self.url:
            return f'<li class="gap">{self.label}</li>'
        item = f'<li class="{self.rel}"><a rel="{self.rel}"' if self.rel else "<li><a"
        current = ' aria-current="page"' if self.is_current else ""
        return f"{item}{_live(self.url)} data-page{current}>{escape(self.label)}</a></li>"


def pager(page: int, last: int, url_of: Callable[[int], str]) -> SafeString:
    """Return links to the ends and the neighbours of a page, and to the one before and after."""
    shown = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    links = [PageLink(_("Previous"), url_of(page - 1), "prev")] if page > 1 else []
    for number, before in zip(shown, (1, *shown), strict=False):
        if number - before > 1:
            links.append(PageLink("…", ""))
        links.append(PageLink(str(number), url_of(number), is_current=number == page))
    if page < last:
        links.append(PageLink(_("Next"), url_of(page + 1), "next"))
    return drawn(link.html for link in links)


def drawn(parts: Iterable[str]) -> SafeString:
    """Return pieces of HTML as one."""
    return mark_safe("".join(parts))  # noqa: S308


def _live(url: str) -> str:
    url = escape(url)
    return f' href="{url}" data-hx-get="{url}"'
