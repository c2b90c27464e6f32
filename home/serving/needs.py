"""`/what-do-i-need/`: the choices of the page of a place, with the place as the first of them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.catalog.directories import DIRECTORIES
from directory.places.choices import Choices
from directory.places.finding import FoundPlaces, find_places
from directory.search.queries import shown
from directory.web import caching
from home.formats.fixed_pages import NEEDS
from home.pages.routes import read_stamps, routes


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Ask for a place and three choices, and lead to the page that answers. Public."""
    request.stamps = stamps = read_stamps()
    if known := caching.answered_before(request, stamps):
        return known
    routes(stamps)
    choices = Choices.read(request.GET, stamps)
    typed = request.GET.get("place", "")
    found = find_places({"q": typed}, NEEDS.path, stamps)
    if found.place is not None:
        return HttpResponseRedirect(found.place.get_absolute_url() + choices.query)
    context = {
        "page": NEEDS,
        "typed": found.query.q,
        "offered": list(choices.offered()),
        "query": choices.query,
        "problem": _problem(typed, found) if "place" in request.GET else "",
        "meant": found.of_town or (found.listing.records if found.query.q else []),
        "places": DIRECTORIES["places"].records().only("name", "name_es", "name_fr", "slug"),
    }
    response = render(request, "home/needs.html", context)
    return caching.label(request, response, stamps)


def _problem(typed: str, found: FoundPlaces) -> str:
    """Return why what was typed leads to no place."""
    if not found.query.q:
        return _("Type your state, province or territory.")
    if found.of_town:
        return _("No place is called “%(typed)s”. A school in a town of that name is in:") % {
            "typed": shown(typed)
        }
    if not found.listing.total:
        return _("No place is called “%(typed)s”. Try the first letters of its name.") % {
            "typed": shown(typed)
        }
    return _("Which of these places do you mean?")
