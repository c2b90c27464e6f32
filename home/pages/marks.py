"""What of a result shows why it is there: the searched words marked, and of a long text the part
that has them."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from django.utils.safestring import SafeString

from directory.catalog.text import fold, other_numbers
from directory.search.ranking import SHORT

# A tag, a character reference, or a word with what is written inside words.
_PIECES = re.compile(r"(<[^>]*>|&[#\w]+;|[^\W_]+(?:[-'\u2019\u2010\u2011\u2013][^\W_]+)*)")
_SIGNS = re.compile(r"[-'\u2019\u2010\u2011\u2013]")
_LONG_TEXT = re.compile(r'(<p class="excerpt">)(.*?)(</p>)', re.DOTALL)
_IS_LONG = 'class="excerpt"'
EXCERPT = 32  # words
BEFORE = 6  # of them before the first that was searched


def is_cut(row: str) -> bool:
    """Return whether a row has a long text, of which an excerpt is shown."""
    return _IS_LONG in row


class Marks:
    """Marks the folded words of `phrases` in HTML: each as it was typed, in the plural or the
    singular, or where it begins a longer word."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        sought = {word for phrase in phrases for word in phrase}
        self._exact = sought.union(*map(other_numbers, sought))
        self._beginnings = tuple(word for word in sought if len(word) > SHORT)
        # A page has the same pieces again and again.
        self._meant, self._marked = cache(self._word_of), cache(self._mark)

    def drawn(self, row: str) -> SafeString:
        """Return a row of results with its words marked, and its long text cut to an excerpt."""
        if is_cut(row):
            row = _LONG_TEXT.sub(lambda found: found[1] + self._excerpt(found[2]) + found[3], row)
        if not self._exact:
            return SafeString(row)
        return SafeString("".join(map(self._marked, _PIECES.split(row))))

    def _mark(self, piece: str) -> str:
        return f"<mark>{piece}</mark>" if piece[:1].isalnum() and self._meant(piece) else piece

    def _word_of(self, piece: str) -> str:
        """Return the word of a piece that was searched, or nothing."""
        return next(filter(self._is_sought, _words_of(piece)), "")

    def _is_sought(self, word: str) -> bool:
        return word in self._exact or word.startswith(self._beginnings)

    def _excerpt(self, text: str) -> str:
        """Return the part of an escaped text with the most of the searched words."""
        parts = _PIECES.split(text)  # in turn what is between two pieces, and a piece
        pieces = [self._meant(piece) for piece in parts[1::2]]
        if len(pieces) <= EXCERPT:
            return text
        hits = [at for at, word in enumerate(pieces) if word] or [0]
        first = max(hits, key=lambda at: len(set(pieces[at : at + EXCERPT - BEFORE])))
        first = min(max(0, first - BEFORE), len(pieces) - EXCERPT)
        last = first + EXCERPT - 1
        start = 2 * first + 1 if first else 0
        stop = 2 * last + 2 if last < len(pieces) - 1 else len(parts)
        shown = "".join(parts[start:stop])
        return "… " * (start > 0) + shown + " …" * (stop < len(parts))


@lru_cache(maxsize=8192)  # the rows of a site have the same words again and again
def _words_of(piece: str) -> tuple[str, ...]:
    """Return the folded words that a piece is: in one, and each that signs part."""
    if piece[:1] in "<&":
        return ()
    joined, *parts = _SIGNS.split(fold(piece))
    return ("".join((joined, *parts)), joined, *parts) if parts else (joined,)
