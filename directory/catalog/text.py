"""How words are compared: what an entry says and what a reader types are brought to one form."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

Named = TypeVar("Named")
MAX_QUERY_LENGTH = 200
MAX_QUERY_WORDS = 10  # beside stop words

# Seen before decomposition, which would turn the acute accent used as an apostrophe into a blank.
_PUNCTUATION = str.maketrans(
    {
        # Among them U+02BB, a letter of Hawaiian, which many type as an apostrophe or not at all.
        **dict.fromkeys("\u2018\u2019\u201b\u02bb\u02bc\u02bd\u02b9\u2032\u00b4`\uff07", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
        # Soft hyphens, zero-width joiners, direction marks and the like hide inside pasted words.
        **dict.fromkeys(
            [0x00AD, 0x034F, 0xFEFF, *range(0x200C, 0x2010), *range(0x202A, 0x202F)], None
        ),
        **dict.fromkeys(range(0x2060, 0x2070), None),
    }
)
_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "þ": "th",
    }
)
_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
# M.L.S., Ph.D., B.Sc.: of two neighbours one is a single letter, and the other a short one.
# Begins with the dot it looks for: starting from the letter takes five times as long.
_DOT_OF_INITIALS = re.compile(
    r"\.(?:(?<=\b[^\W\d_]\.)(?=[^\W\d_]{1,3}\b)|(?<=\b[^\W\d_]{2}\.)(?=[^\W\d_]\b))"
)
_FRENCH_ELISION = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu)'(?=[aehiouy])")
_CONTROL_BLANKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85]")

# Words of questions in English, French and Spanish. Those that readers also use as abbreviations
# are not among them: MA, ME, MI, ON, AS, IT, "para professional".
_STOP_WORDS = """
a about an and any are ask asks at be become been by can could do does each every for from get has
have how i if in into is many much my need of or our require requires should some that the their
there these they this to versus vs want was we what when where which who why will with would you
your
au aux avec ce ces combien comment dans de des du elle est et etre faut il je la le les mes nous ou
peut peux pour quel quelle quelles quels que qui sont un une vous
al como cual cuales cuanta cuantas cuanto cuantos del donde el en es las los mis necesito por puede
puedo ser una uno y
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
INFLECTED_FROM = 4  # letters; shorter words are names of degrees more often than plurals
_NEVER_PLURAL = frozenset({"news"})
_HISSING = ("s", "x", "z", "ch", "sh")
_VOWEL_AND_Y = ("ay", "ey", "oy", "uy")
_FRENCH_U = ("au", "eu", "ou")


def fold(text: str) -> str:
    """Lower case without accents or ligatures; folding a folded text changes nothing."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKD", text.translate(_PUNCTUATION).lower())
    # Some letters only become foldable once taken apart, hence the second round.
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return text.translate(_LETTERS).translate(_PUNCTUATION)


def words(text: str) -> list[str]:
    """Return the folded words in reading order: "L'école's e-learning" gives ecoles, e,
    learning."""
    return _WORD.findall(_joined(text))


def sort_key(text: str) -> tuple[str, str]:
    """Return what names are put in order by: their words, whatever case, accents or signs they are
    written with; the same in Python whatever the database thinks of letters."""
    return " ".join(words(text)), text


def by_name(records: Iterable[Named]) -> list[Named]:
    """Return records, or other things with a name, in the order of what they are called."""
    return sorted(records, key=lambda record: sort_key(str(record)))


def tokens(text: str) -> list[str]:
    """Return everything an entry can be found by: its words, and hyphenated ones also in one
    piece."""
    text = _joined(text)
    found = _WORD.findall(text)
    if "-" in text:
        found += [compound.replace("-", "") for compound in _HYPHENATED.findall(text)]
    return found


def keywords(found: Sequence[str]) -> list[str]:
    """Return the words to search with: no articles and the like, unless there is nothing else."""
    return [word for word in found if word not in STOP_WORDS] or list(found)


@lru_cache(maxsize=8192)  # an index asks for the words of its synonyms again and again
def other_numbers(word: str) -> tuple[str, ...]:
    """Return what may be the plurals and the singulars of a folded word, English and the plainest
    French.

    Some of them are no words at all: ask only for those that occur somewhere.
    """
    if len(word) < INFLECTED_FROM or word in _NEVER_PLURAL:
        return ()
    singulars = (word[:-1], word[:-2], word[:-3] + "y")
    return (*plurals(word), *(one for one in singulars if word in plurals(one)))


def in_any_number(phrase: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return a phrase, and the same with its last word in the plural or the singular."""
    return (phrase, *((*phrase[:-1], last) for last in other_numbers(phrase[-1])))


def plurals(word: str) -> list[str]:
    """Return what may be the plurals of a folded word, most likely the first."""
    if word.endswith(_HISSING):
        return [word + "es"]
    if word.endswith("y") and not word.endswith(_VOWEL_AND_Y):
        return [word[:-1] + "ies"]
    return [word + "s", word + "x"] if word.endswith(_FRENCH_U) else [word + "s"]


def clean_query(text: str) -> str:
    """Return what the reader typed, fit to search with and to show again; "" means there is no
    search."""
    if not text.isascii() or not text.isprintable():
        text = _CONTROL_BLANKS.sub(" ", text)
        # Control characters, lone surrogates and invisible marks cannot be searched for or shown.
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    typed = " ".join(text.split())[:MAX_QUERY_LENGTH].split()
    searched = accumulate(fold(word) not in STOP_WORDS for word in typed)
    text = " ".join(w for w, n in zip(typed, searched, strict=True) if n <= MAX_QUERY_WORDS)
    return text if _WORD.search(fold(text)) else ""


def _joined(text: str) -> str:
    """Return folded text with what belongs together in one piece: bachelor's, M.L.S., l'école."""
    text = fold(text)
    if "'" in text:
        text = _FRENCH_ELISION.sub("", text).replace("'", "")
    if "." in text:
        text = _DOT_OF_INITIALS.sub("", text)
    return text


def whole_number(text: str, digits: int) -> int | None:
    """Return the number that a text is, written in so many digits at most; None for anything else:
    signs, blanks, the digits of other scripts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
