"""What a page says: its title, its headings and its visible text, read from HTML in linear time.

Hostile pages are read too, and Python's own parser takes quadratic time on some of them
(CVE-2025-6069), so tags are found here by searching forward, once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from directory.links.connections import Response

KEPT = 20_000  # characters of the text that are kept to show what changed
EXCERPT = 2_000  # characters shown on either side of a change

# Elements whose content nobody reads as text, and the frame of a site, which is not the page.
UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "textarea"})
FRAME = frozenset({"nav", "footer"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr"}
)  # fmt: skip
HEADINGS = frozenset({"h1", "h2"})

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([a-zA-Z0-9_.:-]{1,40})", re.I)
# The encodings of pages in our languages; some of Python's others take quadratic time.
_KNOWN_CHARSET = re.compile(r"utf-?8|utf-16|us-ascii|latin-?1|(iso-8859-|windows-)\d{1,4}")
_LONG_NUMBER = re.compile(r"&#[0-9]{8,};?")  # no character has it, and int() refuses it
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page; `lines` are its blocks of text in reading order, spaces collapsed."""

    title: str = ""
    headings: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def text_hash(self) -> str:
        """A hash that only a change of the visible words moves; "" for a page without words."""
        if not self.lines:
            return ""
        return sha256(" ".join(self.lines).casefold().encode(errors="replace")).hexdigest()


def read(answer: Response) -> Page | None:
    """Return the page that an answer holds, or None where it is not text that can be read (a
    PDF)."""
    kind, _, parameters = answer.headers.get("content-type", "text/html").partition(";")
    kind = kind.strip().lower()
    is_html = kind in ("text/html", "application/xhtml+xml")
    if not answer.is_readable or not (is_html or kind == "text/plain"):
        return None
    text = _decoded(answer.body, parameters).replace(
        "\x00", ""
    )  # which PostgreSQL takes in no text
    if not is_html:
        lines = (_collapsed(line) for line in text.splitlines())
        return Page(lines=tuple(line for line in lines if line))
    return parse(text)


def _decoded(body: bytes, parameters: str) -> str:
    name = parameters.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    if not name and (found := _CHARSET.search(body[:2048])):
        name = found[1].decode("ascii").lower()
    if not _KNOWN_CHARSET.fullmatch(name):
        name = "utf-8"
    try:
        return body.decode(name, errors="replace")
    except LookupError:  # windows-9999
        return body.decode("utf-8", errors="replace")


def _collapsed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _tokens(html: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the pieces of `html`: ("", text, False) or (tag name, "", whether it closes)."""
    at, end = 0, len(html)
    while at < end:
        start = html.find("<", at)
        if start < 0:
            start = end
        if start > at:
            yield "", html[at:start], False
        if start == end:
            return
        if html.startswith("<!--", start):
            at = _after(html, "-->", start + 4)
            continue
        tag = _TAG.match(html, start)
        if tag is None:
            if html.startswith(("<!", "<?", "</"), start):
                at = _after(html, ">", start)
            else:  # a bare "<" is text
                yield "", "<", False
                at = start + 1
            continue
        name, closes = tag[2].lower(), bool(tag[1])
        at = _after(html, ">", tag.end())
        yield name, "", closes
        if name in ("script", "style", "textarea") and not closes:
            # What is in them is no markup: go on at their own end.
            found = re.compile(f"</{name}", re.I).search(html, at)
            at = found.start() if found else end


def _after(html: str, mark: str, start: int) -> int:
    found = html.find(mark, start)
    return len(html) if found < 0 else found + len(mark)


def parse(html: str) -> Page:
    """Return the words of an HTML document; only those of <main> when it has one, never the
    menus."""
    title, headings, everything, main = [], [], [[]], [[]]
    heading: list[str] | None = None
    in_title, has_main, main_depth, hidden = False, False, 0, dict.fromkeys(UNSEEN | FRAME, 0)
    for name, text, closes in _tokens(html):
        if not name:
            words = unescape(_LONG_NUMBER.sub("\ufffd", text))
            if in_title:
                title.append(words)
            elif not any(hidden.values()):
                everything[-1].append(words)
                if main_depth:
                    main[-1].append(words)
                if heading is not None:
                    heading.append(words)
            continue
        if name in hidden:
            hidden[name] = max(0, hidden[name] + (-1 if closes else 1))
        elif name == "title" and not any(hidden.values()):
            in_title = not closes
        elif name == "main":
            has_main, main_depth = True, max(0, main_depth + (-1 if closes else 1))
        elif name in HEADINGS:
            if heading is not None:
                headings.append(_collapsed("".join(heading)))
            heading = None if closes else []
        if name not in INLINE:
            everything.append([])
            main.append([])
    blocks = main if has_main else everything
    lines = (_collapsed("".join(block)) for block in blocks)
    return Page(
        title=_collapsed("".join(title)),
        headings=tuple(words for words in headings if words),
        lines=tuple(line for line in lines if line),
    )


def difference(before: str, after: str) -> tuple[str, str]:
    """Return what stood in `before` and what stands in `after`, without the lines that both begin
    and end with; at most EXCERPT characters of each."""
    old, new = before.splitlines(), after.splitlines()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    excerpts = ("\n".join(lines[start : len(lines) - end]) for lines in (old, new))
    shown_before, shown_after = (text[:EXCERPT] for text in excerpts)
    return shown_before, shown_after
