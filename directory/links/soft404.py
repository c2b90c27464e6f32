"""Soft 404: a page that is gone although its server says 200. The four signs of our trust rules.

Living pages show one of them now and then (a law page headed "Content not available to the public",
a move to a shorter address), so a page is gone once there are ENOUGH; one alone is for a person to
look at. A sign that hardly any living page shows weighs as much as two.
"""

import re
import secrets
import unicodedata
from urllib.parse import quote

import httpx

from directory.links.pages import Page

ENOUGH = 2
# Of one host's addresses that end at the same one: from this many on, the end is no page of theirs.
MANY = 3
# A page of fewer characters says too little (an application that has yet to load) to be compared.
COMPARABLE = 60
# A heading longer than this is a sentence that happens to hold such words.
LONGEST_HEADING = 120
# Pages that say more than this are about something, whatever stands above it.
LITTLE = 400

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
_STATUS = re.compile(
    r"(http )?(error|erreur|status|code)? ?404( error| erreur)?( (page )?not found)?"
    r"|(404 )?(page )?not found|(404 )?(pagina )?no encontrad[ao]"
    r"|(404 )?(page )?(introuvable|non trouvee?)"
)
# "Page not found?", "What to do when a page is not available": asked or supposed, not said.
_SUPPOSED = re.compile(
    r"^\W*(what|when|where|why|how|if|que|qu'est|cuando|donde|por que|como|si|quand|ou|pourquoi|"
    r"comment|lorsqu\w*)\b"
)
_SEPARATORS = re.compile(r"\s*(?:[|:·»–—]|\s-\s|\s-$|^-\s)\s*")


def folded(text: str) -> str:
    """Return `text` in lower case, without accents, with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def not_found_signs(page: Page) -> int:
    """Return how much the title and headings say in English, Spanish or French that there is no
    page.

    They weigh as two where the title or the first heading is a bare status ("404 Not Found"), or
    the page says little else.
    """
    first = {page.title, *page.headings[:1]}
    bare = {words for words in (page.title, *page.headings) if _is_status(words)}
    if bare & first:
        return 2
    if not bare and not any(_is_phrase(words) for words in (page.title, *page.headings)):
        return 0
    said = sum(len(line) for line in page.lines if line not in page.headings)
    return 2 if said <= LITTLE else 1


def _is_status(words: str) -> bool:
    parts = _SEPARATORS.split(folded(words)) if len(words) <= LONGEST_HEADING else []
    return any(_STATUS.fullmatch(part.strip(" .!")) for part in parts)


def _is_phrase(words: str) -> bool:
    text = folded(words)
    found = _PHRASES.search(text) if len(text) <= LONGEST_HEADING else None
    if found is None or _SUPPOSED.search(text):
        return False
    return not text[found.end() :].lstrip().startswith("?")


def _segments(url: httpx.URL) -> list[str]:
    parts = [part for part in url.path.split("/") if part]
    if parts and re.fullmatch(r"(index|default)\.\w{2,5}", parts[-1], re.I):
        parts.pop()
    return parts


def sent_up_signs(asked: httpx.URL, final: httpx.URL) -> int:
    """Return how much a redirect to a shorter path says: the root of the same site weighs as two.

    "/index.html" is as short as "/", and a last slash counts for nothing.
    """
    if len(_segments(final)) >= len(_segments(asked)):
        return 0
    is_root = not _segments(final) and not final.query
    return 2 if is_root and _site(final) == _site(asked) else 1


def _site(url: httpx.URL) -> str:
    return url.host.removeprefix("www.")


def sibling(url: httpx.URL) -> httpx.URL | None:
    """Return an address beside `url` that nobody can have made, or None where `url` is the root."""
    if not _segments(url):
        return None
    above = url.path.rstrip("/").rsplit("/", 1)[0]
    return url.copy_with(
        raw_path=f"{quote(above)}/{secrets.token_hex(10)}".encode("ascii"), fragment=None
    )


def is_same_text(page: Page, page_url: httpx.URL, other: Page, other_url: httpx.URL) -> bool:
    """Return whether two addresses answer the same words, their own last parts left out."""
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
