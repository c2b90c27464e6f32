"""What the welcome page shows beside its own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.listings.tilemap import tile_map
from directory.listings.unchanged import while_unchanged
from directory.models import CertificationRequirement, Place
from directory.search.snapshots import snapshot_cache
from home.pages.routes import held_routes

SHOWN_ANNOUNCEMENTS = 5
SHOWN_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class SectionCard:
    """The way to one section, with a figure that says how much is there."""

    title: str
    path: str
    text: str
    figure: str


def welcome(stamps: Mapping[str, int] | None = None) -> Mapping[str, object]:
    """Return cards for the sections, the places to choose from, the current announcements, and the
    first questions in the order that editors give them. It is found out once for each state."""
    held = while_unchanged("welcome", *DIRECTORIES, stamps=stamps)
    if "shown" not in held:
        held["shown"] = _shown(stamps)
    return held["shown"]


def _shown(stamps: Mapping[str, int] | None) -> Mapping[str, object]:
    announcements = DIRECTORIES["announcements"].records()
    tiles = tile_map(stamps=stamps)
    places = [tile.place for tile in tiles.tiles] if tiles else Place.objects.published()
    return {
        "cards": cards(stamps),
        "map": tiles,
        "places": [place.local_name for place in places],
        "announcements": sorted(
            announcements.for_welcome()[:SHOWN_ANNOUNCEMENTS],
            key=lambda each: each.date,
            reverse=True,
        ),
        "archived": announcements.count(),
        "questions": list(DIRECTORIES["questions"].records().order_by("path")[:SHOWN_QUESTIONS]),
    }


def cards(stamps: Mapping[str, int] | None) -> list[SectionCard]:
    """Return a card for every page of the menu that holds something to count, in its order."""
    routes = held_routes()
    pages = [(item, routes.pages[item.path]) for item in routes.menu]
    return [
        SectionCard(item.title, item.path, page.card_text, page.figure(stamps))
        for item, page in pages
        if hasattr(page, "figure")
    ]


def figure_of(directory: Directory, stamps: Mapping[str, int] | None) -> str:
    """Return how much a directory holds now, in words: "206 programs"."""
    counted = directory.counted(len(snapshot_cache.snapshot(directory, stamps).index))
    if directory.model is CertificationRequirement:
        places = directory.records().values("jurisdiction").distinct().count()
        return _("%(requirements)s, %(places)s") % {
            "requirements": counted,
            "places": DIRECTORIES["places"].counted(places),
        }
    return counted
