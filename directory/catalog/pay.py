"""PayPlot: what occupations of one currency are paid an hour, as a plot and as the table of it.

Only what is recorded is drawn: an occupation without a median has no bar and is named below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from directory.catalog.quantities import amount
from directory.catalog.sources import SourceLine
from directory.catalog.values import StrOrPromise

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)  # from tick to tick
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class PayRange:
    """What an occupation is paid an hour: the median, and what a tenth earns less and more than;
    each is None where it is not recorded for the same period."""

    name: str
    path: str
    unit: str
    low: Decimal | None = None
    median: Decimal | None = None
    high: Decimal | None = None
    period: str = ""
    source: SourceLine | None = None

    @property
    def is_recorded(self) -> bool:
        return self.median is not None and self.median > 0

    @property
    def has_tenths(self) -> bool:
        """Whether both tenths are recorded, and the median lies between them."""
        return None not in (self.low, self.high) and 0 <= self.low <= self.median <= self.high

    @property
    def cells(self) -> list[str]:
        """The three in words; "" where one is not recorded."""
        points = (self.low, self.median, self.high)
        return ["" if point is None else amount(point, self.unit) for point in points]


@dataclass(frozen=True, slots=True)
class PayBar:
    """A row of the plot: the median, and from one tenth to the other where both are recorded; in
    percent of the width."""

    pay: PayRange
    median_x: str
    low_x: str = ""
    width: str = ""

    @property
    def words(self) -> str:
        return amount(self.pay.median, self.pay.unit)


@dataclass(frozen=True, slots=True)
class PayPlot:
    """The occupations of one currency, those paid most first."""

    unit: str
    title: StrOrPromise
    bars: Sequence[PayBar]
    ticks: Sequence[tuple[str, str]]  # where, and what it is
    # The occupations of which no median is recorded.
    without: Sequence[PayRange]


def pay_plots(pays: Iterable[PayRange], titles: Mapping[str, StrOrPromise]) -> list[PayPlot]:
    """Return a plot for each currency in which a median is recorded, in the order of `titles`."""
    pays = list(pays)
    of_units = ([pay for pay in pays if pay.unit == unit] for unit in titles)
    return [
        _plot(unit, titles[unit], of_unit)
        for unit, of_unit in zip(titles, of_units, strict=True)
        if any(pay.is_recorded for pay in of_unit)
    ]


def _plot(unit: str, title: StrOrPromise, pays: Sequence[PayRange]) -> PayPlot:
    drawn = sorted((pay for pay in pays if pay.is_recorded), key=lambda pay: -pay.median)
    most = max(point for pay in drawn for point in (pay.median, pay.has_tenths and pay.high))
    step = next((step for step in STEPS if most <= step * MOST_TICKS), ceil(most / MOST_TICKS))
    end = step * ceil(most / step)
    return PayPlot(
        unit=unit,
        title=title,
        bars=[_bar(pay, end) for pay in drawn],
        ticks=[(_percent(tick, end), amount(tick, unit)) for tick in range(0, end + step, step)],
        without=[pay for pay in pays if not pay.is_recorded],
    )


def _bar(pay: PayRange, end: int) -> PayBar:
    if not pay.has_tenths:
        return PayBar(pay, _percent(pay.median, end))
    low, width = _percent(pay.low, end), _percent(pay.high - pay.low, end)
    return PayBar(pay, _percent(pay.median, end), low, width)


def _percent(part: Decimal | int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"
