"""Typo help: which known words a misspelt one may have been meant to be."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from operator import add

from pyroaring import FrozenBitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

NO_WORDS = FrozenBitMap()


def edits_allowed(word: str) -> int:
    """How many slips of the finger are forgiven: short words and numbers must be typed right."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


class Spelling:
    """Known words by their length and their pairs of letters; never changes once made."""

    __slots__ = ("_of_length", "_with_pair", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word.isalpha()})
        of_length: defaultdict[int, array] = defaultdict(partial(array, "I"))
        with_pair: defaultdict[str, array] = defaultdict(partial(array, "I"))
        for number, word in enumerate(self._words):
            of_length[len(word)].append(number)
            for pair in _pairs(word):
                with_pair[pair].append(number)
        self._of_length = {size: FrozenBitMap(having) for size, having in of_length.items()}
        self._with_pair = {pair: FrozenBitMap(having) for pair, having in with_pair.items()}

    def candidates(self, word: str, edits: int) -> set[str]:
        """The known words at most `edits` away: all for one edit, nearly all for two.

        Cut into one piece more than there are edits, a word keeps a piece whole: only words with
        all pairs of letters of some piece are compared. Swapping two letters across a cut spoils
        two pieces at once, so what a single swap gives is looked up as well.
        """
        cuts = [len(word) * piece // (edits + 1) for piece in range(edits + 2)]
        pieces = [word[start:stop] for start, stop in pairwise(cuts)]
        for cut in cuts[1:-1]:
            pieces.append(word[: cut - 1] + word[cut] + word[cut - 1] + word[cut + 1 :])
        sizes = range(len(word) - edits, len(word) + edits + 1)
        as_long = FrozenBitMap.union(*(self._of_length.get(size, NO_WORDS) for size in sizes))
        alike = as_long & FrozenBitMap.union(*(self._with_piece(piece) for piece in pieces))
        known = [self._words[number] for number in alike]
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return {other for other, _distance, _position in found}

    def _with_piece(self, piece: str) -> FrozenBitMap:
        pairs = [self._with_pair.get(pair, NO_WORDS) for pair in _pairs(piece)]
        return FrozenBitMap.intersection(*pairs)


def _pairs(word: str) -> set[str]:
    return set(map(add, word, word[1:]))
