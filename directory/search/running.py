"""The words of all entries as they follow one another: what a phrase in quotes is looked for in."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pyroaring import FrozenBitMap

from directory.catalog.text import words

_BETWEEN = 0  # stands between two texts, and for no word


class RunningWords:
    """Immutable: every text as numbers of its words, one behind the other, four bytes a word."""

    __slots__ = ("_bytes", "_number_of", "_starts")

    def __init__(self, number_of: dict[str, int], text: array, starts: array) -> None:
        self._number_of = number_of
        self._bytes = text.tobytes()
        self._starts = starts

    def having(self, phrase: Sequence[str]) -> FrozenBitMap:
        """Return the entries in which these words follow one another in one field."""
        numbers = array("I", [self._number_of.get(word, _BETWEEN) for word in phrase])
        if _BETWEEN in numbers:
            return FrozenBitMap()
        sought, size = numbers.tobytes(), numbers.itemsize
        found, at = [], self._bytes.find(sought)
        while at != -1:
            if at % size == 0:
                entry = bisect_right(self._starts, at // size) - 1
                found.append(entry)
                after = entry + 1
                # The next entry: once is enough.
                at = self._starts[after] * size if after < len(self._starts) else len(self._bytes)
            else:
                at += 1
            at = self._bytes.find(sought, at)
        return FrozenBitMap(found)


class RunningWordsBuilder:
    """Takes entries one after the other, in ascending numbers from 0."""

    def __init__(self) -> None:
        self._number_of: dict[str, int] = {}
        self._text = array("I")
        self._starts = array("I")

    def add(self, fields: Iterable[str]) -> None:
        """Note the words of one entry."""
        self._starts.append(len(self._text))
        for text in fields:
            found = words(text)
            self._text.extend(
                self._number_of.setdefault(w, len(self._number_of) + 1) for w in found
            )
            self._text.append(_BETWEEN)

    def finish(self) -> RunningWords:
        """Return what was added."""
        return RunningWords(self._number_of, self._text, self._starts)
