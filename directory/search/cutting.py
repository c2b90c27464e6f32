"""How the words of a query are cut into what belongs together: places, values of filters, known
phrases, words; and which entries of a directory have each, how well."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pyroaring import FrozenBitMap

from directory.search.denials import denials_together, denying
from directory.search.lexicon import Lexicon
from directory.search.parts import Levels, Part, either_value, with_all
from directory.search.phrases import phrases_together
from directory.search.ranking import (
    APART,
    DENIED,
    EXACT,
    OTHER_NUMBER,
    PARTLY,
    SHORT,
    SYNONYM,
    VALUE,
    Steps,
    grade,
    in_steps,
)
from directory.search.steps import graded, steps_of, typed_in
from directory.search.typed import (
    COMPARES,
    JOINS,
    NEGATIONS,
    OUTSIDE,
    SAYS_NOTHING,
    Phrase,
    TypedWord,
)
from directory.search.vocabulary import NO_ENTRIES

if TYPE_CHECKING:
    from directory.search.fulltext import FullText


class Cut:
    """The `parts` of a query for one directory, with the `places` that it names and the entries
    that it leaves out, those `of_other_kinds` of places among them."""

    def __init__(
        self, text: "FullText", words: Sequence[TypedWord], lexicon: Lexicon, finished: Lexicon
    ) -> None:
        self.text, self.lexicon, self.finished = text, lexicon, finished
        self.vocabulary = text.vocabulary
        words = phrases_together(words, self._is_known, text.longest)
        self.words, self.unsaid = denials_together(words, self._is_known)
        self.places: list[str] = []
        self.place_words: list[str] = []
        self.excluded = self.of_other_kinds = NO_ENTRIES
        self.asks_for_kinds = False  # of places: "states"
        self.parts = self._parts()

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
            if self._denies(at):
                part, length = self._deny(at)
            else:
                part, length = self._part_at(at)
                if length == 1 and len(self.words) > 1 and self._says_nothing(self.words[at].word):
                    part = None
            if part:
                parts.append(part)
            else:
                self.unsaid += self._phrase(at, length)
            at += length
        parts = either_value(parts)
        if places:
            parts.insert(0, self._place_part(places))
        else:
            self.of_other_kinds = self._of_other_kinds()
            self.excluded = self.excluded | self.of_other_kinds
        if len(self.places) > 1:
            self.unsaid += [word for part in parts for word in part.words if word in COMPARES]
            parts = [part for part in parts if COMPARES.isdisjoint(part.words)]
        return parts

    def _says_nothing(self, word: str) -> bool:
        return word in SAYS_NOTHING or word in self.text.meanings.kinds

    def _denies(self, at: int) -> bool:
        """Return whether a negation stands here, and not the beginning of a known phrase, as of "no
        cost"."""
        if at + 1 == len(self.words):
            return False
        if self.words[at].word in OUTSIDE:
            return bool(self._place_at(at + 1)[1]) or self.text.is_country(self._phrase(at + 1, 1))
        if self.words[at].word not in NEGATIONS:
            return False
        longest = min(self.text.longest, len(self.words) - at)
        return not any(self._is_known(self._phrase(at, n)) for n in range(2, longest + 1))

    def _phrase(self, at: int, length: int) -> Phrase:
        return tuple(each.word for each in self.words[at : at + length])

    def _weight(self, phrase: Phrase) -> float:
        return sum(map(self.lexicon.telling, phrase))

    def _place_at(self, at: int) -> tuple[int, frozenset[str]]:
        places = self.text.meanings.places
        for length in range(min(self.text.longest, len(self.words) - at), 0, -1):
            if found := places.named(self.words, at, length):
                return length, found
            # A longer phrase of another kind that begins with the name is no place.
            phrase = self._phrase(at, length)
            if length > 1 and self._is_known(phrase):
                break
        return 0, frozenset()

    def _place_part(self, named: Sequence[tuple[Phrase, frozenset[str]]]) -> Part:
        said = tuple(word for phrase, _slugs in named for word in phrase)
        self.place_words = list(said)
        self.places = list(
            dict.fromkeys(slug for _phrase, slugs in named for slug in sorted(slugs))
        )
        weight = self._weight(said)
        facet = self.text.meanings.place_facet
        if not facet:
            steps = in_steps(
                step
                for phrase, _slugs in named
                for step in steps_of(self.vocabulary, phrase, None, False)
            )
            said_by = FrozenBitMap.union(
                *(typed_in(self.vocabulary, phrase, may_begin=False) for phrase, _slugs in named)
            )
            return replace(Part.of(said, weight, steps, said_by), is_place=True)
        values = self.text.facets.get(facet, {})
        of_place = FrozenBitMap.union(
            NO_ENTRIES, *(values[slug] for slug in self.places if slug in values)
        )
        in_name = FrozenBitMap.union(
            NO_ENTRIES,
            *(with_all([self.vocabulary.with_word(w, 0) for w in phrase]) for phrase, _s in named),
        )
        steps = in_steps([(grade(0, EXACT), in_name & of_place), (grade(0, VALUE), of_place)])
        return replace(Part.of(said, weight, steps, of_place), is_place=True)

    def _of_other_kinds(self) -> FrozenBitMap:
        """Return the entries that are of places alone which are not what "provinces" asks for."""
        kinds = self.text.meanings.kinds
        asked = [kinds[each.word] for each in self.words if each.word in kinds]
        if not asked or len(self.words) == 1:
            return NO_ENTRIES
        values = self.text.facets.get(self.text.meanings.place_facet, {})
        self.asks_for_kinds = True
        slugs = frozenset().union(*asked)
        having = (values[slug] for slug in slugs if slug in values)
        others = (
            values[slug] for slug in frozenset().union(*kinds.values()) - slugs if slug in values
        )
        return FrozenBitMap.union(NO_ENTRIES, *others) - FrozenBitMap.union(NO_ENTRIES, *having)

    def _deny(self, at: int) -> tuple[Part | None, int]:
        """Leave out the entries of the place or with the value that is denied here, or return the
        part that says the same; and how many words that takes."""
        behind = at + 1
        while behind < len(self.words) and (
            behind == at + 1 or self.words[behind].before in {*JOINS, self.words[behind - 1].word}
        ):
            length, slugs = self._place_at(behind)
            if not slugs:
                break
            values = self.text.facets.get(self.text.meanings.place_facet, {})
            having = (values[slug] for slug in slugs if slug in values)
            self.excluded = FrozenBitMap.union(self.excluded, *having)
            behind += length
        if behind > at + 1:
            return None, behind - at
        for length in range(min(self.text.longest, len(self.words) - at - 1), 0, -1):
            phrase = self._phrase(at + 1, length)
            if having := self.text.meant(phrase, but=self.text.meanings.subjects):
                self.excluded = self.excluded | having
                return None, length + 1
            if phrase in self.text.synonyms:
                break
        phrase = self._phrase(at, length + 1)
        return denying(self.text, phrase, self._weight(phrase[1:]) + DENIED), length + 1

    def _is_known(self, phrase: Phrase) -> bool:
        return bool(phrase in self.text.synonyms or self.text.meant(phrase))

    def _part_at(self, at: int) -> tuple[Part, int]:
        typed = self.words[at]
        for length in range(min(self.text.longest, len(self.words) - at), 0, -1):
            phrase = self._phrase(at, length)
            synonyms = self.text.synonyms.get(phrase)
            having = self.text.meant(phrase)
            if length > 1 and phrase[0] in NEGATIONS and (having or synonyms):
                return denying(self.text, phrase, self._weight(phrase)), length
            if having:
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
            and not self.finished.has_word(typed.word)
        )
        synonyms = self.text.synonyms.get((typed.word,))
        return self._word_part((typed.word,), synonyms, may_begin=may_begin), 1

    def _word_part(self, phrase: Phrase, synonyms: Levels | None, *, may_begin: bool) -> Part:
        typed = typed_in(self.vocabulary, phrase, may_begin=may_begin)
        steps: Steps = ()
        if typed or synonyms:  # most words are in few directories
            steps = in_steps(steps_of(self.vocabulary, phrase, synonyms, may_begin))
        return Part.of(phrase, self._weight(phrase), steps, typed)

    def _phrase_part(self, phrase: Phrase, synonyms: Levels) -> Part:
        """Return a known phrase: where its words stand apart they say less. What means the same
        says more with a telling word of it: of "technicien en documentation" the second."""
        part = self._word_part(phrase, synonyms, may_begin=True)
        together = self.text.saying(phrase)
        apart = APART ** (len(phrase) - 1)
        telling = [word for word in phrase if 4 * self.lexicon.telling(word) >= part.weight]
        partly = FrozenBitMap.union(NO_ENTRIES, *map(self.vocabulary.with_form, telling))
        partly = partly - part.typed
        others = self.text.everything - part.typed - partly
        ways = ((1, together | others), (PARTLY, partly), (apart, part.typed - together))
        steps = [
            (max(1, round(worth * way)), entries & having)
            for worth, entries in part.steps
            for way, having in ways
        ]
        return replace(part, steps=in_steps(steps))

    def _value_part(self, phrase: Phrase, having: FrozenBitMap, synonyms: Levels | None) -> Part:
        said = steps_of(self.vocabulary, phrase, synonyms, True)
        typed = having | typed_in(self.vocabulary, phrase, may_begin=True)
        if len(phrase) > 1:  # "part" and "time" anywhere in a text are no part-time work
            apart = typed_in(self.vocabulary, phrase, may_begin=True) - self.text.saying(phrase)
            said = [(worth, entries - apart) for worth, entries in said]
            typed = having | (typed - apart)
        steps = in_steps([(grade(0, VALUE), having), *said])
        part = Part.of(phrase, self._weight(phrase), steps, typed)
        return replace(part, strictly=having, values=tuple(self.text.values_of(phrase)))

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
        apart = [with_all([self.vocabulary.with_form(w, n) for w in compound]) for n in levels]
        steps = [
            *steps_of(self.vocabulary, (joined,), self.text.synonyms.get((joined,)), True),
            *((grade(level, OTHER_NUMBER), apart[level]) for level in levels),
        ]
        typed = apart[-1] | typed_in(self.vocabulary, (joined,), may_begin=True)
        return Part.of(phrase, self._weight(phrase), in_steps(steps), typed), length

    def _pair_part(self, at: int) -> Part | None:
        """Return what writes two typed words as one ("para professional"), or has both."""
        pair = self._phrase(at, 2)
        if len(pair) < 2:
            return None
        joined = "".join(pair)
        forms = [joined, *self.vocabulary.in_other_number(joined)]
        synonyms = self.text.synonyms.get((joined,))
        if synonyms is None and not any(map(self.vocabulary.with_word, forms)):
            return None
        steps = [
            *steps_of(self.vocabulary, pair, self.text.synonyms.get(pair), True),
            *(
                (grade(level, OTHER_NUMBER), self.vocabulary.with_form(joined, level))
                for level in range(self.vocabulary.depth)
            ),
            *(graded(synonyms, SYNONYM) if synonyms else ()),
        ]
        typed = typed_in(self.vocabulary, pair, may_begin=True) | self.vocabulary.with_form(joined)
        return Part.of(pair, self._weight(pair), in_steps(steps), typed)
