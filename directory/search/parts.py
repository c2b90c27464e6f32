"""Part: one or more words of a query, and which entries have them, how well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyroaring import FrozenBitMap

from directory.search.ranking import Steps, ranked
from directory.search.typed import NEGATIONS, Phrase
from directory.search.vocabulary import NO_ENTRIES

Levels = list[FrozenBitMap]  # one bitmap for each level of the vocabulary, see there


@dataclass(frozen=True, slots=True)
class Part:
    """What was made of some words that belong together.

    `having` are the entries that have them in any way, `strictly` those that must have them where
    one has all: a word that is a value of a filter is that first, and a mere word only then. Those
    that have what was `typed` count more than those that say the same in other words.
    """

    words: Phrase
    weight: float
    having: FrozenBitMap
    strictly: FrozenBitMap
    typed: FrozenBitMap = NO_ENTRIES
    steps: Steps = ()
    is_place: bool = False
    values: tuple[tuple[str, str], ...] = ()  # of facets, that it means
    # The entries that have it and not merely another value of the same facet.
    own: FrozenBitMap | None = None

    @property
    def facets(self) -> frozenset[str]:
        """The facets of which it is a value."""
        return frozenset(facet for facet, _value in self.values)

    def is_met(self, found: FrozenBitMap) -> bool:
        """Return whether an entry among these has it, and not another value in its place."""
        return self.own is None or bool(self.own & found)

    @property
    def stands_alone(self) -> bool:
        """Whether it is one word, perhaps denied, and neither a phrase nor a place."""
        is_denial = self.words[0] in NEGATIONS
        return len(self.words) == 1 + is_denial and not self.is_place

    @classmethod
    def of(cls, words: Phrase, weight: float, steps: Steps, typed: FrozenBitMap) -> "Part":
        """Return a part that entries have as the steps say."""
        having = FrozenBitMap.union(NO_ENTRIES, *(entries for _grade, entries in steps))
        return cls(words, weight, having, having, typed, steps)


def with_all(bitmaps: Sequence[FrozenBitMap]) -> FrozenBitMap:
    """Return the entries that are in every bitmap, of which there is one at least."""
    return bitmaps[0] if len(bitmaps) == 1 else FrozenBitMap.intersection(*bitmaps)


def either_value(parts: list[Part]) -> list[Part]:
    """Return the parts so that an entry with one of several values of a facet has them all, as in
    the filters of a list."""
    named = [facet for part in parts for facet in part.facets]
    several = {facet for facet in named if named.count(facet) > 1}
    if not several:
        return parts
    found = []
    for part in parts:
        alike = [other for other in parts if several & part.facets & other.facets] or [part]
        strictly = FrozenBitMap.union(*(other.strictly for other in alike))
        having = part.having | strictly
        found.append(replace(part, strictly=strictly, having=having, own=part.having))
    return found


def all_of(parts: list[Part], *, among: FrozenBitMap, strictly: bool = False) -> FrozenBitMap:
    """Return the entries that have every part."""
    for part in parts:
        among = among & (part.strictly if strictly else part.having)
    return among


IN_OTHER_WORDS = 0.6  # as much of the worth of a word as its synonym has
NEARLY = 0.95  # as much as the words that tell the most
MOST_CHOICES = 64  # of words to leave out; those that leave the most telling ones stay


def best_kept(parts: list[Part], among: FrozenBitMap) -> list[int]:
    """Return which parts to keep so that some entry has them all and they tell the most; of choices
    that tell nearly as much, the one that some entry has in the better field."""
    order = sorted(range(len(parts)), key=lambda number: -parts[number].weight)
    chosen: list[tuple[float, tuple[int, ...], FrozenBitMap]] = [(0.0, (), among)]
    for number in order:
        part = parts[number]
        ways = [(1.0, part.typed)] if part.typed else []
        if part.having and part.having != part.typed:
            ways.append((IN_OTHER_WORDS, part.having))
        chosen += [
            (worth + share * part.weight, (*kept, number), both)
            for worth, kept, entries in chosen
            for share, having in ways
            if (both := entries & having)
        ]
        if len(chosen) > MOST_CHOICES:
            chosen.sort(key=lambda choice: -choice[0])
            del chosen[MOST_CHOICES:]
    most = max(worth for worth, _kept, _entries in chosen)
    nearly = [choice for choice in chosen if choice[0] >= most * NEARLY]
    if len(nearly) > 1:
        nearly.sort(
            key=lambda choice: (_best(parts, choice[1], choice[2]), choice[0], len(choice[2]))
        )
    return sorted(nearly[-1][1])


def _best(parts: Sequence[Part], kept: Sequence[int], entries: FrozenBitMap) -> float:
    """Return what the best of these entries is worth by the parts that are kept."""
    if not kept:
        return 0.0
    total = sum(part.weight for part in parts)
    return ranked(entries, [(parts[n].weight / total, parts[n].steps) for n in kept])[0][0]
