"""How fresh the center is, in numbers: of all published entries and of all links in use."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from directory.catalog.directories import entry_directories
from directory.catalog.quantities import Share
from directory.links.usage import links_in_use
from directory.models import Entry, Link, Place, Stamp, TrustState
from directory.search.snapshots import snapshot_cache


@dataclass(frozen=True, slots=True)
class TrustCounts:
    """Some entries: how many are in which trust state, and how old their verifications are."""

    states: Mapping[TrustState, int]
    # Half of those that were ever verified were verified at most so many days ago; None of none.
    median_age: float | None

    @property
    def entries(self) -> int:
        return sum(self.states.values())

    @property
    def verified(self) -> Share:
        """Those that an editor verified and that are not yet due for review."""
        return Share(self.states[TrustState.VERIFIED], self.entries)


@dataclass(frozen=True, slots=True)
class Freshness:
    """All that is told of the freshness of the center on one day."""

    day: date
    all: TrustCounts
    directories: Mapping[str, TrustCounts]  # by slug
    places: Sequence[tuple[Place, TrustCounts]]  # every place, by name
    placeless: TrustCounts
    links: Mapping[Link.State, int]
    # The published entry that has waited longest for its first verification.
    oldest_unverified: Entry | None

    @property
    def links_ok(self) -> Share:
        """Of the links that were ever checked; of the others nothing is known."""
        checked = sum(self.links.values()) - self.links[Link.State.UNCHECKED]
        return Share(self.links[Link.State.OK], checked)


def measure(day: date) -> Freshness:
    """Ask the database; the number of queries depends on the number of directories alone."""
    directories: dict[str, Counter[tuple]] = {}
    places: dict[int | None, Counter[tuple]] = defaultdict(Counter)
    for directory in entry_directories():
        entries = directory.records().with_trust(day).order_by()
        directories[directory.slug] = _counted(entries.values("trust_state", "verified_on"))
        path = directory.bound["place"].facet.path
        by_place = entries.values("trust_state", "verified_on", place_pk=F(path))
        for (*kind, place), number in _counted(by_place).items():
            places[place][tuple(kind)] += number
    return Freshness(
        day=day,
        all=_trust_counts(sum(directories.values(), Counter()), day),
        directories={slug: _trust_counts(counts, day) for slug, counts in directories.items()},
        places=[
            (place, _trust_counts(places[place.pk], day))
            for place in Place.objects.published().order_by("name", "pk")
        ],
        placeless=_trust_counts(places[None], day),
        links=links_in_use(),
        oldest_unverified=_oldest_unverified(),
    )


def _counted(entries: QuerySet) -> Counter[tuple]:
    return Counter(
        {
            tuple(value for name, value in row.items() if name != "number"): row["number"]
            for row in entries.annotate(number=Count("pk"))
        }
    )


def _trust_counts(counts: Counter[tuple], day: date) -> TrustCounts:
    states: Counter[TrustState] = Counter()
    ages: Counter[int] = Counter()
    for (state, verified_on), number in counts.items():
        states[TrustState(state)] += number
        if verified_on is not None:
            ages[(day - verified_on).days] += number
    return TrustCounts({state: states[state] for state in TrustState}, _median(ages))


def _median(counts: Mapping[int, int]) -> float | None:
    """Return the median of numbers of which each occurs so many times; None of none."""
    total = sum(counts.values())
    if not total:
        return None

    def at(index: int) -> int:
        passed = 0
        for value in sorted(counts):
            passed += counts[value]
            if passed > index:
                return value
        raise IndexError(index)

    return (at((total - 1) // 2) + at(total // 2)) / 2


def _oldest_unverified() -> Entry | None:
    found: list[Entry] = []
    for directory in entry_directories():
        waiting = directory.records().filter(verified_on=None, first_published_at__isnull=False)
        if first := waiting.order_by("first_published_at", "pk").first():
            found.append(first)
    return min(found, key=lambda entry: entry.first_published_at, default=None)


_held: tuple[object, Freshness] | None = None


def forget() -> None:
    """Drop what is held, as a new process would start."""
    global _held
    _held = None


def freshness(stamps: Mapping[str, int] | None = None) -> Freshness:
    """Return the freshness of today, kept until a stamp moves, an entry expires or the day ends."""
    global _held
    stamps = Stamp.read() if stamps is None else stamps
    expiries = tuple(snapshot_cache.snapshot(each, stamps).expires for each in entry_directories())
    version = (timezone.localdate(), sorted(stamps.items()), expiries)
    held = _held
    if held is None or held[0] != version:
        held = _held = (version, measure(version[0]))
    return held[1]
