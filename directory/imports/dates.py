"""Dates as a spreadsheet shows them once it has saved a file: 7/31/2025, Jul-24, 2024-1-5."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from directory.models.trust import real_date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# From which two digits on they are years of the last century.
PIVOT = 50
_IS_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_MONTH_NAMED = re.compile(r"(?:(\d{1,2})[- ])?([A-Za-z]{3})[a-z]*\.?[- ](\d{4}|\d\d)")


def readings(cell: str) -> list[str]:
    """Return what a date may mean that is not written as dates are kept, each as YYYY-MM-DD or
    YYYY-MM; nothing for one that is, or that has no meaning."""
    if not cell.isascii() or _IS_ISO.fullmatch(cell):
        return []
    return list(dict.fromkeys(found for found in map(_kept, _meanings(cell)) if found))


def is_shown_as(kept: str, cell: str) -> bool:
    """Return whether a spreadsheet may show the date in this way: it takes a month for its first
    day."""
    return not {kept, f"{kept}-01"}.isdisjoint(readings(cell))


def _meanings(cell: str) -> Iterator[tuple[str, str, str | None]]:
    """The year, the month and perhaps the day."""
    if found := _YEAR_FIRST.fullmatch(cell):
        yield found[1], found[2], found[3]
    elif found := _YEAR_LAST.fullmatch(cell):
        first, sign, second, year = found.groups()
        if sign != ".":
            yield year, first, second
        yield year, second, first
    elif (found := _MONTH_NAMED.fullmatch(cell)) and found[2].lower() in MONTHS:
        yield found[3], str(MONTHS.index(found[2].lower()) + 1), found[1]


def _kept(meaning: tuple[str, str, str | None]) -> str:
    year, month, day = meaning
    if len(year) == 2:
        year = f"{'19' if int(year) >= PIVOT else '20'}{year}"
    text = "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
    try:
        real_date(text)
    except ValidationError:
        return ""
    return text
