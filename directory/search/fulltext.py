"""Searching entries by words: how a query is understood, and how well each entry answers it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pyroaring import FrozenBitMap

from directory.catalog.text import (
    MAX_QUERY_WORDS,
    clean_query,
    keywords,
    other_numbers,
    words,
)
from directory.search.spelling import Spelling, edits_allowed
from directory.search.vocabulary import Vocabulary

Phrase = tuple[str, ...]
Levels = list[FrozenBitMap]  # one bitmap for each level of the vocabulary, see there
MIN_SPLIT_PART = 3


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One or more words of a query, and the entries that say the same in other words."""

    words: Phrase
    otherwise: Levels | None


class ParsedQuery:
    """A query as understood. Finding is cheap; ranking happens only as far as it is asked for."""

    __slots__ = ("_parts", "_vocabulary", "corrections", "dropped", "found")

    def __init__(
        self,
        vocabulary: Vocabulary,
        parts: Sequence[QueryTerm],
        corrections: Mapping[str, str],
        dropped: tuple[str, ...] = (),
    ) -> None:
        self._vocabulary = vocabulary
        self._parts = parts
        self.corrections = corrections
        self.dropped = dropped
        self.found = self._in_any_words(-1)

    def relaxed(
        self, typed: Sequence[str], names: frozenset[str], places: frozenset[str]
    ) -> "ParsedQuery":
        """Return this query without the words that leave nothing to find; itself when no word finds
        any.

        Words are taken one after the other: first those among `names`, as typed before put right,
        those that name `places` before what else is a name, and the rarest of them before the more
        frequent; then the others, of which the rarest are so the first to be left out.
        """
        guessed = set(_used(list(self.corrections), self.corrections))
        having = [self._part(part, -1) for part in self._parts]

        def rank(number: int) -> tuple[bool, bool, bool, int]:
            said = self._parts[number].words
            is_name = not names.isdisjoint(said)
            is_guess = is_name and not guessed.isdisjoint(said)
            is_place = not places.isdisjoint(said)
            often = len(having[number])
            return not is_name, is_guess, not is_place, often if is_name else -often

        left = FrozenBitMap.union(*having)
        kept: list[int] = []
        for number in sorted(range(len(having)), key=rank):
            if narrower := left & having[number]:
                left = narrower
                kept.append(number)
        return self._of(sorted(kept), typed) if kept else self

    def _of(self, kept: Sequence[int], typed: Sequence[str]) -> "ParsedQuery":
        parts = [self._parts[number] for number in kept]
        used = {word for part in parts for word in part.words}
        dropped = [
            word
            for word in dict.fromkeys(typed)
            if not used.issuperset(_used([word], self.corrections))
        ]
        corrections = {w: right for w, right in self.corrections.items() if w not in dropped}
        return ParsedQuery(self._vocabulary, parts, corrections, tuple(dropped))

    def tiers(self, among: FrozenBitMap) -> Iterator[FrozenBitMap]:
        """Yield the found entries `among` these, best first, in bitmaps that do not overlap."""
        rest = among & self.found
        for better in self._ever_wider():
            tier = better & rest
            if tier:
                yield tier
                rest = rest - tier
                if not rest:
                    return
        yield rest

    def _ever_wider(self) -> Iterator[FrozenBitMap]:
        typed = [word for part in self._parts for word in part.words]
        for level in range(self._vocabulary.depth):
            yield _all_of([self._vocabulary.with_word(word, level) for word in typed])
            yield _all_of([self._vocabulary.with_prefix(word, level) for word in typed])
        if any(part.otherwise is not None for part in self._parts) or any(
            map(self._vocabulary.in_other_number, typed)
        ):
            for level in range(self._vocabulary.depth - 1):
                yield self._in_any_words(level)

    def _in_any_words(self, level: int) -> FrozenBitMap:
        return _all_of([self._part(part, level) for part in self._parts])

    def _part(self, part: QueryTerm, level: int) -> FrozenBitMap:
        typed = _all_of([self._vocabulary.with_term(word, level) for word in part.words])
        return typed if part.otherwise is None else typed | part.otherwise[level]


class FullText:
    """A vocabulary with synonyms and typo help; immutable, so threads may share it."""

    __slots__ = (
        "_longest",
        "_names",
        "_places",
        "_spelling",
        "_synonym_words",
        "_synonyms",
        "_vocabulary",
    )

    def __init__(
        self,
        vocabulary: Vocabulary,
        synonyms: Sequence[Sequence[str]],
        names: frozenset[str] = frozenset(),
        places: frozenset[str] = frozenset(),
    ) -> None:
        """`names` are the words that say most: relaxing leaves them out last, and last of all
        those among them that name `places`."""
        self._vocabulary = vocabulary
        self._names, self._places = names | places, places
        united = self._united(synonyms)
        self._synonyms = _in_any_number(united)
        self._synonym_words = {word for phrase in self._synonyms for word in phrase}
        self._longest = max(map(len, self._synonyms), default=0)
        self._spelling = Spelling(chain(vocabulary.words, *united))

    def read(self, q: str, *, correct: bool = True, relax: bool = False) -> ParsedQuery | None:
        """Understand a query; None when there is nothing in it to search for."""
        typed = keywords(words(clean_query(q)))[:MAX_QUERY_WORDS]
        if not typed:
            return None
        corrections = self._corrections(typed) if correct else {}
        parts = self._parts(_used(typed, corrections))
        parsed = ParsedQuery(self._vocabulary, parts, corrections)
        if parsed.found or not relax:
            return parsed
        return parsed.relaxed(typed, self._names, self._places)

    def _united(self, synonyms: Sequence[Sequence[str]]) -> dict[Phrase, Levels]:
        """Return for each phrase the entries that have any phrase of its groups."""
        united: dict[Phrase, Levels] = {}
        for group in synonyms:
            phrases = {phrase for text in group if (phrase := tuple(keywords(words(text))))}
            used = [phrase for phrase in phrases if self._with_phrase(phrase, -1)]
            if not used:
                continue
            levels = [
                FrozenBitMap.union(*(self._with_phrase(phrase, level) for phrase in used))
                for level in range(self._vocabulary.depth)
            ]
            for phrase in phrases:
                united[phrase] = _either(united.get(phrase), levels)
        return united

    def _with_phrase(self, phrase: Phrase, level: int) -> FrozenBitMap:
        return _all_of([self._vocabulary.with_term(word, level) for word in phrase])

    def _parts(self, typed: Sequence[str]) -> list[QueryTerm]:
        """Cut a query into known phrases, the longest first, and single words."""
        parts = []
        position = 0
        while position < len(typed):
            part = self._part_at(typed, position)
            parts.append(part)
            position += len(part.words)
        return parts

    def _part_at(self, typed: Sequence[str], position: int) -> QueryTerm:
        for length in range(self._longest, 1, -1):
            phrase = tuple(typed[position : position + length])
            if phrase in self._synonyms:
                return QueryTerm(phrase, self._synonyms[phrase])
        pair = tuple(typed[position : position + 2])
        if len(pair) == 2 and (joined := self._in_one_word("".join(pair))) is not None:
            return QueryTerm(pair, joined)
        return QueryTerm(pair[:1], self._synonyms.get(pair[:1]))

    def _in_one_word(self, joined: str) -> Levels | None:
        """Return the entries that write two typed words as one ("para professional")."""
        found = self._synonyms.get((joined,))
        for word in (joined, *self._vocabulary.in_other_number(joined)):
            if self._vocabulary.with_word(word):
                levels = range(self._vocabulary.depth)
                found = _either(found, [self._vocabulary.with_word(word, n) for n in levels])
        return found

    def _corrections(self, typed: Sequence[str]) -> dict[str, str]:
        """Return replacements for the words that no entry has, in this or in other words."""
        corrections: dict[str, str] = {}
        # A word of a synonym may be in no entry and still be right: "aide" in "libary aide". So it
        # gets the chance to complete its phrase before it counts as misspelt.
        for word in self._lost(typed, corrections):
            if word not in self._synonym_words and (nearest := self._nearest(word)):
                corrections[word] = nearest
        for word in self._lost(typed, corrections):
            if word in self._synonym_words or corrections.pop(word, None):
                nearest = self._nearest(word, in_entries=True)
                if nearest:
                    corrections[word] = nearest
        return corrections

    def _lost(self, typed: Sequence[str], corrections: Mapping[str, str]) -> list[str]:
        """Return the typed words that find nothing, neither themselves nor as part of a synonym."""
        lost = [
            word
            for word in dict.fromkeys(typed)
            if not all(map(self._vocabulary.knows, _used([word], corrections)))
        ]
        if not lost:
            return lost
        parts = self._parts(_used(typed, corrections))
        covered = {word for part in parts if part.otherwise is not None for word in part.words}
        return [word for word in lost if covered.isdisjoint(_used([word], corrections))]

    def _nearest(self, word: str, *, in_entries: bool = False) -> str | None:
        """Return the nearest known word: the fewest edits decide, then the more frequent word; one
        missing blank is an edit."""
        for edits in range(1, edits_allowed(word) + 1):
            for form in (word, *other_numbers(word)):
                if nearest := self._most_frequent(form, edits, in_entries):
                    return nearest
            if edits == 1 and (apart := self._in_two_words(word)) is not None:
                return apart
        return None

    def _most_frequent(self, form: str, edits: int, in_entries: bool) -> str | None:
        if edits > edits_allowed(form):
            return None
        candidates = self._spelling.candidates(form, edits)
        if in_entries:
            candidates = {other for other in candidates if self._vocabulary.knows(other)}
        return min(candidates, key=lambda o: (-len(self._vocabulary.with_word(o)), o), default=None)

    def _in_two_words(self, word: str) -> str | None:
        """Return the two words with a forgotten blank that most often occur together."""
        together = {}
        for cut in range(MIN_SPLIT_PART, len(word) - MIN_SPLIT_PART + 1):
            left, right = word[:cut], word[cut:]
            both = self._vocabulary.with_word(left) & self._vocabulary.with_word(right)
            if both:
                together[f"{left} {right}"] = len(both)
        return max(together, key=together.__getitem__, default=None)


def _used(typed: Sequence[str], corrections: Mapping[str, str]) -> list[str]:
    """Return the words searched with; a correction may put two words in the place of one."""
    return [used for word in typed for used in corrections.get(word, word).split()]


def _all_of(bitmaps: Sequence[FrozenBitMap]) -> FrozenBitMap:
    return FrozenBitMap.intersection(*bitmaps)


def _in_any_number(united: Mapping[Phrase, Levels]) -> dict[Phrase, Levels]:
    """Return the same phrases, and each with its last word in the plural or the singular."""
    both = dict(united)
    for phrase, levels in united.items():
        for other in other_numbers(phrase[-1]):
            form = (*phrase[:-1], other)
            both[form] = _either(both.get(form), levels)
    return both


def _either(one: Levels | None, other: Levels) -> Levels:
    return other if one is None else [a | b for a, b in zip(one, other, strict=True)]
