"""Typo help: which known words a misspelt one may have been meant to be."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.vocabulary import prefix_range


def edits_allowed(word: str) -> int:
    """How many slips of the finger are forgiven: short words and numbers must be typed right."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


class Spelling:
    """Known words by their beginnings and by their endings; never changes once made."""

    __slots__ = ("_backwards", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word.isalpha()})
        self._backwards = sorted(word[::-1] for word in self._words)

    def candidates(self, word: str, edits: int) -> set[str]:
        """The known words at most `edits` (1 or 2) edits away: all for one, nearly all for two.

        One slip leaves a half of the word whole, two leave a third whole, so only words with the
        same beginning or ending are compared; two slips that spoil both ends go unseen.
        """
        head = len(word) // 2 if edits == 1 else max(2, len(word) // 3)
        tail = len(word) - head if edits == 1 else head
        found = _alike(word, self._words, head, edits)
        found.update(end[::-1] for end in _alike(word[::-1], self._backwards, tail, edits))
        if edits == 1:
            # Two letters swapped across the middle are the one slip that spoils both halves.
            swapped = word[: head - 1] + word[head] + word[head - 1] + word[head + 1 :]
            found.update(_alike(swapped, self._words, len(swapped), 0))
        return found


def _alike(word: str, ordered: Sequence[str], shared: int, edits: int) -> set[str]:
    """The words within `edits` of `word` among those that begin with its `shared` letters."""
    start, stop = prefix_range(ordered, word[:shared])
    size = len(word)
    similar = [other for other in ordered[start:stop] if -edits <= len(other) - size <= edits]
    found = process.extract(word, similar, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {other for other, _distance, _position in found}
