"""What a query denies: "no GRE", "not online", "without a degree", and what becomes of that."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pyroaring import FrozenBitMap

from directory.catalog.text import STOP_WORDS, in_any_number
from directory.search.parts import Part, with_all
from directory.search.ranking import EXACT, SYNONYM, VALUE, grade, in_steps
from directory.search.typed import EXCEPTING, NEGATIONS, NO, Phrase, TypedWord
from directory.search.vocabulary import NO_ENTRIES

if TYPE_CHECKING:
    from directory.search.fulltext import FullText

ASKED = frozenset(
    {"required", "needed", "necessary", "exige", "requis", "requise", "requerido", "necesario"}
)
REACH = 3  # words behind a negation of which one may be what is denied


def denials_together(
    words: Sequence[TypedWord], is_known: Callable[[Phrase], bool]
) -> tuple[list[TypedWord], list[str]]:
    """Return the words with what they deny in one piece where that is a known phrase: "without a
    librarian certificate" as "librarian, no, certificate"; and the negations that were moved."""
    words, moved = _before_what_is_denied(words)
    found = list(words)
    for at, typed in enumerate(words):
        if typed.word not in NEGATIONS or typed.word in EXCEPTING:
            continue
        for behind in range(at + 1, min(at + 1 + REACH, len(words))):
            if words[behind].word in NEGATIONS:
                break
            if is_known((NO, words[behind].word)):
                found.pop(at)
                found.insert(behind - 1, replace(typed, word=NO, compound=()))
                moved.append(typed.word)
                break
    return found, moved


def _before_what_is_denied(words: Sequence[TypedWord]) -> tuple[list[TypedWord], list[str]]:
    """Return the words with "degree not required" as "not degree", and which that leaves out."""
    found, moved = list(words), []
    for at in range(len(found) - 2, 0, -1):
        if found[at].word in NEGATIONS and found[at + 1].word in ASKED:
            moved.append(found[at + 1].word)
            found[at - 1 : at + 2] = [found[at], found[at - 1]]
    return found, moved


def denying(text: "FullText", phrase: Phrase, weight: float) -> Part:
    """Return the part of a query that its first word denies: entries that deny the same, and those
    with what the whole means, if there are any. What merely has the words, or one that begins with
    them, says the contrary."""
    denied = phrase[1:]
    vocabulary = text.vocabulary
    said = _denied_in(text, denied)
    steps = [
        (grade(n, EXACT), said & with_all([vocabulary.with_form(word, n) for word in denied]))
        for n in range(vocabulary.depth)
    ]
    having = text.meant(phrase)
    steps.append((grade(0, VALUE), having))
    typed = said | having
    if levels := text.synonyms.get(phrase):
        steps += [(grade(n, SYNONYM), level) for n, level in enumerate(levels)]
    if levels := text.synonyms.get(denied):
        short = [each for each in text.alike.get(denied, ()) if len(each) == 1 and each != denied]
        said = FrozenBitMap.union(NO_ENTRIES, *(_denied_in(text, each) for each in short))
        steps += [(grade(n, SYNONYM), level & said) for n, level in enumerate(levels)]
    part = Part.of(phrase, weight, in_steps(steps), typed)
    if not having:
        return part
    return replace(part, strictly=having, values=tuple(text.values_of(phrase)))


def _denied_in(text: "FullText", phrase: Phrase) -> FrozenBitMap:
    having = text.running.having_behind
    return FrozenBitMap.union(
        *(having(NEGATIONS, STOP_WORDS, form) for form in in_any_number(phrase))
    )
