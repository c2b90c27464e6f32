"""Typo help: which known words a misspelt one may have been meant to be."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_PUT_RIGHT = 4
_AFTER_ANY_WORD = "\U0010ffff"


def edits_allowed(word: str) -> int:
    """Return how many slips of the finger are forgiven: short words and numbers must be typed
    right."""
    if len(word) < SHORTEST_PUT_RIGHT or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


class Spelling:
    """Known words sorted from their first letter and from their last; never changes once made."""

    __slots__ = ("_backwards", "_letters", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word.isalpha()})
        self._backwards = sorted(word[::-1] for word in self._words)
        self._letters = sorted(set().union(*self._words))

    def candidates(self, word: str, edits: int) -> set[str]:
        """Return all known words that one or two `edits` lead to: a letter too many, missing or
        wrong, or two neighbours in the wrong order.

        Cut into one piece more than there are edits, a word keeps a piece whole. Words that begin
        with the first piece, or end with the last, stand together; where only the middle one is
        whole, one edit was made before it and one after it. A swap across a cut spoils two pieces,
        and is undone first.
        """
        if edits == 1:
            middle = len(word) // 2
            near = {*self._beginning(word[:middle]), *self._ending(word[middle:])}
            near.update(self._beginning(_swapped(word, middle)))
        else:
            first, second = len(word) // 3, len(word) * 2 // 3
            swapped = _swapped(word, first)
            near = {*self._beginning(word[:first]), *self._ending(word[second:])}
            near.update(self._beginning(swapped[:second]))
            near.update(self._ending(_swapped(word, second)[first:]))
            near.update(self._beginning(_swapped(swapped, second)))
            for start in self._one_edit_from(word[:first], word[first:second]):
                near.update(self._beginning(start))
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return {other for other, _distance, _position in found}

    def _beginning(self, prefix: str) -> list[str]:
        return _run(self._words, prefix)

    def _ending(self, suffix: str) -> Iterator[str]:
        return (word[::-1] for word in _run(self._backwards, suffix[::-1]))

    def _one_edit_from(self, piece: str, rest: str) -> list[str]:
        """Return what `piece` may have been before one edit within it, each with `rest` behind."""
        cuts = [(piece[:at], piece[at:] + rest) for at in range(len(piece) + 1)]
        return [
            *(f"{before}{letter}{behind}" for before, behind in cuts for letter in self._letters),
            *(f"{b}{letter}{r[1:]}" for b, r in cuts[:-1] for letter in self._letters),
            *(before + behind[1:] for before, behind in cuts[:-1]),
            *(_swapped(piece, at) + rest for at in range(1, len(piece))),
        ]


def _run(ordered: list[str], start: str) -> list[str]:
    begin = bisect_left(ordered, start)
    if begin == len(ordered) or not ordered[begin].startswith(start):
        return []
    return ordered[begin : bisect_left(ordered, start + _AFTER_ANY_WORD, begin)]


def _swapped(word: str, at: int) -> str:
    """Return the word with the letters before and after this place in each other's."""
    return f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}"
