"""The words of all entries as they follow one another: what a phrase in quotes is looked for in."""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

from pyroaring import FrozenBitMap

from directory.catalog.text import words

_BETWEEN = 0  # stands between two texts, and for no word
MOST_BETWEEN = 2


class RunningWords:
    """Immutable: every text as numbers of its words, one behind the other, four bytes a word."""

    __slots__ = ("_bytes", "_number_of", "_numbers", "_starts")

    def __init__(self, number_of: dict[str, int], text: array, starts: array) -> None:
        self._number_of = number_of
        self._bytes = text.tobytes()
        self._numbers = memoryview(self._bytes).cast(text.typecode)
        self._starts = starts

    def having(self, phrase: Sequence[str]) -> FrozenBitMap:
        """Return the entries in which these words follow one another in one field."""
        return FrozenBitMap([entry for entry, _at in self._places(phrase, once=True)])

    def having_behind(
        self, first: Collection[str], between: Collection[str], phrase: Sequence[str]
    ) -> FrozenBitMap:
        """Return the entries in which these words follow one of the `first`, with nothing but words
        `between` them, of which there may be MOST_BETWEEN."""
        wanted = {self._number_of[word] for word in first if word in self._number_of}
        passed = {self._number_of[word] for word in between if word in self._number_of}
        found = []
        for entry, at in self._places(phrase):
            for before in self._numbers[max(0, at - MOST_BETWEEN - 1) : at][::-1]:
                if before in wanted:
                    found.append(entry)
                if before not in passed:
                    break
        return FrozenBitMap(found)

    def _places(self, phrase: Sequence[str], *, once: bool = False) -> Iterator[tuple[int, int]]:
        """Yield each entry and the number of the word at which it has the phrase; with `once` only
        the first of each entry."""
        numbers = array(self._numbers.format, [self._number_of.get(w, _BETWEEN) for w in phrase])
        if _BETWEEN in numbers:
            return
        sought, size = numbers.tobytes(), numbers.itemsize
        at = self._bytes.find(sought)
        while at != -1:
            if at % size:
                at += 1
            else:
                entry = bisect_right(self._starts, at // size) - 1
                yield entry, at // size
                at += size
                if once and entry + 1 < len(self._starts):
                    at = self._starts[entry + 1] * size
                elif once:
                    return
            at = self._bytes.find(sought, at)


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
