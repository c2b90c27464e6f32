"""The freshness of the center as a page and a file show it: the plot, its table, and JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.addresses import directory_path
from directory.directories import DIRECTORIES, Words
from directory.freshness import Freshness, Share, Standing
from directory.models import Entry, TrustState

# What a reader may rely on comes first, what nobody has looked at last.
ORDER = (
    TrustState.VERIFIED,
    TrustState.DUE,
    TrustState.CHANGED,
    TrustState.UNREACHABLE,
    TrustState.UNVERIFIED,
)
ROW = 56  # pixels from bar to bar
LABEL, TOP = 18, 26  # pixels from there to the foot of the label, and to the bar


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: the entries in one state, from `x` on, both in percent of the width."""

    state: TrustState
    number: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    """One directory: a bar of the plot, and a row of the table beside it."""

    title: Words
    path: str
    standing: Standing
    label_y: int
    bar_y: int
    segments: list[Segment]

    @property
    def cells(self) -> list[tuple[TrustState, int]]:
        return [(state, self.standing.states[state]) for state in ORDER]


def rows(found: Freshness) -> list[Row]:
    """The directories, in their usual order."""
    return [
        Row(
            title=DIRECTORIES[slug].title,
            path=directory_path(slug),
            standing=standing,
            label_y=number * ROW + LABEL,
            bar_y=number * ROW + TOP,
            segments=segments(standing),
        )
        for number, (slug, standing) in enumerate(found.directories.items())
    ]


def segments(standing: Standing) -> list[Segment]:
    """The parts of a bar, which fill it exactly; a state without entries has none."""
    parts, before = [], 0
    for state in ORDER:
        if number := standing.states[state]:
            x, width = (100 * part / standing.entries for part in (before, number))
            parts.append(Segment(state, number, f"{x:.3f}%", f"{width:.3f}%"))
            before += number
    return parts


def plot_height(shown: Iterable[Row]) -> int:
    return len(list(shown)) * ROW


def as_data(found: Freshness, absolute) -> Mapping[str, object]:
    """The same numbers for programs; what is not known is null. `absolute` completes an address."""
    oldest = found.oldest_unverified
    links = {state.value: number for state, number in found.links.items()}
    return {
        "date": found.day.isoformat(),
        "entries": _standing(found.all),
        "links": {
            "total": sum(links.values()),
            **links,
            "share_ok": _fraction(found.links_ok),
        },
        "oldest_unverified": oldest and _entry(oldest, absolute),
        "directories": [
            {"directory": slug, **_standing(standing)}
            for slug, standing in found.directories.items()
        ],
        "places": [
            {"place": place.slug, "place_code": place.code, **_standing(standing)}
            for place, standing in found.places
        ],
        "not_tied_to_one_place": _standing(found.placeless),
    }


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "total": standing.entries,
        **{state.value: standing.states[state] for state in ORDER},
        "share_verified": _fraction(standing.verified),
        "median_age_days": standing.median_age,
    }


def _fraction(share: Share) -> float | None:
    return None if share.fraction is None else round(share.fraction, 6)


def _entry(entry: Entry, absolute) -> dict[str, object]:
    return {
        "directory": entry.directory_slug,
        "slug": entry.slug,
        "name": entry.name,
        "published_at": entry.first_published_at.isoformat(),
        "page_url": absolute(entry.get_absolute_url()),
    }
