"""Quantities in words: money, hours, years, days and shares, as pages, twins and facts say them."""

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    part: int
    whole: int

    @property
    def fraction(self) -> float | None:
        """Between 0 and 1; None where there is nothing to have a share of."""
        return self.part / self.whole if self.whole else None


def percent(share: Share) -> str:
    """Return "64 %"; only all is 100 % and only none is 0 %."""
    if share.fraction is None:
        return _("Not known yet")
    number = 100 * share.fraction
    if 0 < share.part < share.whole:
        shown = plain(min(max(round(number, 1), 0.1), 99.9), 1)
    else:
        shown = str(round(number))
    return _("%(number)s\u00a0%%") % {"number": shown}


def money(dollars: Decimal | int) -> str:
    """Return a sum of US dollars as "$25", "$12.50" or "$9,800", or "Free" for none."""
    return amount(dollars, "USD") if dollars else _("Free")


def amount(number: Decimal | int, currency: str) -> str:
    """Return a sum in a currency of ours: "$9,800", "C$3,515"; others by their code."""
    sign = {"USD": "$", "CAD": _("C$")}.get(currency, f"{currency} ")
    return f"{sign}{plain(number, decimals=None if number == int(number) else 2)}"


def plain(number: Decimal | float, decimals: int | None = None) -> str:
    """Return a number as one writes it, rounded to so many decimals or with as many as it has:
    "163,100", "1.5"."""
    if decimals is None:
        decimals = max(0, -Decimal(str(number)).normalize().as_tuple().exponent)
    # Django cuts decimals off.
    return number_format(round(number, decimals), decimals, force_grouping=True)


def credits(least: Decimal | None, most: Decimal | None, unit: str = "") -> str:
    """Return "60 credit hours" or "64 to 68 credits"; "" when no number is recorded."""
    if least is None:
        return ""
    number = plain(least)
    if most is not None:
        number = _("%(least)s to %(most)s") % {"least": number, "most": plain(most)}
    return f"{number} {unit or ngettext('credit', 'credits', _of(most or least))}"


def tuition(number: Decimal | None, currency: str, year: str, note: str) -> str:
    """Return "C$3,515 in 2020-2021: a year, domestic students"; the note alone where there is no
    sum."""
    if number is None:
        return note
    said = amount(number, currency)
    if year:
        said = _("%(amount)s in %(year)s") % {"amount": said, "year": year}
    return f"{said}: {note}" if note else said


_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?|(?P<first>\d{4})/(?P<last>\d{4})"
)


def period(text: str) -> str:
    """Return the time for which a figure holds: "May 2024", "2024 to 2034"; other words as they
    stand."""
    found = _PERIOD.fullmatch(text)
    if found and found["first"]:
        return _("%(first)s to %(last)s") % found.groupdict()
    if found and found["month"]:
        return date_format(date(int(found["year"]), int(found["month"]), 1), "F Y")
    return text


def applications(opens: date | None, closes: date | None, day: date) -> str:
    """Return whether one can apply on `day`: "Open until 1 March 2027"; "" when no day is
    recorded."""
    said = {"opens": date_format(opens, "j F Y") if opens else "",
            "closes": date_format(closes, "j F Y") if closes else ""}  # fmt: skip
    if opens and day < opens:
        if closes:
            return _("Closed; opens %(opens)s, until %(closes)s") % said
        return _("Closed; opens %(opens)s") % said
    if closes and day > closes:
        return _("Closed: the last day was %(closes)s") % said
    if closes:
        return _("Open until %(closes)s") % said
    return _("Open since %(opens)s") % said if opens else ""


def fee(dollars: Decimal | int | None, note: str = "") -> str:
    """Return "Free", "$25", "$25: first issue only", or the note alone where it names the sum; ""
    when nothing is recorded."""
    if dollars is None:
        return note
    price = money(dollars)
    if not note:
        return price
    says_it = re.search(rf"{re.escape(price)}\b", note, re.IGNORECASE)
    return note if says_it else f"{price}: {note}"


def hours(number: int | None, unit: str = "") -> str:
    """Return "1 hour", or "20 contact hours" in the unit of the source; "" of None."""
    if number is None:
        return ""
    if unit:
        return f"{number} {unit}"
    return ngettext("%(hours)s hour", "%(hours)s hours", number) % {"hours": number}


def years(number: int | None) -> str:
    """Return "5 years"; "" of None."""
    if number is None:
        return ""
    return ngettext("%(years)d year", "%(years)d years", number) % {"years": number}


def every(number: int) -> str:
    """Return how often something happens: "Every year", "Every 5 years"."""
    return ngettext("Every year", "Every %(years)s years", number) % {"years": number}


def within(number: int) -> str:
    """Return over how many years something counts: "each year", "in 5 years"."""
    return ngettext("each year", "in %(years)s years", number) % {"years": number}


def days(number: float | None) -> str:
    """Return "1 day" or "3.5 days"; of None, that nothing was verified yet."""
    if number is None:
        return _("None verified yet")
    shown = plain(number, 0 if number == int(number) else 1)
    return ngettext("%(shown)s day", "%(shown)s days", _of(number)) % {"shown": shown}


def _of(number: Decimal | float) -> int:
    """Return what ngettext takes for a number: it wants a whole one, and 1.5 is more than one."""
    return math.ceil(number)
