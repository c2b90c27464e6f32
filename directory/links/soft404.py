"""Soft 404: a page that is gone although its server says 200. The four signs of our trust rules."""

import re
import secrets
import unicodedata
from urllib.parse import quote

import httpx

from directory.links.pages import Page

# Of one host's addresses that end at the same one: from this many on, the end is no page of theirs.
MANY = 3
# A page of fewer characters says too little (an application that has yet to load) to be compared.
COMPARABLE = 60
# A heading longer than this is a sentence that happens to hold such words.
LONGEST_HEADING = 120

# Written folded: lower case, without accents, straight apostrophes.
_PHRASES = re.compile(
    r"\b(page|file|document|resource|content|article|url|address)\b[^.]{0,40}"
    r"\b(not|cannot|can't|couldn't|wasn't)( be| been)? found\b"
    r"|\bcan(no|')t (find|locate) (the|that|this|your) (page|file|document)\b"
    r"|\b(page|content|article) (\w+ ){0,4}(doesn't|does not|no longer) exists?\b"
    r"|\b(page|content|article) (\w+ ){0,4}(is|are) (no longer|not) available\b"
    r"|\bpagina (\w+ ){0,4}(ya )?no "
    r"(existe|esta disponible|disponible|((se|ha|fue|sido|pudo) ){0,3}encontr(ada|ado|o|ar))\b"
    r"|\bno ((se|ha|hemos|pudo|pudimos) ){0,2}encontr(ado|ar|o|amos) (la|esta|esa) pagina\b"
    r"|\bpage (\w+ ){0,4}(introuvable|inexistante|non trouvee)\b"
    r"|\bpage (\w+ ){0,4}n'(existe|est) (pas|plus)( disponible)?\b"
    r"|\bpage (\w+ ){0,4}n'a pas (ete|pu etre) trouvee\b"
)
# The number alone: "Section 404" and "House Bill 404" are about something else.
_NUMBER = re.compile(
    r"(http )?(error|erreur|status|code)? ?404( error| erreur)?( (page )?not found)?"
    r"|(404 )?(page )?not found|no encontrad[ao]|non trouvee?"
)
_SEPARATORS = re.compile(r"\s*(?:[|:·»–—]|\s-\s|\s-$|^-\s)\s*")


def folded(text: str) -> str:
    """`text` in lower case, without accents, with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def says_not_found(page: Page) -> bool:
    """Whether the title or a heading says in English, Spanish or French that there is no page."""
    for words in (page.title, *page.headings):
        text = folded(words)
        if len(text) > LONGEST_HEADING:
            continue
        if _PHRASES.search(text):
            return True
        if any(_NUMBER.fullmatch(part.strip(" .!")) for part in _SEPARATORS.split(text)):
            return True
    return False


def _segments(url: httpx.URL) -> list[str]:
    parts = [part for part in url.path.split("/") if part]
    if parts and re.fullmatch(r"(index|default)\.\w{2,5}", parts[-1], re.I):
        parts.pop()
    return parts


def is_sent_up(asked: httpx.URL, final: httpx.URL) -> bool:
    """Whether a redirect led to a shorter path, or to the root of a site.

    "/index.html" is as short as "/", and a last slash counts for nothing.
    """
    return len(_segments(final)) < len(_segments(asked))


def sibling(url: httpx.URL) -> httpx.URL | None:
    """An address beside `url` that nobody can have made, or None where `url` is the root."""
    if not _segments(url):
        return None
    above = url.path.rstrip("/").rsplit("/", 1)[0]
    return url.copy_with(
        raw_path=f"{quote(above)}/{secrets.token_hex(10)}".encode("ascii"), fragment=None
    )


def is_same_text(page: Page, page_url: httpx.URL, other: Page, other_url: httpx.URL) -> bool:
    """Whether two addresses answer the same words, their own last parts left out."""
    own = [
        part for url in (page_url, other_url) if (part := url.path.rstrip("/").rsplit("/", 1)[-1])
    ]
    texts = []
    for each in (page, other):
        text = " ".join(each.lines).casefold()
        for part in own:
            text = text.replace(part.casefold(), "")
        texts.append(text)
    return len(texts[0]) >= COMPARABLE and texts[0] == texts[1]
