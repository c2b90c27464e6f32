"""Known phrases with the word that all here is about in the midst of them."""

from collections.abc import Callable, Sequence

from directory.search.typed import Phrase, TypedWord

# It says little, and is put anywhere: "two-year library degree", "master's library degree".
ABOUT = frozenset({"library", "libraries"})


def phrases_together(
    words: Sequence[TypedWord], is_known: Callable[[Phrase], bool], longest: int
) -> list[TypedWord]:
    """Return the words so that what is known as one phrase stands together: "two year library
    degree" as "library two year degree"."""
    found = list(words)
    for at, typed in enumerate(words):
        if typed.word not in ABOUT or typed.compound:
            continue
        for start in range(max(0, at - longest + 1), at):
            stops = range(min(len(words), start + longest + 1), at + 1, -1)
            if any(_is_apart(words[start:stop], at - start, is_known) for stop in stops):
                found.insert(start, found.pop(at))
                break
    return found


def _is_apart(words: Sequence[TypedWord], at: int, is_known: Callable[[Phrase], bool]) -> bool:
    """Return whether words are a known phrase without the one at this place, and not with it."""
    whole = tuple(each.word for each in words)
    return is_known(whole[:at] + whole[at + 1 :]) and not is_known(whole)
