"""Values: what a facet or a choice may be asked for, by value, by label, or by another word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise

from directory.catalog.text import words

StrOrPromise = str | Promise


class Values(dict[str, StrOrPromise]):
    """The values that a facet may be asked for, each with its label, in the order of the form."""

    def __init__(
        self, labels: Mapping[str, StrOrPromise], others: Iterable[tuple[str, str]] = ()
    ) -> None:
        """`others` are further words for a value, as pairs of the word and the value."""
        super().__init__(labels)
        self._others = _with_one_meaning(others)

    def meant(self, typed: Iterable[str]) -> Mapping[str, str]:
        """Return the value that each of these words means: it, its label or another word for it, in
        any case. A word that means none, or more than one, is not among them."""
        found, others = {}, []
        for word in typed:
            if word in self:
                found[word] = word
            else:
                others.append(word)
        if others:
            called = self._called()
            for word in others:
                key = plain_words(word)
                if value := called.get(key) or self._others.get(key):
                    found[word] = value
        return found

    def called(self) -> Mapping[str, list[str]]:
        """Return the other words for each value that has some."""
        words_for: dict[str, list[str]] = defaultdict(list)
        for word, value in self._others.items():
            words_for[value].append(word)
        return words_for

    def without(self, left_out: str) -> "Values":
        """Return the values but one."""
        found = Values({value: label for value, label in self.items() if value != left_out})
        found._others = self._others
        return found

    def _called(self) -> Mapping[str, str]:
        """Return each value by itself and by its label, which is in the language of the reader."""
        return _with_one_meaning(
            pair for value, label in self.items() for pair in ((value, value), (str(label), value))
        )


def in_lower_case(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def plain_words(text: str) -> str:
    """Return a text by its words alone: "US-OH", "us oh" and "US_OH" become the same."""
    return " ".join(words(text))


def _with_one_meaning(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each word with the one value that it stands for."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for word, value in pairs:
        if key := plain_words(word):
            meanings[key].add(value)
    return {word: found.pop() for word, found in meanings.items() if len(found) == 1}
