"""How much each kind of match counts: the weights of the search, all of them here.

What an entry is worth is the sum, over the words of a query, of how telling a word is and how well
the entry has it: in which of its fields, and as it was typed or in other words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log

from pyroaring import FrozenBitMap

# Of the searched fields of a directory, the best first.
FIELDS = (1.0, 0.7, 0.6, 0.5, 0.45, 0.4, 0.35, 0.3)
# A word as typed; its plural or singular; what only begins with it; what means the same.
EXACT, OTHER_NUMBER, BEGINNING, SYNONYM = 1.0, 0.95, 0.5, 0.45
# The words of a known phrase, "library assistant", where they do not follow one another, for each
# word but the first.
APART = 0.7
# What a filter says of an entry: the place it is of, the credential it ends with.
VALUE = 0.9
# Added where the whole name of an entry was typed, as a share of what its words are worth.
WHOLE_NAME = 0.6
# A name that is one word of it, as many entries have, says less than the only one.
MOST_TELLING, LEAST_TELLING = 4.5, 0.3
# Few deny a thing, so that it says more than its word does.
DENIED = 1.5
# What is tied to a place, while no place is asked for; what is over, or of years ago.
TIED, PAST = 0.6, 0.4
# What means the same as a known phrase and has a telling word of it as typed: this much more.
PARTLY = 1.3
# A question answers what has a word as telling as this; for others it is worth less.
ASKED_FROM, UNASKED = 2.5, 0.6
# What holds everywhere, where a place is named, unless it answers a question.
GENERAL = 0.55
# A word as telling as this is the name of a thing, which the name of a place does not take away.
NAMES = 4.0
# A page of the center that has what somebody asks after: "what is a paraprofessional".
ASKED_WHAT, WORDS_OF_A_THING = 2.0, 2
# A list of places that was asked for: "which states certify".
ASKED_LIST = 1.1
# A group of results that has less than this share of the best one's is not shown.
SHOWN_FROM = 0.5
# Words of at most so many letters are whole words or codes, and no beginnings of others.
SHORT = 3

STEPS = 20  # grades of how well an entry has a word
GRADES = 200  # of what an entry is worth

Steps = Sequence[tuple[int, FrozenBitMap]]


def telling(frequency: int, entries: int) -> float:
    """Return how much a word says that so many of all entries have."""
    if not frequency:
        return MOST_TELLING
    return min(MOST_TELLING, max(LEAST_TELLING, log(entries / frequency)))


def grade(field: int, kind: float) -> int:
    """Return how well an entry has a word: in the field of this number, in this kind."""
    return max(1, round(STEPS * FIELDS[min(field, len(FIELDS) - 1)] * kind))


def in_steps(found: Iterable[tuple[int, FrozenBitMap]]) -> Steps:
    """Put grades and their entries in order, the best first."""
    merged: dict[int, FrozenBitMap] = {}
    for worth, entries in found:
        if entries:
            merged[worth] = merged[worth] | entries if worth in merged else entries
    return sorted(merged.items(), reverse=True)


def ranked(
    among: FrozenBitMap, parts: Iterable[tuple[float, Steps]]
) -> list[tuple[float, FrozenBitMap]]:
    """Return these entries by what they are worth, the best first, in bitmaps without overlap.

    Each part of a query has its share of the whole, and its steps. All entries of one worth are
    moved at once, so that what it costs hangs on the grades and not on the entries.
    """
    classes = {0: among}
    for share, steps in parts:
        moved: dict[int, list[FrozenBitMap]] = defaultdict(list)
        for worth, entries in classes.items():
            rest = entries
            for step, having in steps:
                hit = rest & having
                if hit:
                    moved[worth + round(GRADES * share * step / STEPS)].append(hit)
                    rest = rest - hit
                    if not rest:
                        break
            if rest:
                moved[worth].append(rest)
        classes = {
            worth: found[0] if len(found) == 1 else FrozenBitMap.union(*found)
            for worth, found in moved.items()
        }
    return [(worth / GRADES, classes[worth]) for worth in sorted(classes, reverse=True)]


def discounted(
    classes: Iterable[tuple[float, FrozenBitMap]], factor: float, entries: FrozenBitMap
) -> list[tuple[float, FrozenBitMap]]:
    """Return the classes with those `entries` moved to where they are worth less by `factor`."""
    if not entries:
        return list(classes)
    moved: dict[float, FrozenBitMap] = {}
    for worth, having in classes:
        for value, part in ((worth, having - entries), (worth * factor, having & entries)):
            if part:
                moved[value] = moved[value] | part if value in moved else part
    return sorted(moved.items(), key=lambda each: -each[0])
