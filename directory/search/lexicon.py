"""What all directories together know of words: which there are, how telling they are, and what a
slip of the finger was meant to be. So each is read alike in every list and in the site search."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from directory.catalog.text import STOP_WORDS, other_numbers
from directory.search.ranking import telling
from directory.search.spelling import edits_allowed
from directory.search.typed import LONGEST_ABBREVIATION, NEGATIONS, OUTSIDE, Phrase, Typed

if TYPE_CHECKING:
    from directory.search.fulltext import FullText

MIN_SPLIT_PART = 3
KEPT = 20_000  # words, whatever strangers type


class Lexicon:
    """The words of some directories, asked together; true as long as their snapshots are."""

    def __init__(self, texts: Sequence["FullText"]) -> None:
        self.texts = texts
        self._entries = sum(text.size for text in texts)
        self._telling: dict[str, float] = {}
        self._tied: dict[Phrase, bool] = {}
        self._nearest: dict[str, str | None] = {}
        # Of the query that was asked for last: each directory asks for the same.
        self._corrected: tuple[Typed | None, dict[str, str]] = (None, {})

    def has_word(self, word: str) -> bool:
        """Return whether an entry has exactly this word."""
        return any(text.vocabulary.with_word(word) for text in self.texts)

    def knows(self, word: str) -> bool:
        """Return whether a word needs no putting right: an entry has it or one that begins with it,
        it belongs to a synonym or to the name of a place, or it is no word to search with."""
        if word in STOP_WORDS or word in NEGATIONS or word in OUTSIDE:
            return True
        return any(text.knows(word) for text in self.texts)

    def telling(self, word: str) -> float:
        """Return how much a word says: the fewer entries have it, the more."""
        found = self._telling.get(word)
        if found is None:
            if len(self._telling) > KEPT:
                self._telling.clear()
            often = sum(text.frequency(word) for text in self.texts)
            found = self._telling[word] = telling(often, self._entries)
        return found

    def is_tied(self, phrase: Phrase) -> bool:
        """Return whether entries of one place say this, and no others."""
        found = self._tied.get(phrase)
        if found is None:
            if len(self._tied) > KEPT:
                self._tied.clear()
            saying = [(text.saying(phrase), text.tied) for text in self.texts]
            found = any(said for said, _tied in saying) and all(s <= tied for s, tied in saying)
            self._tied[phrase] = found
        return found

    def corrections(self, typed: Typed) -> dict[str, str]:
        """Return what to search instead of the words that nobody knows, where something is near."""
        last, found = self._corrected
        if last is not typed:
            found = self._corrections(typed)
            self._corrected = (typed, found)
        return found

    def _corrections(self, typed: Typed) -> dict[str, str]:
        unknown = [each for each in typed.words if not self.knows(each.word)]
        found = {
            each.word: self._spelt_out(each.word)
            or self._nearest_to(each.word, is_abbreviation=each.is_capitals)
            for each in unknown
        }
        compounds = [each.compound for each in typed.words if each.compound]
        joined = {
            part for compound in compounds if self.knows("".join(compound)) for part in compound
        }
        return {word: right for word, right in found.items() if right and word not in joined}

    def _spelt_out(self, word: str) -> str | None:
        """Return the one name of which these are the initials."""
        names = {name for text in self.texts for name in text.initials.get(word, ())}
        return " ".join(names.pop()) if len(names) == 1 else None

    def _nearest_to(self, word: str, *, is_abbreviation: bool) -> str | None:
        """Return the nearest known word; of an abbreviation, where each letter stands for a word,
        that is the name of a place or none."""
        if word not in self._nearest:
            if len(self._nearest) > KEPT:
                self._nearest.clear()
            self._nearest[word] = self._find_nearest(word)
        nearest = self._nearest[word]
        if nearest and is_abbreviation and len(word) <= LONGEST_ABBREVIATION:
            places = (text.meanings.places.phrases for text in self.texts)
            return nearest if any((nearest,) in each for each in places) else None
        return nearest

    def _find_nearest(self, word: str) -> str | None:
        """Return the nearest known word: the fewest edits decide, then the more frequent word; one
        missing blank is an edit."""
        for edits in range(1, edits_allowed(word) + 1):
            # By way of its plural a short word would come to what looks little like it.
            forms = (word, *other_numbers(word)) if len(word) > LONGEST_ABBREVIATION else (word,)
            for form in forms:
                if edits <= edits_allowed(form) and (nearest := self._most_frequent(form, edits)):
                    return nearest
            if edits == 1 and (apart := self._in_two_words(word)) is not None:
                return apart
        return None

    def _most_frequent(self, form: str, edits: int) -> str | None:
        near = {other for text in self.texts for other in text.near(form, edits)}
        return min(near, key=lambda other: (-self._frequency(other), other), default=None)

    def _frequency(self, word: str) -> int:
        return sum(len(text.vocabulary.with_word(word)) for text in self.texts)

    def _in_two_words(self, word: str) -> str | None:
        """Return the two words with a forgotten blank that most often occur together."""
        together = {}
        for cut in range(MIN_SPLIT_PART, len(word) - MIN_SPLIT_PART + 1):
            left, right = word[:cut], word[cut:]
            if left in STOP_WORDS or right in STOP_WORDS:
                continue
            both = sum(text.with_both(left, right) for text in self.texts)
            if both and self._belong_together(left, right):
                together[f"{left} {right}"] = both
        return max(together, key=together.__getitem__, default=None)

    def _belong_together(self, left: str, right: str) -> bool:
        """Return whether two words may be one with a forgotten blank: the shortest are in many
        words, and then must follow one another somewhere."""
        if min(len(left), len(right)) > MIN_SPLIT_PART:
            return True
        return any(text.saying((left, right)) for text in self.texts)
