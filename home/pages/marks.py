"""The searched words marked in a row of results, so that it shows why it is there."""

import re
from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from directory.catalog.text import fold, other_numbers
from directory.search.ranking import SHORT

# A tag, a character reference, or a word with what is written inside words.
_PIECE = re.compile(r"<[^>]*>|&[#\w]+;|[^\W_]+(?:[-'\u2019\u2010\u2011\u2013][^\W_]+)*")
_SIGNS = re.compile(r"[-'\u2019\u2010\u2011\u2013]")


def marked(html: str, phrases: Iterable[Sequence[str]]) -> SafeString:
    """Return HTML with the folded words of `phrases` marked in its text: each as it was typed, in
    the plural or the singular, or where it begins a longer word."""
    sought = {word for phrase in phrases for word in phrase}
    exact = sought.union(*map(other_numbers, sought))
    beginnings = tuple(word for word in sought if len(word) > SHORT)
    if not sought:
        return SafeString(html)

    def is_meant(word: str) -> bool:
        return word in exact or word.startswith(beginnings)

    def drawn(found: re.Match) -> str:
        piece = found[0]
        if piece[0] in "<&":
            return piece
        parts = _SIGNS.split(fold(piece))
        if is_meant("".join(parts)) or any(map(is_meant, parts)):
            return f"<mark>{piece}</mark>"
        return piece

    return SafeString(_PIECE.sub(drawn, html))
