"""What of a directory answers a query, and how well each entry does."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pyroaring import FrozenBitMap

from directory.search.cutting import Cut
from directory.search.lexicon import Lexicon
from directory.search.parts import Part, all_of, best_kept
from directory.search.ranking import (
    NAMES,
    PAST,
    STEPS,
    TIED,
    WHOLE_NAME,
    Steps,
    discounted,
    in_steps,
    ranked,
)
from directory.search.typed import NEGATIONS, Typed
from directory.search.vocabulary import NO_ENTRIES

if TYPE_CHECKING:
    from directory.search.fulltext import FullText

_YEAR = re.compile(r"(?:19|20)\d\d")


class ParsedQuery:
    """A query as understood. Finding is cheap; ranking happens only as far as it is asked for."""

    __slots__ = (
        "_discounts", "_parts", "_total", "_whole_names", "asks_for_list", "choices", "corrections",
        "dropped",
        "found", "is_general", "kept", "places", "telling", "words",
    )  # fmt: skip

    def __init__(
        self,
        found: FrozenBitMap,
        parts: Sequence[Part],
        *,
        total: float,
        unasked: float,
        whole_names: Steps,
        corrections: Mapping[str, str],
        dropped: tuple[str, ...],
        places: tuple[str, ...],
        discounts: Sequence[tuple[float, FrozenBitMap]],
        choices: Mapping[str, Sequence[str]] | None,
        asks_for_list: bool,
    ) -> None:
        self.found = found
        self.corrections = corrections
        self.dropped = dropped
        self.places = places
        self.choices = choices
        self.asks_for_list = asks_for_list
        self.words = tuple(part.words for part in parts)
        # Whether places are named, and what is found holds everywhere and names none of them: then
        # it is measured by the other words.
        self.is_general = bool(places) and not any(part.is_place for part in parts)
        self._total = total - unasked if self.is_general else total
        # The share of what all words tell that those say which were kept.
        self.kept = sum(part.weight for part in parts) / self._total
        # How telling the most telling word is that stands for itself: of a phrase each is common.
        alone = (part.weight for part in parts if part.stands_alone)
        self.telling = max(alone, default=0.0)
        self._parts = parts
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


def parse(
    text: "FullText",
    typed: Typed,
    corrections: Mapping[str, str],
    lexicon: Lexicon,
    finished: Lexicon,
    *,
    relax: bool,
    beside_others: bool = False,
) -> ParsedQuery:
    """Return a query as one directory understands it, with `corrections` for what was typed; a
    short word that is among the `finished` ones is no beginning of others. Where places are shown
    `beside_others`, what is of use there need not be of them."""
    parsing = _Parsing(text, typed, corrections, lexicon, finished)
    return parsing.parsed(relax=relax, beside_others=beside_others)


class _Parsing:
    """One query being understood by one directory."""

    def __init__(
        self,
        text: "FullText",
        typed: Typed,
        corrections: Mapping[str, str],
        lexicon: Lexicon,
        finished: Lexicon,
    ) -> None:
        self.text, self.lexicon = text, lexicon
        self.typed_words = tuple(dict.fromkeys(each.word for each in typed.words))
        self.corrections = corrections
        corrected = typed.corrected(corrections)
        self.phrases = corrected.phrases
        self.cut = Cut(text, corrected.words, lexicon, finished)
        self.parts = self.cut.parts

    def parsed(self, *, relax: bool, beside_others: bool) -> ParsedQuery:
        """Find what has every part; with `relax` leave parts out rather than find nothing."""
        parts = self.parts
        total = sum(part.weight for part in parts) or 1.0
        among = self.text.everything - self.cut.excluded
        for phrase in self.phrases:
            among = among & self.text.running.having(phrase)
        whole_names, named_in_full = self._whole_names(total)
        found = all_of(parts, among=among, strictly=True) or all_of(parts, among=among)
        kept = parts
        if not found and relax:
            general = NO_ENTRIES
            if beside_others or not self.text.meanings.place_facet:
                general = among & self.text.general(self.cut.places)
            found, kept = self._relaxed(parts, among, general)
        kept = [part for part in kept if part.is_met(found)]
        found = found | (named_in_full & among)
        # What holds everywhere leaves out no place, though it names none.
        used = {word for part in kept for word in part.words}.union(
            self.cut.unsaid, self.cut.place_words
        )
        dropped = tuple(
            word
            for word in self.typed_words
            if not used.issuperset(self.corrections.get(word, word).split())
        )
        discounts = [(PAST, self.text.past - self._of_years())]
        if not self.cut.places:
            discounts.append((TIED, self._tied(kept)))
        return ParsedQuery(
            found,
            kept,
            total=total,
            unasked=sum(part.weight for part in parts if part.is_place),
            whole_names=whole_names,
            # What finds nothing puts nothing right.
            corrections={w: r for w, r in self.corrections.items() if found and w not in dropped},
            dropped=_with_negations(dropped) if found else (),
            places=tuple(self.cut.places),
            discounts=discounts,
            choices=self._choices(kept, found),
            asks_for_list=self.cut.asks_for_kinds,
        )

    def _choices(
        self, parts: Sequence[Part], found: FrozenBitMap
    ) -> Mapping[str, Sequence[str]] | None:
        """Return what one would choose in the list to find the same, None where words are more than
        choices, or ask for none."""
        choices: defaultdict[str, list[str]] = defaultdict(list)
        for part in parts:
            if part.is_place:
                choices[self.text.meanings.place_facet] += self.cut.places
            for facet, value in part.values:
                choices[facet].append(value)
        if not (self.cut.asks_for_kinds or any(part.values for part in parts)):
            return None
        listed = self.text.everything
        for facet, values in choices.items():
            of_values = self.text.facets.get(facet, {})
            having = (of_values[value] for value in values if value in of_values)
            listed = listed & FrozenBitMap.union(NO_ENTRIES, *having)
        # No choice leaves out provinces, which whoever asks for states may see; what is denied not.
        return choices if found and found == listed - self.cut.of_other_kinds else None

    def _relaxed(
        self, parts: list[Part], among: FrozenBitMap, general: FrozenBitMap
    ) -> tuple[FrozenBitMap, list[Part]]:
        """Leave words out until something is found: the least telling, and a place only where some
        `general` entry, which is of none, has more of the other words."""
        places = [part for part in parts if part.is_place]
        others = [part for part in parts if not part.is_place]
        among = all_of(places, among=among)
        kept = best_kept(others, among)
        if places:
            of_general = best_kept(others, general)
            if self._tells_more([others[n] for n in of_general], [others[n] for n in kept]):
                places, among, kept = [], general, of_general
        if not kept and not places:
            return NO_ENTRIES, parts
        chosen = [others[number] for number in kept]
        found = all_of(chosen, among=among, strictly=True) or all_of(chosen, among=among)
        return found, [part for part in parts if part in places or part in chosen]

    def _tells_more(self, general: Sequence[Part], kept: Sequence[Part]) -> bool:
        """Return whether general entries have more of the words than those of a place; where some
        are of places, a name among them, of which those of the place have nothing."""
        if sum(part.weight for part in general) <= sum(part.weight for part in kept):
            return False
        if not self.text.meanings.place_facet:
            return True
        lost = [part for part in general if part not in kept]
        return any(part.stands_alone and part.weight >= NAMES for part in lost)

    def _of_years(self) -> FrozenBitMap:
        """Return the entries with a year that is typed: who asks for 2019 asks for what is over."""
        with_word = self.text.vocabulary.with_word
        years = (word for word in self.typed_words if _YEAR.fullmatch(word))
        return FrozenBitMap.union(NO_ENTRIES, *map(with_word, years))

    def _tied(self, parts: Sequence[Part]) -> FrozenBitMap:
        """Return the entries of one place, but for those with words that none but such have: the
        "library education units" of Indiana name it."""
        tied = self.text.tied
        if tied:
            for part in parts:
                if self.lexicon.is_tied(part.words):
                    tied = tied - self.text.saying(part.words)
        return tied

    def _whole_names(self, total: float) -> tuple[Steps, FrozenBitMap]:
        """Return the entries whose whole name was typed, by how much of the query that is, and
        those of them that are found for the place in their name, though they be elsewhere."""
        names = self.text.names
        typed = [each.word for each in self.cut.words]
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
                and not run.isdisjoint(self.cut.place_words)
                and not run.issubset(self.cut.place_words)
            ):
                in_full = in_full | having
        return in_steps(steps), in_full


def _with_negations(dropped: Sequence[str]) -> tuple[str, ...]:
    """Return words with the negations before them: "no gre"."""
    joined: list[str] = []
    for word in dropped:
        if joined and joined[-1] in NEGATIONS:
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return tuple(joined)
