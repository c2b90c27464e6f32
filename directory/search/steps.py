"""Which entries have the words of a phrase, and how well: in which field, as typed or otherwise."""

from collections.abc import Callable, Iterable

from pyroaring import FrozenBitMap

from directory.search.parts import Levels, with_all
from directory.search.ranking import BEGINNING, EXACT, OTHER_NUMBER, SYNONYM, grade
from directory.search.typed import Phrase
from directory.search.vocabulary import NO_ENTRIES, Vocabulary


def typed_in(vocabulary: Vocabulary, phrase: Phrase, *, may_begin: bool) -> FrozenBitMap:
    """Return the entries with all words of a phrase, and not only with what means the same."""
    with_one = vocabulary.with_term if may_begin else vocabulary.with_form
    return with_all([with_one(word) for word in phrase])


def steps_of(
    vocabulary: Vocabulary, phrase: Phrase, synonyms: Levels | None, may_begin: bool
) -> list[tuple[int, FrozenBitMap]]:
    """Return the entries with all words of a phrase, by field and by how they have them."""
    ways = [(EXACT, vocabulary.with_word), (OTHER_NUMBER, vocabulary.with_form)]
    if may_begin:
        ways.append((BEGINNING, vocabulary.with_term))
    steps: list[tuple[int, FrozenBitMap]] = []
    seen = NO_ENTRIES
    for kind, with_one in ways:
        having = with_all([with_one(word, -1) for word in phrase]) - seen
        if having:
            steps += _in_fields(range(vocabulary.depth), phrase, kind, with_one, having)
            seen = seen | having
    if synonyms and (having := synonyms[-1] - seen):
        steps += graded([level & having for level in synonyms], SYNONYM)
    return steps


def graded(levels: Levels, kind: float) -> list[tuple[int, FrozenBitMap]]:
    """Return the entries of each level by how well they have what is of this kind."""
    return [(grade(level, kind), entries) for level, entries in enumerate(levels)]


def _in_fields(
    levels: Iterable[int],
    phrase: Phrase,
    kind: float,
    with_one: Callable[[str, int], FrozenBitMap],
    having: FrozenBitMap,
) -> list[tuple[int, FrozenBitMap]]:
    found = []
    for level in levels:
        here = with_all([with_one(word, level) for word in phrase]) & having
        if here:
            found.append((grade(level, kind), here))
            having = having - here
            if not having:
                break
    return found
