"""What words of a query mean beside themselves: a place, or another value of a filter."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from directory.catalog.text import in_any_number, keywords, words
from directory.search.typed import NO, Phrase, TypedWord

# The letters of a place that are also a word, in English, French or Spanish: a place in capitals,
# or where a sentence would not end with the word.
WORDS_TOO = frozenset(
    "al as co de hi id il in la ma me mi ms mt ne nu oh ok on or pa sd".split()  # noqa: SIM905
)
# Those with which no phrase ends, unless it means the place; IN and OR are no words of a search.
NO_LAST_WORDS = frozenset({"co", "in", "oh", "or", "pa"})
# Degrees are written in capitals too: "MA in library science", "an AS degree".
DEGREES = frozenset({"as", "ma", "ms"})
BEHIND_DEGREES = frozenset({"in", "of", "degree", "degrees", "program", "programs", "or"})
BETWEEN_WORDS = "or"  # in capitals too, for those who are used to AND, OR and NOT


def phrase_of(text: str) -> Phrase:
    """Return the words of a text as they are compared with those of a query."""
    return tuple(keywords(words(text)))


@dataclass(frozen=True, slots=True)
class Places:
    """What places are called: names in any language, letters, and what editors say is the same."""

    phrases: Mapping[Phrase, frozenset[str]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    # Abbreviations that are words as well, "Mass." and "Miss.": with a dot or one capital; ALA is
    # no place.
    dotted: frozenset[Phrase] = frozenset()
    # The groups of synonyms that are about something else.
    other_synonyms: Sequence[Sequence[str]] = ()

    @classmethod
    def of(
        cls,
        places: Iterable[tuple[str, Sequence[str], str]],
        synonyms: Iterable[Sequence[str]] = (),
    ) -> "Places":
        """Take for each place its slug, its names and its code ("US-OH"); a group of synonyms with
        the name of one place gives it further names."""
        phrases: dict[Phrase, set[str]] = defaultdict(set)
        codes: dict[str, str] = {}
        dotted: set[Phrase] = set()
        for slug, names, code in places:
            codes[code.rpartition("-")[2].lower()] = slug
            for phrase in map(phrase_of, names):
                phrases[phrase].add(slug)
        named = {phrase: found.copy() for phrase, found in phrases.items() if len(found) == 1}
        others = []
        for group in synonyms:
            meant = {s for text in group for s in named.get(phrase_of(text), ())}
            if len(meant) != 1:
                others.append(tuple(group))
                continue
            for text in group:
                phrase = phrase_of(text)
                if text.endswith(".") and phrase not in phrases:
                    dotted.add(phrase)
                phrases[phrase] |= meant
        # Without the blanks, as they are run together.
        for phrase, slugs in list(phrases.items()):
            if len(phrase) > 1:
                phrases[("".join(phrase),)] |= slugs
        return cls(
            {phrase: frozenset(slugs) for phrase, slugs in phrases.items() if phrase},
            codes,
            frozenset(dotted),
            tuple(others),
        )

    def named(self, typed: Sequence[TypedWord], at: int, length: int) -> frozenset[str]:
        """Return the places that so many words from `at` on are the name of."""
        phrase = tuple(each.word for each in typed[at : at + length])
        found = self.phrases.get(phrase, frozenset())
        if length == 1:
            word = typed[at]
            is_short_form = word.has_dot or (word.is_title and not word.is_capitals)
            if phrase in self.dotted and not is_short_form:
                found = frozenset()
            if (place := self.codes.get(word.word)) and is_code(typed, at):
                found = found | {place}
        elif length == 2 and typed[at].compound == phrase and phrase[0] in ("us", "ca"):
            found = found | frozenset(filter(None, [self.codes.get(phrase[1])]))
        return found

    @property
    def words(self) -> Iterator[str]:
        """All words of names."""
        return (word for phrase in self.phrases for word in phrase)


def is_code(typed: Sequence[TypedWord], at: int) -> bool:
    """Return whether two letters stand for a place, and not for the word that they are too."""
    word = typed[at]
    letters, is_last = word.word, not word.after
    if not word.before and is_last:
        return True
    if word.compound or (at and typed[at - 1].compound[1:2] == (letters,)):
        return False
    if letters not in WORDS_TOO:
        return True
    if word.is_capitals:
        if letters in DEGREES:
            return word.after not in BEHIND_DEGREES
        return letters != BETWEEN_WORDS or not word.before or is_last
    return is_last and (letters in NO_LAST_WORDS or word.before == "in")


@dataclass(frozen=True, slots=True)
class Meanings:
    """What phrases mean of one directory: the places it knows, and values of its facets."""

    places: Places = field(default_factory=Places)
    # The facet whose values are places, or "".
    place_facet: str = ""
    # For each phrase the facets and the value of each that it means.
    values: Mapping[Phrase, Mapping[str, Collection[str]]] = field(default_factory=dict)
    # The facets that say what an entry is about: whoever denies such a value leaves out nothing.
    subjects: Collection[str] = ()
    # Words that ask for all places of a kind, "provinces", and which these are.
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # The facet and its value by which an entry is of use beyond its place, and the countries of
    # places.
    elsewhere: tuple[str, str] = ("", "")
    countries: Mapping[str, str] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """How many words the longest phrase has."""
        return max(map(len, [*self.places.phrases, *self.values]), default=0)


def values_meant(
    labels: Iterable[tuple[str, str, str]],
    synonyms: Iterable[Sequence[str]],
    *,
    subjects: Collection[str] = (),
) -> dict[Phrase, dict[str, set[str]]]:
    """Return the values that phrases mean, from triples of a facet, a value and what it is called;
    a group of synonyms with what one value is called means that value, but where a facet is among
    `subjects`: to be about a thing is no kind of thing."""
    meant: dict[Phrase, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for facet, value, label in labels:
        if phrase := phrase_of(label):
            meant[phrase][facet].add(value)
    called = {
        phrase: {facet: set(values) for facet, values in facets.items() if facet not in subjects}
        for phrase, facets in meant.items()
    }
    for group in synonyms:
        phrases = set(map(phrase_of, group))
        for known in phrases & called.keys():
            for phrase in phrases:
                for facet, values in called[known].items():
                    meant[phrase][facet] |= values
    _deny_alike(meant, synonyms)
    for phrase in list(meant):
        for form in in_any_number(phrase)[1:]:
            if form not in meant:
                meant[form] = meant[phrase]
    return {phrase: dict(facets) for phrase, facets in meant.items()}


def _deny_alike(
    meant: dict[Phrase, dict[str, set[str]]], synonyms: Iterable[Sequence[str]]
) -> None:
    """Let what denies a synonym mean the same: "no licence" as "no license"."""
    denied = {phrase[1:]: values for phrase, values in meant.items() if phrase[0] == NO}
    for group in synonyms if denied else ():
        phrases = set(map(phrase_of, group))
        for known in phrases & denied.keys():
            for phrase in phrases:
                for facet, values in denied[known].items():
                    meant[(NO, *phrase)][facet] |= values
