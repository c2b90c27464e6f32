"""Alternatives: what a reader may look at where a list is empty."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from directory.catalog.values import StrOrPromise
from directory.listings import wording
from directory.models import Place
from directory.search.queries import Query


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another list, and its length."""

    label: str
    url: str
    total: int
    counted: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """To one query: `count` tells how many entries another query finds, `url` where it stands;
    `places` yields the public ones."""

    query: Query
    labels: Mapping[str, Mapping[str, StrOrPromise]]
    count: Callable[[Query], int]
    url: Callable[[Query], str]
    places: Callable[[], Iterable[Place]]

    @property
    def without(self) -> list[Alternative]:
        """For each filter in force, how many there would be without it."""
        query = self.query
        typed = [self._list(f"“{query.q}”", query.without("q", ""))] if query.q else []
        return typed + [
            self._list(self._label(name, value), query.without(name, value))
            for name in query.directory.bound
            for value in query.choices.get(name, ())
        ]

    @property
    def nearest(self) -> list[Alternative]:
        """Places of the same part of the country that have entries, and what is open to anybody."""
        if not self.query.choices.get("place") or "place" not in self.query.directory.bound:
            return []
        found = [
            self._list(self._label("place", slug), self._in_place_of("place", slug))
            for slug in self._neighbours()
        ]
        for name, value in self.query.directory.elsewhere.items():
            found.append(self._list(self._label(name, value), self._in_place_of(name, value)))
        return [other for other in found if other.total]

    def _neighbours(self) -> Iterator[str]:
        places = list(self.places())
        chosen = [place for place in places if place.slug in self.query.choices["place"]]
        for place in places:
            if place in chosen or place.slug not in self.labels["place"]:
                continue
            if any(place.is_near(each) for each in chosen):
                yield place.slug

    def _in_place_of(self, name: str, value: str) -> Query:
        """Return the same question without its places, and with this value instead."""
        kept = {k: v for k, v in self.query.choices.items() if k not in ("place", name)}
        choices = {**kept, name: (value,)}
        return Query(self.query.directory, q=self.query.q, choices=choices)

    def _label(self, name: str, value: str) -> str:
        return wording.option_label(self.query, self.labels, name, value)

    def _list(self, label: str, query: Query) -> Alternative:
        total = self.count(query)
        return Alternative(label, self.url(query), total, query.directory.counted(total))
