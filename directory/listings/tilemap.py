"""TileMap: every state, territory and province as a tile that says what it asks of one audience.

The answer of a place is that of all its rules for these people, whatever a list is filtered by:
filters leave tiles out, and change none.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.catalog.directories import DIRECTORIES
from directory.catalog.facts import status_of
from directory.catalog.place_answers import (
    USUAL_AUDIENCE,
    AnswerState,
    PlaceAnswer,
    answer_of,
    answers_by_place,
)
from directory.catalog.sources import SourceLine, source_line
from directory.catalog.values import StrOrPromise, in_lower_case
from directory.listings.controls import drawn
from directory.listings.listing import Listing
from directory.listings.unchanged import while_unchanged
from directory.models import NOT_RECORDED, Place, Stamp
from directory.models.addresses import directory_path
from directory.search.queries import Query, query_string
from directory.search.snapshots import snapshot_cache

FILE = Path(__file__).resolve().parents[1] / "data" / "tiles.csv"
LEFT_OUT = "out"
# What a tile says where it is wide enough for a word; the legend says it in full.
SHORT: Mapping[str, StrOrPromise] = {
    AnswerState.MANDATORY: _("Required"),
    AnswerState.SOME: _("For some"),
    AnswerState.VOLUNTARY: _("Voluntary"),
    AnswerState.NONE: _("None found"),
    AnswerState.UNKNOWN: _("Unknown"),
    LEFT_OUT: _("Left out"),
}
IN_FULL: Mapping[str, StrOrPromise] = {
    AnswerState.MANDATORY: AnswerState.MANDATORY.label,
    AnswerState.SOME: AnswerState.SOME.label,
    AnswerState.VOLUNTARY: AnswerState.VOLUNTARY.label,
    AnswerState.NONE: AnswerState.NONE.label,
    AnswerState.UNKNOWN: _("Unknown: not recorded"),
    LEFT_OUT: _("Left out by the filters"),
}


@cache
def positions() -> Mapping[str, tuple[int, int]]:
    """Return the row and the column of the tile of each place, by its code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["place_code"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(file)
        }


@dataclass(frozen=True)
class Tile:
    """A place on the map: its answer, and whether the filters leave it in. What is drawn of it is
    kept, since the same tiles stand on all maps of an audience."""

    place: Place
    answer: PlaceAnswer
    is_left_out: bool = False

    @property
    def state(self) -> str:
        """The value that the style sheets know."""
        return LEFT_OUT if self.is_left_out else self.answer.state.value

    @property
    def of_whom(self) -> str:
        """Of whom exactly the rules ask it, each with what qualifies it."""
        return "; ".join(
            ", ".join(filter(None, [rule.applies_to, in_lower_case(status_of(rule))]))
            for rule in self.answer.rules
        )

    @property
    def sources(self) -> list[SourceLine]:
        return [source_line(rule) for rule in self.answer.rules]

    @cached_property
    def left_out(self) -> "Tile":
        """The same where the filters leave it out."""
        return replace(self, is_left_out=True)

    @cached_property
    def html(self) -> str:
        """The tile as an item of the list; a place that the file has no tile for comes last."""
        name = escape(self.place.local_name)
        row, column = positions().get(self.place.code, (0, 0))
        where = f' data-row="{row}" data-column="{column}"' if row else ""
        return (
            f'<li{where}><a class="tile" data-is="{self.state}" href="{self._url}">'
            f'<span class="name">{name} </span>'
            f'<span class="code">{escape(self.place.letters)}</span> '
            f'<span class="word">{escape(str(SHORT[self.state]))}</span></a></li>'
        )

    @cached_property
    def row(self) -> str:
        """The tile as a row of the table; it is the tile that leads to the place."""
        name, of_whom = escape(self.place.local_name), escape(capfirst(self.of_whom))
        return f'<tr><th scope="row">{name}</th><td>{of_whom}</td></tr>'

    @property
    def _url(self) -> str:
        return escape(self.place.get_absolute_url())


@dataclass(frozen=True, slots=True)
class AudienceLink:
    """The way to the same map for other people; `number` is how many rules of a list they have."""

    value: str
    label: str
    url: str
    is_current: bool
    number: int | None = None


@dataclass(frozen=True)
class TileMap:
    """The map for one audience, in the order of the names of places."""

    audience: str
    label: str
    tiles: Sequence[Tile]
    links: Sequence[AudienceLink]
    # Other audiences that were asked for with this one.
    others: Sequence[str] = ()
    # The address of the same as data, before its kind.
    string: str = ""

    @property
    def whom(self) -> str:
        """The audience in the middle of a sentence."""
        return in_lower_case(self.label)

    @property
    def items(self) -> SafeString:
        """The tiles as list items."""
        return drawn(tile.html for tile in self.tiles)

    @cached_property
    def by_state(self) -> Mapping[str, list[Tile]]:
        """The tiles of each state that there is, those first that ask most."""
        found = {state: [t for t in self.tiles if t.state == state] for state in IN_FULL}
        return {state: tiles for state, tiles in found.items() if tiles}

    @property
    def states_json(self) -> str:
        """The states with their words and places: what a map that is on the screen already needs
        to say what this one says."""
        return json.dumps({
            state: {"word": str(SHORT[state]), "places": [tile.place.slug for tile in tiles]}
            for state, tiles in self.by_state.items()
        })  # fmt: skip

    @property
    def legend(self) -> Iterator[tuple[str, str, int]]:
        """Yield each state, what it is called, and the number of its places."""
        for state, tiles in self.by_state.items():
            yield state, str(IN_FULL[state]), len(tiles)

    @property
    def groups(self) -> Iterator[tuple[str, str, SafeString]]:
        """Yield each state of which there is more to say than the names of places, what it is
        called, and its rows."""
        for state, tiles in self.by_state.items():
            rows = [tile.row for tile in tiles if tile.answer.rules]
            if rows and state != LEFT_OUT:
                yield state, str(IN_FULL[state]), drawn(rows)

    @property
    def unrecorded(self) -> list[str]:
        """The names of the places of which nothing is recorded for this audience."""
        tiles = self.by_state.get(AnswerState.UNKNOWN, [])
        return [tile.place.local_name for tile in tiles if not tile.answer.rules]

    @property
    def left_out(self) -> list[str]:
        """The names of the places that the filters leave out."""
        return [tile.place.local_name for tile in self.by_state.get(LEFT_OUT, [])]

    @property
    def files(self) -> dict[str, str]:
        """The addresses of the same as data, by kind."""
        path = directory_path("certification")
        return {kind: f"{path}map.{kind}{self.string}" for kind in ("csv", "json")}


def tile_map(
    listing: Listing | None = None, stamps: Mapping[str, int] | None = None
) -> TileMap | None:
    """Return the map for the first audience that a list of rules is asked for, or for support
    staff; None while there is no audience.

    With a list, the places are left out of which it has no rule for these people.
    """
    if listing is not None:
        snapshot = listing.snapshot
    else:
        stamps = Stamp.read() if stamps is None else stamps
        snapshot = snapshot_cache.snapshot(DIRECTORIES["certification"], stamps)
    labels = {
        slug: str(label)
        for slug, label in snapshot.labels["audience"].items()
        if slug != NOT_RECORDED
    }
    if not labels:
        return None
    asked = listing.query.choices.get("audience", ()) if listing is not None else ()
    chosen = [slug for slug in labels if slug in asked]
    usual = USUAL_AUDIENCE if USUAL_AUDIENCE in labels else next(iter(labels))
    audience, *others = chosen or [usual]
    listed = _listed(listing)
    return TileMap(
        audience=audience,
        label=labels[audience],
        tiles=[_shown(tile, listed) for tile in _tiles(audience, stamps)],
        links=list(_links(labels, audience, listing)),
        others=[labels[slug] for slug in others],
        string=listing.query.with_page(1).string if listing is not None else _string(audience),
    )


def _shown(tile: Tile, listed: frozenset[int] | None) -> Tile:
    if listed is None or any(rule.pk in listed for rule in tile.answer.rules):
        return tile
    return tile.left_out


def _listed(listing: Listing | None) -> frozenset[int] | None:
    """Return the numbers of the rules of a list; None where it is filtered by no more than
    audiences, so that all places are on the map."""
    if listing is None or not (listing.query.q or {*listing.query.choices} - {"audience"}):
        return None
    return frozenset(listing.all_pks)


def _tiles(audience: str, stamps: Mapping[str, int] | None) -> Sequence[Tile]:
    """Return the tiles of all public places by name."""
    held = while_unchanged("tiles", "certification", "places", stamps=stamps)
    if audience not in held:
        rules = DIRECTORIES["certification"].records().prefetch_related("audiences")
        answers = answers_by_place(rules.order_by("applies_to", "pk"), audience)
        held[audience] = [
            Tile(place, answers.get(place.pk) or answer_of(()))
            for place in DIRECTORIES["places"].records().order_by("name", "pk")
        ]
    return held[audience]


def _links(
    labels: Mapping[str, str], audience: str, listing: Listing | None
) -> Iterator[AudienceLink]:
    for slug, label in labels.items():
        is_current = slug == audience
        if listing is None:
            url = directory_path("certification") + _string(slug)
            yield AudienceLink(slug, label, url, is_current)
            continue
        query: Query = replace(
            listing.query, choices={**listing.query.choices, "audience": (slug,)}, page=1
        )
        number = listing.answer.counts["audience"].get(slug, 0)
        yield AudienceLink(slug, label, listing.step(query), is_current, number)


def _string(audience: str) -> str:
    return query_string([("audience", audience)])


def map_rows(tiles: TileMap) -> Iterator[dict[str, object]]:
    """Yield the map as data, place by place; what is not recorded is None, and never "none"."""
    for tile in tiles.tiles:
        answer = tile.answer
        is_known = answer.state != AnswerState.UNKNOWN
        yield {
            "place_code": tile.place.code,
            "place": tile.place.slug,
            "name": tile.place.local_name,
            "audience": tiles.audience,
            "answer": answer.state.value if is_known else None,
            "words": answer.words if answer.rules else None,
            "status": answer.status or None,
            "of_whom": tile.of_whom or None,
            "rules": [rule.slug for rule in answer.rules],
            "sources": [line.words for line in tile.sources],
            "in_list": not tile.is_left_out,
        }
