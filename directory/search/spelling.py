"""Typo help: which known words a misspelt one may have been meant to be."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_PUT_RIGHT = 4
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_AFTER_ANY_WORD = "\U0010ffff"


def edits_allowed(word: str) -> int:
    """Return how many slips of the finger are forgiven: short words and numbers must be typed
    right."""
    if len(word) < SHORTEST_PUT_RIGHT or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def _beside() -> Iterator[frozenset[str]]:
    """Yield the pairs of letters that are neighbours on a keyboard."""
    for upper, row in enumerate(_ROWS):
        for at, letter in enumerate(row):
            near = (
                row[at + 1 : at + 2]
                + "".join(_ROWS[upper + 1 : upper + 2])[max(0, at - 1) : at + 1]
            )
            yield from (frozenset((letter, other)) for other in near)


_BESIDE = frozenset(_beside())


def is_slip(typed: str, other: str) -> bool:
    """Return whether at least one of the letters in which two words of one length differ is a slip
    of the finger, or a vowel for a vowel; words of another length, or with swapped letters, are."""
    if len(typed) != len(other) or sorted(typed) == sorted(other):
        return True
    wrong = [frozenset(pair) for pair in zip(typed, other, strict=True) if pair[0] != pair[1]]
    return any(pair in _BESIDE or pair <= _VOWELS for pair in wrong)


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
