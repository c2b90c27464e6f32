"""Signs that nobody sees, which pasted text brings along: imports and all forms leave them out."""

import re
from unicodedata import category

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile("[ \t\n]+")
_KEPT = frozenset("\n\t")
# Controls, marks that join or turn what stands beside them, halves of signs, signs of one's own.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINER = "\u034f"


def readable(text: str) -> str:
    """Return the text without what nobody can see, and without blanks at its ends; all that ends a
    line becomes a plain end of line."""
    if text.isprintable() and _JOINER not in text:
        return text.strip()
    text = _LINE_ENDS.sub("\n", text)
    return "".join(sign for sign in text if not _is_unseen(sign)).strip()


def one_line(text: str) -> str:
    """Return the readable text in one line, with one blank between two words."""
    return _BLANKS.sub(" ", readable(text))


def unseen(text: str) -> list[str]:
    """Return the signs that readable() leaves out, each once, as "U+200B"."""
    return [f"U+{ord(sign):04X}" for sign in dict.fromkeys(text) if _is_unseen(sign)]


def _is_unseen(sign: str) -> bool:
    if sign in _KEPT or sign.isprintable():
        return sign == _JOINER
    # The last two of each plane are no signs: a workbook that has one cannot be opened.
    return category(sign) in _UNSEEN or ord(sign) & 0xFFFE == 0xFFFE
