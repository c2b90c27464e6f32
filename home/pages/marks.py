"""What of a result shows why it is there: the searched words marked, and of a long text the part
that has them."""

import re
from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from directory.catalog.text import fold, other_numbers
from directory.search.ranking import SHORT

# A tag, a character reference, or a word with what is written inside words.
_PIECE = re.compile(r"<[^>]*>|&[#\w]+;|[^\W_]+(?:[-'\u2019\u2010\u2011\u2013][^\W_]+)*")
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
        self._known: dict[str, str] = {}  # a piece -> the folded word that it has, or ""

    def drawn(self, row: str) -> SafeString:
        """Return a row of results with its words marked, and its long text cut to an excerpt."""
        if is_cut(row):
            row = _LONG_TEXT.sub(lambda found: found[1] + self._excerpt(found[2]) + found[3], row)
        return SafeString(_PIECE.sub(self._marked, row) if self._exact else row)

    def _marked(self, found: re.Match) -> str:
        piece = found[0]
        return f"<mark>{piece}</mark>" if self._meant(piece) else piece

    def _meant(self, piece: str) -> str:
        """Return the word of a piece that was searched, or nothing."""
        if piece[0] in "<&":
            return ""
        if (known := self._known.get(piece)) is None:
            parts = _SIGNS.split(fold(piece))
            words = ("".join(parts), *parts)
            known = self._known[piece] = next(filter(self._is_sought, words), "")
        return known

    def _is_sought(self, word: str) -> bool:
        return word in self._exact or word.startswith(self._beginnings)

    def _excerpt(self, text: str) -> str:
        """Return the part of an escaped text with the most of the searched words."""
        pieces = [
            (each.start(), each.end(), self._meant(each[0])) for each in _PIECE.finditer(text)
        ]
        if len(pieces) <= EXCERPT:
            return text
        hits = [at for at, (_start, _end, word) in enumerate(pieces) if word] or [0]
        first = max(hits, key=lambda at: len({w for *_, w in pieces[at : at + EXCERPT - BEFORE]}))
        first = min(max(0, first - BEFORE), len(pieces) - EXCERPT)
        last = first + EXCERPT - 1
        start = pieces[first][0] if first else 0
        stop = pieces[last][1] if last < len(pieces) - 1 else len(text)
        return "… " * (start > 0) + text[start:stop] + " …" * (stop < len(text))
