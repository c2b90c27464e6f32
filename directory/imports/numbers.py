"""Numbers as people and spreadsheets write them: $9,800, 1 250,50."""

import re

# Blanks as French puts them between groups of digits.
_BLANKS = " \u00a0\u202f"
_SIGN = re.compile(rf"\$[{_BLANKS}]*|[{_BLANKS}]*\$")
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Groups of three, and a part behind a point: 9,800.50.
        r"(?P<whole>\d{1,3}(?:,\d{3})+)(?:\.(?P<part>\d+))?",
        # Groups of three, or none, and a part behind a comma that is no group: 9 800,50, 12,5.
        rf"(?P<whole>\d+|\d{{1,3}}(?:[{_BLANKS}.]\d{{3}})+),(?P<part>\d\d?)",
        rf"(?P<whole>\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+)(?:\.(?P<part>\d+))?",
        r"(?P<whole>\d+)(?:\.(?P<part>\d+))?",
    )
)


def number(cell: str) -> str:
    """Return a number as programs write it, where the cell has one meaning as a number; else the
    cell as it is."""
    bare = _SIGN.sub("", cell, count=1)
    for form in _FORMS:
        if found := form.fullmatch(bare):
            whole = re.sub(r"\D", "", found["whole"])
            return f"{whole}.{found['part']}" if found["part"] else whole
    return cell
