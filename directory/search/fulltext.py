"""Searching entries by words: how a query is understood, and how well each entry answers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from pyroaring import FrozenBitMap

from directory.catalog.text import keywords, other_numbers, words
from directory.search.lexicon import Lexicon
from directory.search.meanings import Meanings
from directory.search.parts import Part, all_of, best_kept
from directory.search.ranking import (
    APART,
    BEGINNING,
    EXACT,
    OTHER_NUMBER,
    PAST,
    SHORT,
    STEPS,
    SYNONYM,
    TIED,
    VALUE,
    WHOLE_NAME,
    Steps,
    discounted,
    grade,
    in_steps,
    ranked,
)
from directory.search.running import RunningWords
from directory.search.spelling import Spelling
from directory.search.typed import HALF_WORDS, NEGATIONS, Phrase, Typed, read_typed
from directory.search.vocabulary import NO_ENTRIES, Vocabulary

Levels = list[FrozenBitMap]  # one bitmap for each level of the vocabulary, see there
Facets = Mapping[str, Mapping[str, FrozenBitMap]]


class ParsedQuery:
    """A query as understood. Finding is cheap; ranking happens only as far as it is asked for."""

    __slots__ = (
        "_discounts", "_parts", "_total", "_whole_names", "corrections", "dropped", "found",
        "kept", "places", "telling", "words",
    )  # fmt: skip

    def __init__(
        self,
        found: FrozenBitMap,
        parts: Sequence[Part],
        *,
        total: float,
        whole_names: Steps,
        corrections: Mapping[str, str],
        dropped: tuple[str, ...],
        places: tuple[str, ...],
        discounts: Sequence[tuple[float, FrozenBitMap]],
    ) -> None:
        self.found = found
        self.corrections = corrections
        self.dropped = dropped
        self.places = places
        self.words = tuple(part.words for part in parts)
        # The share of what all words tell that those say which were kept.
        self.kept = sum(part.weight for part in parts) / total
        # How telling the most telling word is that stands for itself: of a phrase each is common.
        alone = (part.weight for part in parts if len(part.words) == 1 and not part.is_place)
        self.telling = max(alone, default=0.0)
        self._parts = parts
        self._total = total
        self._whole_names = whole_names
        self._discounts = discounts

    def ranked(self, among: FrozenBitMap) -> list[tuple[float, FrozenBitMap]]:
        """Return the found entries `among` these with what they are worth, the best first."""
        parts = [(part.weight / self._total, part.steps) for part in self._parts]
        if self._whole_names:
            parts.append((WHOLE_NAME, self._whole_names))
        classes = ranked(among & self.found, parts)
        for factor, entries in self._discounts:
            classes = discounted(classes, factor, entries)
        return classes


class FullText:
    """The words of a directory with synonyms and meanings; immutable, so threads may share it."""

    __slots__ = (
        "_facets", "_known", "_longest", "_meanings", "_names", "_past", "_running", "_said",
        "_spelling", "_synonyms", "_tied", "alone", "everything", "size", "vocabulary",
    )  # fmt: skip

    def __init__(
        self,
        vocabulary: Vocabulary,
        synonyms: Sequence[Sequence[str]],
        *,
        everything: FrozenBitMap,
        facets: Facets,
        meanings: Meanings,
        names: Mapping[Phrase, FrozenBitMap],
        running: RunningWords,
        tied: FrozenBitMap = NO_ENTRIES,
        past: FrozenBitMap = NO_ENTRIES,
    ) -> None:
        """`names` are the whole names of entries, each as its words in the order of the alphabet;
        `tied` are the entries of one place, `past` those that are over."""
        self.vocabulary = vocabulary
        self.everything = everything
        self.size = len(everything)
        self._facets = facets
        self._meanings = meanings
        self._names = names
        self._running = running
        self._tied, self._past = tied, past
        united = self._united(synonyms)
        self._synonyms = _in_any_number(united)
        spoken = chain.from_iterable(
            chain(self._synonyms, meanings.places.phrases, meanings.values)
        )
        self._known = frozenset(spoken)
        self._longest = max(meanings.longest, *map(len, self._synonyms), 1)
        self._spelling = Spelling(
            chain(vocabulary.words, chain.from_iterable(united), meanings.places.words)
        )
        self._said: dict[Phrase, FrozenBitMap] = {}
        self.alone = Lexicon([self])

    def read(
        self, q: str, *, lexicon: Lexicon | None = None, correct: bool = True, relax: bool = False
    ) -> ParsedQuery | None:
        """Understand a query; None when there is nothing in it to search for.

        `lexicon` knows the words of other directories too; with `relax` words are left out rather
        than nothing found.
        """
        lexicon = lexicon or self.alone
        typed = read_typed(q)
        if not typed.words:
            return None
        corrections = lexicon.corrections(typed) if correct else {}
        return _Reading(self, typed, corrections, lexicon).parsed(relax=relax)

    # --- What a lexicon asks ----------------------------------------------------------------------

    def knows(self, word: str) -> bool:
        """Return whether a word needs no putting right."""
        return word in self._known or self.vocabulary.knows(word)

    def near(self, word: str, edits: int) -> set[str]:
        """Return the known words that so many edits lead to."""
        return self._spelling.candidates(word, edits)

    def with_both(self, one: str, other: str) -> int:
        """Return how many entries have both words."""
        with_word = self.vocabulary.with_word
        return with_word(one).intersection_cardinality(with_word(other))

    def frequency(self, word: str) -> int:
        """Return how many entries have a word, or one that begins with it, or mean the same."""
        if having := self.vocabulary.with_term(word):
            return len(having)
        if levels := self._synonyms.get((word,)):
            return len(levels[-1])
        return 0

    def saying(self, phrase: Phrase) -> FrozenBitMap:
        """Return the entries in which the words of a known phrase follow one another, the last in
        the plural or the singular."""
        found = self._said.get(phrase)
        if found is None:
            forms = (phrase, *((*phrase[:-1], last) for last in other_numbers(phrase[-1])))
            found = FrozenBitMap.union(*map(self._running.having, forms))
            self._said[phrase] = found  # as many as there are known phrases
        return found

    # --- What is made of words --------------------------------------------------------------------

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
                for level in range(self.vocabulary.depth)
            ]
            for phrase in phrases:
                united[phrase] = _either(united.get(phrase), levels)
        return united

    def _with_phrase(self, phrase: Phrase, level: int) -> FrozenBitMap:
        return _all_of([self.vocabulary.with_form(word, level) for word in phrase])


class _Reading:
    """One query being understood by one directory."""

    def __init__(
        self, text: FullText, typed: Typed, corrections: Mapping[str, str], lexicon: Lexicon
    ) -> None:
        self.text, self.lexicon = text, lexicon
        self.vocabulary = text.vocabulary
        self.typed_words = tuple(dict.fromkeys(each.word for each in typed.words))
        self.corrections = corrections
        typed = typed.corrected(corrections)
        self.words = typed.words
        self.phrases = typed.phrases
        self.places: list[str] = []
        self.place_words: list[str] = []
        self.excluded = NO_ENTRIES
        self.unsaid: list[str] = []  # words that only turn the next one round

    def parsed(self, *, relax: bool) -> ParsedQuery:
        parts = self._parts()
        total = sum(part.weight for part in parts) or 1.0
        among = self.text.everything - self.excluded
        for phrase in self.phrases:
            among = among & self.text._running.having(phrase)
        whole_names, named_in_full = self._whole_names(total)
        found = all_of(parts, among=among, strictly=True) or all_of(parts, among=among)
        kept = parts
        if not found and relax:
            found, kept = self._relaxed(parts, among)
        found = found | (named_in_full & among)
        used = {word for part in kept for word in part.words}.union(self.unsaid)
        dropped = tuple(
            word
            for word in self.typed_words
            if not used.issuperset(self.corrections.get(word, word).split())
        )
        discounts = [(PAST, self.text._past)]
        if not self.places:
            discounts.append((TIED, self.text._tied))
        return ParsedQuery(
            found,
            kept,
            total=total,
            whole_names=whole_names,
            # What finds nothing puts nothing right.
            corrections={w: r for w, r in self.corrections.items() if found and w not in dropped},
            dropped=dropped if found else (),
            places=tuple(self.places),
            discounts=discounts,
        )

    def _relaxed(self, parts: list[Part], among: FrozenBitMap) -> tuple[FrozenBitMap, list[Part]]:
        """Leave words out until something is found: the least telling, and never a place."""
        places = [part for part in parts if part.is_place]
        among = all_of(places, among=among)
        others = [part for part in parts if not part.is_place]
        kept = [others[number] for number in best_kept(others, among)]
        if not kept and not places:
            return NO_ENTRIES, parts
        found = all_of(kept, among=among, strictly=True) or all_of(kept, among=among)
        return found, [part for part in parts if part.is_place or part in kept]

    def _whole_names(self, total: float) -> tuple[Steps, FrozenBitMap]:
        """Return the entries whose whole name was typed, by how much of the query that is, and
        those of them that are found for the place in their name, though they be elsewhere."""
        names = self.text._names
        typed = [each.word for each in self.words]
        steps, in_full = [], NO_ENTRIES
        runs = [(0, len(typed))]
        runs += [
            (start, stop)
            for start in range(len(typed))
            for stop in range(start + 1, len(typed) + 1)
            if stop - start < len(typed)
        ]
        for start, stop in runs:
            run = set(typed[start:stop])
            having = names.get(tuple(sorted(run)))
            if having is None:
                continue
            share = sum(map(self.lexicon.telling, run)) / total
            steps.append((max(1, round(STEPS * min(1.0, share))), having))
            if (
                len(run) > 1
                and not run.isdisjoint(self.place_words)
                and not run.issubset(self.place_words)
            ):
                in_full = in_full | having
        return in_steps(steps), in_full

    # --- Parts ------------------------------------------------------------------------------------

    def _parts(self) -> list[Part]:
        """Cut the query into what belongs together: places, values, known phrases, words."""
        parts: list[Part] = []
        places: list[tuple[Phrase, frozenset[str]]] = []
        at = 0
        while at < len(self.words):
            length, slugs = self._place_at(at)
            if slugs:
                places.append((self._phrase(at, length), slugs))
                at += length
                continue
            if self.words[at].word in NEGATIONS and at + 1 < len(self.words):
                length = self._exclude(at + 1)
                if length:
                    self.unsaid += self._phrase(at, length + 1)
                    at += length + 1
                    continue
            part, length = self._part_at(at)
            if length > 1 or self.words[at].word not in HALF_WORDS or len(self.words) == 1:
                parts.append(part)
            else:
                self.unsaid.append(self.words[at].word)
            at += length
        if places:
            parts.insert(0, self._place_part(places))
        return parts

    def _phrase(self, at: int, length: int) -> Phrase:
        return tuple(each.word for each in self.words[at : at + length])

    def _weight(self, phrase: Iterable[str]) -> float:
        return sum(map(self.lexicon.telling, phrase))

    def _place_at(self, at: int) -> tuple[int, frozenset[str]]:
        places = self.text._meanings.places
        for length in range(min(self.text._longest, len(self.words) - at), 0, -1):
            if found := places.named(self.words, at, length):
                return length, found
            # A longer phrase of another kind that begins with the name is no place.
            phrase = self._phrase(at, length)
            if length > 1 and (phrase in self.text._synonyms or self._value(phrase)):
                break
        return 0, frozenset()

    def _place_part(self, named: Sequence[tuple[Phrase, frozenset[str]]]) -> Part:
        said = tuple(word for phrase, _slugs in named for word in phrase)
        self.place_words = list(said)
        self.places = list(
            dict.fromkeys(slug for _phrase, slugs in named for slug in sorted(slugs))
        )
        weight = self._weight(said)
        facet = self.text._meanings.place_facet
        if not facet:
            steps = in_steps(
                step for phrase, _slugs in named for step in self._steps(phrase, None, False)
            )
            said_by = FrozenBitMap.union(
                *(self._typed(phrase, may_begin=False) for phrase, _slugs in named)
            )
            return replace(Part.of(said, weight, steps, said_by), is_place=True)
        values = self.text._facets.get(facet, {})
        of_place = FrozenBitMap.union(
            NO_ENTRIES, *(values[slug] for slug in self.places if slug in values)
        )
        in_name = FrozenBitMap.union(
            NO_ENTRIES,
            *(_all_of([self.vocabulary.with_word(w, 0) for w in phrase]) for phrase, _s in named),
        )
        steps = in_steps([(grade(0, EXACT), in_name & of_place), (grade(0, VALUE), of_place)])
        return replace(Part.of(said, weight, steps, of_place), is_place=True)

    def _value(self, phrase: Phrase) -> FrozenBitMap:
        """Return the entries with the values that a phrase means."""
        meant = self.text._meanings.values.get(phrase)
        if not meant:
            return NO_ENTRIES
        facets = self.text._facets
        having = (
            facets[facet][value]
            for facet, values in meant.items()
            for value in values
            if value in facets.get(facet, ())
        )
        return FrozenBitMap.union(NO_ENTRIES, *having)

    def _exclude(self, at: int) -> int:
        """Leave out the entries with the value that is named here; return how many words that
        takes."""
        for length in range(min(self.text._longest, len(self.words) - at), 0, -1):
            if having := self._value(self._phrase(at, length)):
                self.excluded = self.excluded | having
                return length
        return 0

    def _part_at(self, at: int) -> tuple[Part, int]:
        typed = self.words[at]
        for length in range(min(self.text._longest, len(self.words) - at), 0, -1):
            phrase = self._phrase(at, length)
            synonyms = self.text._synonyms.get(phrase)
            if having := self._value(phrase):
                return self._value_part(phrase, having, synonyms), length
            if length > 1 and synonyms:
                return self._phrase_part(phrase, synonyms), length
        if typed.compound:
            return self._compound_part(at)
        if pair := self._pair_part(at):
            return pair, 2
        may_begin = len(typed.word) > SHORT or (
            not typed.is_capitals
            and at == len(self.words) - 1
            and not self.lexicon.has_word(typed.word)
        )
        synonyms = self.text._synonyms.get((typed.word,))
        return self._word_part((typed.word,), synonyms, may_begin=may_begin), 1

    def _word_part(self, phrase: Phrase, synonyms: Levels | None, *, may_begin: bool) -> Part:
        steps = in_steps(self._steps(phrase, synonyms, may_begin))
        return Part.of(
            phrase, self._weight(phrase), steps, self._typed(phrase, may_begin=may_begin)
        )

    def _phrase_part(self, phrase: Phrase, synonyms: Levels) -> Part:
        """Return a known phrase: where its words stand apart they say less."""
        part = self._word_part(phrase, synonyms, may_begin=True)
        together = self.text.saying(phrase)
        steps = [
            each
            for worth, entries in part.steps
            for each in (
                (worth, entries & (together | (entries - part.typed))),
                (max(1, round(worth * APART)), (entries & part.typed) - together),
            )
        ]
        return replace(part, steps=in_steps(steps))

    def _value_part(self, phrase: Phrase, having: FrozenBitMap, synonyms: Levels | None) -> Part:
        steps = in_steps([(grade(0, VALUE), having), *self._steps(phrase, synonyms, True)])
        typed = having | self._typed(phrase, may_begin=True)
        return replace(Part.of(phrase, self._weight(phrase), steps, typed), strictly=having)

    def _compound_part(self, at: int) -> tuple[Part, int]:
        """Read "K-12" as one word, or as its words exactly, and never as what begins with them."""
        compound = self.words[at].compound
        length, rest = 1, list(compound[1:])
        for typed in self.words[at + 1 :]:
            while rest and rest[0] != typed.word:
                rest.pop(0)
            if not rest or typed.compound:
                break
            rest.pop(0)
            length += 1
        phrase = self._phrase(at, length)
        joined = "".join(compound)
        levels = range(self.vocabulary.depth)
        apart = [_all_of([self.vocabulary.with_form(w, n) for w in compound]) for n in levels]
        steps = [
            *self._steps((joined,), self.text._synonyms.get((joined,)), True),
            *((grade(level, OTHER_NUMBER), apart[level]) for level in levels),
        ]
        typed = apart[-1] | self._typed((joined,), may_begin=True)
        return Part.of(phrase, self._weight(phrase), in_steps(steps), typed), length

    def _pair_part(self, at: int) -> Part | None:
        """Return what writes two typed words as one ("para professional"), or has both."""
        pair = self._phrase(at, 2)
        if len(pair) < 2:
            return None
        joined = "".join(pair)
        forms = [joined, *self.vocabulary.in_other_number(joined)]
        synonyms = self.text._synonyms.get((joined,))
        if synonyms is None and not any(map(self.vocabulary.with_word, forms)):
            return None
        steps = [
            *self._steps(pair, self.text._synonyms.get(pair), True),
            *(
                (grade(level, OTHER_NUMBER), self.vocabulary.with_form(joined, level))
                for level in range(self.vocabulary.depth)
            ),
            *(_graded(synonyms, SYNONYM) if synonyms else ()),
        ]
        typed = self._typed(pair, may_begin=True) | self.vocabulary.with_form(joined)
        return Part.of(pair, self._weight(pair), in_steps(steps), typed)

    def _typed(self, phrase: Phrase, *, may_begin: bool) -> FrozenBitMap:
        """Return the entries with all words of a phrase, and not only with what means the same."""
        with_one = self.vocabulary.with_term if may_begin else self.vocabulary.with_form
        return _all_of([with_one(word) for word in phrase])

    def _steps(
        self, phrase: Phrase, synonyms: Levels | None, may_begin: bool
    ) -> list[tuple[int, FrozenBitMap]]:
        """Return the entries with all words of a phrase, by field and by how they have them."""
        vocabulary = self.vocabulary
        ways = [(EXACT, vocabulary.with_word), (OTHER_NUMBER, vocabulary.with_form)]
        if may_begin:
            ways.append((BEGINNING, vocabulary.with_term))
        steps: list[tuple[int, FrozenBitMap]] = []
        seen = NO_ENTRIES
        for kind, with_one in ways:
            having = _all_of([with_one(word, -1) for word in phrase]) - seen
            if having:
                steps += self._in_fields(phrase, kind, with_one, having)
                seen = seen | having
        if synonyms and (having := synonyms[-1] - seen):
            steps += _graded([level & having for level in synonyms], SYNONYM)
        return steps

    def _in_fields(self, phrase, kind, with_one, having) -> list[tuple[int, FrozenBitMap]]:
        found = []
        for level in range(self.vocabulary.depth):
            here = _all_of([with_one(word, level) for word in phrase]) & having
            if here:
                found.append((grade(level, kind), here))
                having = having - here
                if not having:
                    break
        return found


def _graded(levels: Levels, kind: float) -> list[tuple[int, FrozenBitMap]]:
    return [(grade(level, kind), entries) for level, entries in enumerate(levels)]


def _all_of(bitmaps: Sequence[FrozenBitMap]) -> FrozenBitMap:
    return bitmaps[0] if len(bitmaps) == 1 else FrozenBitMap.intersection(*bitmaps)


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
