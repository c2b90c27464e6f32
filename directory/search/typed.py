"""What a reader typed, word by word, with what its capitals, dots, hyphens and quotes tell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from directory.catalog.text import MAX_QUERY_WORDS, STOP_WORDS, clean_query, keywords, words

Phrase = tuple[str, ...]

_CHUNK = re.compile(r"[^\s/|,;&+]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010-\u2013\u2212][^\W_]+)+")
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_QUOTED = re.compile(f"[{_MARKS}]([^{_MARKS}]+)[{_MARKS}]")
_CLOSING = ",;:?!)\"'\u201d\u2019"
# In a question all in capitals, of which one is longer than any abbreviation, they tell nothing.
LONGEST_ABBREVIATION = 5
# What asks for several things side by side, and is no word of any.
COMPARES = frozenset(
    {"compare", "comparing", "comparison", "comparer", "comparar", "difference", "differences"}
)
# What denies the words behind it, and the one of them that stands for all in known phrases.
NO = "no"
_NEGATIONS = """
no not non without except excluding dont doesnt didnt isnt arent cant wont
sans sauf aucun aucune pas
sin excepto ningun ninguna
"""
NEGATIONS = frozenset(_NEGATIONS.split())
# What says nothing alone, where other words do: half a word in English ("para professional") that
# is an article and the like in Spanish; a negation behind everything.
SAYS_NOTHING = frozenset({"para", "between"}) | COMPARES | NEGATIONS
# What excepts the thing itself, whatever words follow: "except Ohio certificates".
_EXCEPTIONS = "except excluding sauf excepto"
EXCEPT = "except"
# What denies a place that stands behind it, and is a word like others elsewhere.
OUTSIDE = frozenset({"outside", "hors"})
EXCEPTING = frozenset(_EXCEPTIONS.split()) | OUTSIDE
_WITHOUT = re.compile(r"\bw/o\b|\b(?:rather than|instead of)\b", re.I)
_OTHER_THAN = re.compile(
    r"\b(?:(?:but )?(?:other than|apart from|aside from|except for)|neither|nor"
    r"|(?:all|any|every)(?:where|thing|one|body| \w+)? but"
    r"|autres? que|en dehors d[eu]s?|fuera de|que no (?:sean?|est[e\u00e9]n?))\b",
    re.I,
)
_BUT = re.compile(r"\bbut (?=not?\b|without\b)", re.I)
# What stands between several places of which all are denied: "except Ohio and Texas".
JOINS = frozenset({"and", "or", "nor", "et", "ou", "y", "o"})
# What asks for an order by worth, which the center has not: nothing is searched for it.
_SUPERLATIVES = """
best top cheapest fastest quickest shortest easiest hardest highest lowest worst most greatest
meilleur meilleure meilleurs meilleures mejor mejores
"""
SUPERLATIVES = frozenset(_SUPERLATIVES.split())
_NO_RANKS = frozenset({"practice", "practices"})  # the best of which are a word by themselves
# What asks for the surroundings of a reader, of whom the center does not know where that is.
_NEAR_ME = re.compile(
    r"\b(?:near(?:est)?(?: to)? me|close to me|around me|nearby|in my (?:area|town|city)"
    r"|pr[e\u00e8]s de (?:chez )?moi|cerca de m[i\u00ed])(?!\w)",
    re.I,
)
# What asks what letters are short for, and is no word of any answer.
_STANDS_FOR = re.compile(r"\bstands? for\W*$", re.I)
# Behind these words it is a pronoun: "is it worth it"; elsewhere it may be short for computers.
_PRONOUN = "it"


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a query, folded, and how it was written."""

    word: str
    # All words of what was typed as one, "K-12", of which this is the first; else empty.
    compound: Phrase = ()
    is_capitals: bool = False
    is_title: bool = False
    has_dot: bool = False
    # The words that stand before and behind it, stop words included.
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A query taken apart: its words without articles and the like, and its quoted phrases."""

    words: tuple[TypedWord, ...]
    phrases: tuple[Phrase, ...]
    # What is not searched for, since the center knows no such thing: "best", "near me".
    unranked: Phrase = ()
    nearby: str = ""

    @property
    def aside(self) -> frozenset[str]:
        """The folded words that are not searched for."""
        return frozenset((*self.unranked, *words(self.nearby)))

    def corrected(self, corrections: Mapping[str, str]) -> "Typed":
        """Return the same with other words in the place of those that are `corrections`."""
        if not corrections:
            return self
        used = [
            replace(typed, word=word, compound=())
            if typed.word in corrections
            else replace(typed, word=word)
            for typed in self.words
            for word in corrections.get(typed.word, typed.word).split()
        ]
        return replace(self, words=tuple(used))


@lru_cache(maxsize=512)
def read_typed(q: str) -> Typed:
    """Take a query apart; never raises, and there may be no word in it."""
    q = clean_query(q)
    nearby = _NEAR_ME.search(q)
    rest = _NEAR_ME.sub(" ", q).strip(" ?!.,") if nearby else q
    found = _words(_STANDS_FOR.sub("", _denied_in_a_word(rest or q)) or q)
    kept = [
        typed
        for before, typed in zip((None, *found), found, strict=False)
        if (typed.word not in STOP_WORDS and not _is_pronoun(typed))
        or _is_abbreviation(typed)
        or _ends_code(before, typed)
    ]
    phrases = [tuple(words(quoted)) for quoted in _QUOTED.findall(q)]
    quoted = {word for phrase in phrases for word in phrase}
    ranks = [typed for typed in kept if _asks_for_rank(typed) and typed.word not in quoted]
    plain = [typed for typed in kept if typed not in ranks]
    return Typed(
        tuple((plain or kept or found)[:MAX_QUERY_WORDS]),
        tuple(phrase for phrase in phrases if len(phrase) > 1),
        tuple(typed.word for typed in ranks) if plain else (),
        nearby[0] if nearby and rest else "",
    )


def _denied_in_a_word(q: str) -> str:
    """Return a query with one word for what denies in several: "other than" as "except"."""
    return _OTHER_THAN.sub(EXCEPT, _WITHOUT.sub("without", _BUT.sub("", q)))


def _asks_for_rank(typed: TypedWord) -> bool:
    return typed.word in SUPERLATIVES and typed.after not in _NO_RANKS and not typed.is_capitals


def _is_abbreviation(typed: TypedWord) -> bool:
    """Whether it is written in capitals although it is a word, as OR and IN for two states."""
    return typed.is_capitals and len(typed.word) == 2


def _is_pronoun(typed: TypedWord) -> bool:
    return typed.word == _PRONOUN and typed.before in STOP_WORDS


def _ends_code(before: TypedWord | None, typed: TypedWord) -> bool:
    """Whether it is the end of letters with a hyphen, as of US-IN or ca-on."""
    compound = before.compound if before else ()
    return len(compound) == 2 and compound[1] == typed.word and all(len(w) == 2 for w in compound)


def _words(q: str) -> list[TypedWord]:
    tells = not (q.isupper() and any(len(word) > LONGEST_ABBREVIATION for word in words(q)))
    found: list[TypedWord] = []
    for chunk in _CHUNK.findall(q):
        bare = chunk.rstrip(_CLOSING)
        parts = words(chunk)
        compound = tuple(parts) if len(parts) > 1 and _COMPOUND.search(bare) else ()
        for number, word in enumerate(parts):
            found.append(
                TypedWord(
                    word,
                    compound if number == 0 else (),
                    is_capitals=tells and bare.isupper() and not compound,
                    is_title=tells and bare[:1].isupper() and not compound,
                    has_dot=bare.endswith(".") and not compound,
                )
            )
    last = len(found) - 1
    return [
        replace(
            typed,
            before=found[at - 1].word if at else "",
            after=found[at + 1].word if at < last else "",
        )
        for at, typed in enumerate(found)
    ]


def unquoted(q: str) -> str:
    """Return a query without the marks around its phrases; "" when it has no phrase."""
    return _QUOTED.sub(r"\1", q) if read_typed(q).phrases else ""


def searched_words(q: str) -> list[str]:
    """Return the folded words of a query, but for articles and the like."""
    return keywords(words(clean_query(q)))
