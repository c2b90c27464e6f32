"""The freshness of the center as its page shows it: the plot, and the table beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.catalog.directories import DIRECTORIES
from directory.catalog.values import StrOrPromise
from directory.models import TrustState
from directory.models.addresses import directory_path
from directory.reports.freshness import Freshness, TrustCounts

# What a reader may rely on comes first, what nobody has looked at last.
ORDER = (
    TrustState.VERIFIED,
    TrustState.DUE,
    TrustState.CHANGED,
    TrustState.UNREACHABLE,
    TrustState.UNVERIFIED,
)
# In rem, so that there is room for the labels at whatever size a reader has text.
ROW = 3.5  # from bar to bar
LABEL, TOP = 1.125, 1.625  # from there to the foot of the label, and to the bar


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: the entries in one state, from `x` on, both in percent of the width."""

    state: TrustState
    number: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """One directory: a bar of the plot, and a row of the table beside it."""

    title: StrOrPromise
    path: str
    standing: TrustCounts
    label_y: str
    bar_y: str
    segments: list[Segment]

    @property
    def cells(self) -> list[tuple[TrustState, int]]:
        return [(state, self.standing.states[state]) for state in ORDER]


def rows(found: Freshness) -> list[FreshnessRow]:
    """Return the directories as rows of the plot, in their usual order."""
    return [
        FreshnessRow(
            title=DIRECTORIES[slug].title,
            path=directory_path(slug),
            standing=standing,
            label_y=f"{number * ROW + LABEL}rem",
            bar_y=f"{number * ROW + TOP}rem",
            segments=segments(standing),
        )
        for number, (slug, standing) in enumerate(found.directories.items())
    ]


def segments(standing: TrustCounts) -> list[Segment]:
    """Return the parts of a bar, which fill it exactly; a state without entries has none."""
    parts, before = [], 0
    for state in ORDER:
        if number := standing.states[state]:
            x, width = (100 * part / standing.entries for part in (before, number))
            parts.append(Segment(state, number, f"{x:.3f}%", f"{width:.3f}%"))
            before += number
    return parts


def plot_height(shown: Iterable[FreshnessRow]) -> str:
    """Return the height of a plot of these rows, in rem."""
    return f"{len(list(shown)) * ROW}rem"
