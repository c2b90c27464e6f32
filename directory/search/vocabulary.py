"""The words of all entries, and which entries have each of them."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from pyroaring import FrozenBitMap

from directory.catalog.text import other_numbers, tokens
from directory.search.ranking import SHORT

# A prefix shared by more words than this gets its bitmap when the index is built: one or two
# letters of a large vocabulary stand for thousands of words, too many to unite while one waits.
CROWDED = 128
NO_ENTRIES = FrozenBitMap()
KEPT = 2_000  # words, whatever strangers type, of which the plural and singular are known
_AFTER_ANY_WORD = "\U0010ffff"


def prefix_range(ordered: Sequence[str], prefix: str) -> tuple[int, int]:
    """Return where the words that begin with `prefix` start and end in a sorted sequence."""
    start = bisect_left(ordered, prefix)
    return start, bisect_left(ordered, prefix + _AFTER_ANY_WORD, start)


class Vocabulary:
    """Immutable: for each word the entries that have it, by level.

    Level 0 holds the entries with the word in their first, best field; each further level adds
    one field, so the last level holds every entry that has the word at all.
    """

    __slots__ = ("_crowded", "_entries", "_numbers", "_place_of", "_words", "depth")

    def __init__(self, words: list[str], levels: list[list[FrozenBitMap]]) -> None:
        """Take the words sorted, and for each level a bitmap for each word."""
        self.depth = len(levels)
        self._words = words
        self._place_of = {word: place for place, word in enumerate(words)}
        self._entries = levels
        self._numbers: dict[str, list[str]] = {}
        self._crowded = {
            prefix: [FrozenBitMap.union(*column[start:stop]) for column in self._entries]
            for prefix, start, stop in self._crowded_prefixes()
        }

    @property
    def words(self) -> Sequence[str]:
        """All known words, sorted."""
        return self._words

    def knows(self, word: str) -> bool:
        """Return whether with_term() finds an entry."""
        if word in self._place_of:
            return True
        position = bisect_left(self._words, word)
        if position < len(self._words) and self._words[position].startswith(word):
            return True
        return bool(self.in_other_number(word))

    def with_word(self, word: str, level: int = -1) -> FrozenBitMap:
        """Return the entries with exactly this word."""
        place = self._place_of.get(word)
        return NO_ENTRIES if place is None else self._entries[level][place]

    def with_prefix(self, prefix: str, level: int = -1) -> FrozenBitMap:
        """Return the entries with a word that is, or begins with, this one."""
        crowded = self._crowded.get(prefix)
        if crowded is not None:
            return crowded[level]
        start, stop = prefix_range(self._words, prefix)
        if stop - start == 1:
            return self._entries[level][start]
        return FrozenBitMap.union(NO_ENTRIES, *self._entries[level][start:stop])

    def in_other_number(self, word: str) -> list[str]:
        """Return the singulars and plurals of this word that some entry has."""
        found = self._numbers.get(word)
        if found is None:
            if len(self._numbers) >= KEPT:
                self._numbers.clear()
            found = [other for other in other_numbers(word) if other in self._place_of]
            self._numbers[word] = found
        return found

    def with_form(self, word: str, level: int = -1) -> FrozenBitMap:
        """Return the entries with this word, its singular or its plural."""
        found = self.with_word(word, level)
        for other in self.in_other_number(word):
            found = found | self.with_word(other, level)
        return found

    def with_term(self, word: str, level: int = -1) -> FrozenBitMap:
        """Return the entries with a word that begins with this one, or with its singular or
        plural; a short word that some entry has is no beginning."""
        if len(word) <= SHORT and self.with_word(word):
            return self.with_form(word, level)
        return self.with_prefix(word, level) | self.with_form(word, level)

    def _crowded_prefixes(self) -> Iterator[tuple[str, int, int]]:
        pending = [("", 0, len(self._words))]
        while pending:
            prefix, start, stop = pending.pop()
            if prefix:
                yield prefix, start, stop
            if start < stop and self._words[start] == prefix:
                start += 1
            while start < stop:
                longer = self._words[start][: len(prefix) + 1]
                begin, start = prefix_range(self._words, longer)
                if start - begin > CROWDED:
                    pending.append((longer, begin, start))


class VocabularyBuilder:
    """Takes entries one after the other, in ascending numbers, and gives their Vocabulary."""

    def __init__(self) -> None:
        self._fields: list[defaultdict[str, array]] = []

    def add(self, number: int, fields: Sequence[str]) -> None:
        """Note the words of one entry, best field first."""
        while len(self._fields) < len(fields):
            self._fields.append(defaultdict(partial(array, "I")))
        seen: set[str] = set()
        for numbers, text in zip(self._fields, fields, strict=False):
            fresh = set(tokens(text)) - seen
            for word in fresh:
                numbers[word].append(number)
            seen |= fresh

    def finish(self) -> Vocabulary:
        """Return the vocabulary of everything added; the builder is empty afterwards."""
        words = sorted(set().union(*self._fields))
        place_of = {word: place for place, word in enumerate(words)}
        alone: dict[int, FrozenBitMap] = {}  # most words are those of one entry, which they share
        levels = []
        level = [NO_ENTRIES] * len(words)
        for numbers in self._fields or [{}]:  # without any text there is still one level
            level = level.copy()
            while numbers:
                word, having = numbers.popitem()
                if len(having) > 1:
                    entries = FrozenBitMap(having)
                elif (entries := alone.get(having[0])) is None:
                    entries = alone[having[0]] = FrozenBitMap(having)
                place = place_of[word]
                level[place] = level[place] | entries if level[place] else entries
            levels.append(level)
        self._fields = []
        return Vocabulary(words, levels)
