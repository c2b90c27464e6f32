"""What the welcome page shows beside its own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.directories import DIRECTORIES
from directory.models import CertificationRequirement, Place
from directory.snapshots import shelf
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    DirectoryPage,
    PlacesPage,
    SectionPage,
)
from home.models.base import CenterPage
from home.routes import held_routes

SHOWN_ANNOUNCEMENTS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """The way to one section, with a figure that says how much is there."""

    title: str
    path: str
    text: str
    figure: str


def welcome() -> Mapping[str, object]:
    """Cards for the sections, the places to choose from, and the current announcements."""
    current = AnnouncementPage.objects.current().order_by("-date")
    return {
        "cards": cards(),
        "places": Place.objects.published().only("name", "name_es", "name_fr", "slug"),
        "announcements": current[:SHOWN_ANNOUNCEMENTS],
        "archived": DIRECTORIES["announcements"].records().count(),
    }


def cards() -> list[Card]:
    """A card for every page of the menu, in its order."""
    kinds = (SectionPage, DirectoryPage, PlacesPage, AnnouncementIndexPage)
    routes = held_routes()
    pages = [(item, routes.pages[item.path]) for item in routes.menu]
    return [
        Card(item.title, item.path, page.card_text, figure(page))
        for item, page in pages
        if isinstance(page, kinds)
    ]


def figure(page: CenterPage) -> str:
    """ "206 programs": how much a section holds now."""
    if isinstance(page, SectionPage):
        number = len(page.body)
        return ngettext("%(number)d topic", "%(number)d topics", number) % {"number": number}
    directory = page.directory_shown()
    counted = directory.counted(len(shelf.snapshot(directory).index))
    if directory.model is CertificationRequirement:
        places = directory.records().values("jurisdiction").distinct().count()
        return _("%(requirements)s, %(places)s") % {
            "requirements": counted,
            "places": DIRECTORIES["places"].counted(places),
        }
    return counted
