"""The words of a directory, and what it makes of a query."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from pyroaring import FrozenBitMap

from directory.catalog.text import in_any_number, keywords, words
from directory.models import NOT_RECORDED
from directory.search.lexicon import Lexicon
from directory.search.meanings import Meanings
from directory.search.parsing import ParsedQuery, parse
from directory.search.parts import Levels, with_all
from directory.search.running import RunningWords
from directory.search.spelling import SHORTEST_PUT_RIGHT, Spelling, is_slip
from directory.search.typed import LONGEST_ABBREVIATION, NEGATIONS, Phrase, read_typed
from directory.search.vocabulary import NO_ENTRIES, Vocabulary

Facets = Mapping[str, Mapping[str, FrozenBitMap]]
NO_INITIALS: Mapping[str, Collection[Phrase]] = MappingProxyType({})


class FullText:
    """The words of a directory with synonyms and meanings; immutable, so threads may share it."""

    __slots__ = (
        "_known", "_meant", "_said", "_spelling", "alike", "alone", "everything", "facets",
        "initials", "longest", "meanings", "names", "past", "running", "size", "synonyms", "tied",
        "vocabulary",
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
        initials: Mapping[str, Collection[Phrase]] = NO_INITIALS,
        tied: FrozenBitMap = NO_ENTRIES,
        past: FrozenBitMap = NO_ENTRIES,
    ) -> None:
        """`names` are the whole names of entries, each as its words in the order of the alphabet;
        `initials` are those of such names, with the words that they stand for; `tied` are the
        entries of one place, `past` those that are over."""
        self.vocabulary = vocabulary
        self.everything = everything
        self.size = len(everything)
        self.facets = facets
        self.meanings = meanings
        self.names = names
        self.initials = initials
        self.running = running
        self.tied, self.past = tied, past
        united, self.alike = self._united(synonyms)
        self.synonyms = _in_any_number(united)
        spoken = chain.from_iterable(chain(self.synonyms, meanings.places.phrases, meanings.values))
        self._known = frozenset(spoken)
        self.longest = max(meanings.longest, *map(len, self.synonyms), 1)
        self._spelling = Spelling(
            chain(vocabulary.words, chain.from_iterable(united), meanings.places.words)
        )
        self._meant: dict[Phrase, FrozenBitMap] = {}
        self._said: dict[Phrase, FrozenBitMap] = {}
        self.alone = Lexicon([self])

    def read(
        self,
        q: str,
        *,
        lexicon: Lexicon | None = None,
        correct: bool = True,
        relax: bool = False,
        beside_others: bool = False,
    ) -> ParsedQuery | None:
        """Understand a query; None when there is nothing in it to search for.

        `lexicon` knows the words of other directories too; with `relax` words are left out rather
        than nothing found. Asked `beside_others` a short word that one of them has is a whole one;
        a list by itself looks for what the reader may still be typing.
        """
        lexicon = lexicon or self.alone
        typed = read_typed(q)
        if not typed.words:
            return None
        corrections = lexicon.corrections(typed) if correct else {}
        finished = lexicon if beside_others else self.alone
        return parse(
            self, typed, corrections, lexicon, finished, relax=relax, beside_others=beside_others
        )

    # --- What a lexicon asks ----------------------------------------------------------------------

    def knows(self, word: str) -> bool:
        """Return whether a word needs no putting right."""
        return word in self._known or self.vocabulary.knows(word)

    def near(self, word: str, edits: int) -> set[str]:
        """Return the known words that so many edits lead to. Another letter makes another short
        word, "card" of "care", and is a slip only in the name of a place; in a word that is a
        little longer, or twice in one, it is a slip where the keys are neighbours."""
        found = self._spelling.candidates(word, edits)
        if edits == 1 and len(word) > LONGEST_ABBREVIATION:
            return found
        places = self.meanings.places.phrases
        if len(word) > SHORTEST_PUT_RIGHT:
            return {other for other in found if is_slip(word, other) or (other,) in places}
        return {
            other
            for other in found
            if len(other) != len(word) or sorted(other) == sorted(word) or (other,) in places
        }

    def with_both(self, one: str, other: str) -> int:
        """Return how many entries have both words."""
        with_word = self.vocabulary.with_word
        return with_word(one).intersection_cardinality(with_word(other))

    def frequency(self, word: str) -> int:
        """Return how many entries have a word, or one that begins with it, or mean the same."""
        if having := self.vocabulary.with_term(word):
            return len(having)
        if levels := self.synonyms.get((word,)):
            return len(levels[-1])
        return 0

    def values_of(self, phrase: Phrase) -> list[tuple[str, str]]:
        """Return the facets and the values that a phrase means and some entry has."""
        if not (meant := self.meanings.values.get(phrase)):
            return []
        return [
            (facet, value)
            for facet, values in meant.items()
            for value in sorted(values)
            if value in self.facets.get(facet, ())
        ]

    def is_country(self, phrase: Phrase) -> bool:
        """Return whether a phrase means entries of a country."""
        return any(facet == "country" for facet, _value in self.values_of(phrase))

    def meant(self, phrase: Phrase, *, but: Collection[str] = ()) -> FrozenBitMap:
        """Return the entries with the values that a phrase means of facets, `but` for some."""
        if phrase not in self.meanings.values:
            return NO_ENTRIES
        found = None if but else self._meant.get(phrase)
        if found is None:
            values = self.values_of(phrase)
            having = (self.facets[facet][value] for facet, value in values if facet not in but)
            found = FrozenBitMap.union(NO_ENTRIES, *having)
            if not but:
                self._meant[phrase] = found  # as many as there are known phrases
        return found

    def general(self, places: Collection[str]) -> FrozenBitMap:
        """Return the entries that are of use in these places and of none of them: all where entries
        are of no place, else those that say so, but for those of another country."""
        if not self.meanings.place_facet:
            return self.everything
        facet, value = self.meanings.elsewhere
        found = self.facets.get(facet, {}).get(value, NO_ENTRIES)
        if by_country := self.facets.get("country"):
            countries = {self.meanings.countries.get(place, "") for place in places}
            having = (by_country.get(each, NO_ENTRIES) for each in (*countries, NOT_RECORDED))
            found = found & FrozenBitMap.union(NO_ENTRIES, *having)
        return found

    def saying(self, phrase: Phrase) -> FrozenBitMap:
        """Return the entries in which these words follow one another, the last in the plural or the
        singular."""
        if len(phrase) == 1:
            return self.vocabulary.with_form(phrase[0])
        found = self._said.get(phrase)
        if found is None:
            found = FrozenBitMap.union(*map(self.running.having, in_any_number(phrase)))
            if phrase in self.synonyms:
                self._said[phrase] = found
        return found

    # --- What is made of words --------------------------------------------------------------------

    def _united(
        self, synonyms: Sequence[Sequence[str]]
    ) -> tuple[dict[Phrase, Levels], dict[Phrase, set[Phrase]]]:
        """Return for each phrase the entries that have any phrase of its groups, and which phrases
        of these some entry has."""
        united: dict[Phrase, Levels] = {}
        alike: dict[Phrase, set[Phrase]] = defaultdict(set)
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
                alike[phrase].update(used)
        return united, alike

    def _with_phrase(self, phrase: Phrase, level: int) -> FrozenBitMap:
        having = with_all([self.vocabulary.with_form(word, level) for word in phrase])
        # "No" and "cost" anywhere in a text say nothing of the two together.
        return having & self.running.having(phrase) if phrase[0] in NEGATIONS else having


def _in_any_number(united: Mapping[Phrase, Levels]) -> dict[Phrase, Levels]:
    """Return the same phrases, and each with its last word in the plural or the singular."""
    both = dict(united)
    for phrase, levels in united.items():
        for form in in_any_number(phrase)[1:]:
            both[form] = _either(both.get(form), levels)
    return both


def _either(one: Levels | None, other: Levels) -> Levels:
    return other if one is None else [a | b for a, b in zip(one, other, strict=True)]
