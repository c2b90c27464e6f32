"""The views of pages that list entries. Wagtail has checked the page before it is served."""

from collections.abc import Sequence

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.catalog.directories import DIRECTORIES
from directory.listings import views as directory_views
from directory.listings.kept_records import kept_at
from directory.listings.tilemap import tile_map
from directory.models import Stamp
from directory.places.choices import Choices, PlaceChoice
from directory.places.finding import find_places
from directory.places.sheets import PlaceSheet, sheet_of
from directory.reports.freshness import freshness as freshness_now
from home.pages import freshness as freshness_of
from home.pages import places as places_of
from home.pages.base import CenterPage
from home.pages.place_counts import place_counts
from home.pages.routes import routes


def listing(request: HttpRequest, page: CenterPage) -> HttpResponse:
    """Show the directory of a listing page, as filtered."""
    return directory_views.listing(
        request,
        page.directory_shown(),
        template=page.template,
        context={"page": page},
        path=request.path,
        stamps=getattr(request, "stamps", None),
    )


def entry(request: HttpRequest, page: CenterPage, slug: str) -> HttpResponse:
    """Show the page of one entry."""
    return directory_views.entry(
        request,
        page.directory_shown(),
        slug,
        template="directory/record.html",
        context={"page": page},
        path=request.path.removesuffix(f"{slug}/"),
        search_path=routes(getattr(request, "stamps", None)).search,
    )


def places(request: HttpRequest, page: CenterPage) -> HttpResponse:
    """Show all places; what one of them is called, letters and code included, leads to it."""
    path, stamps = request.path, getattr(request, "stamps", None)
    meant = find_places(request.GET, path, stamps)
    if meant.place is not None:
        return HttpResponseRedirect(f"{path}{meant.place.slug}/")
    found = meant.listing
    shown = meant.of_town or found.records
    context = {
        "page": page,
        "listing": found,
        "of_town": meant.of_town,
        "countries": places_of.by_country(shown),
        # Of a few places that were searched there is no map.
        "map": None if found.query.is_filtered else tile_map(stamps=stamps),
        "counts": place_counts(shown, stamps),
    }
    return render(request, page.template, context)


def place(request: HttpRequest, page: CenterPage, slug: str) -> HttpResponse:
    """Show everything about one place; 404 for what is no place, and the way to one that was."""
    directory, stamps = DIRECTORIES["places"], getattr(request, "stamps", None) or Stamp.read()
    typed = slug.lower()  # `/places/Ohio/`, as people type it
    known = kept_at(directory, [slug, typed], stamps)
    record = known.get(slug)
    if record is None:
        meant = known.get(typed) or directory.kept_for(slug)
        if meant is None:
            raise Http404
        return HttpResponsePermanentRedirect(meant.get_absolute_url())
    choices = Choices.read(request.GET, stamps)
    fragment = directory_views.wants_fragment(request)
    path = record.get_absolute_url()
    if not fragment and not choices.is_canonical(request.GET):
        return HttpResponseRedirect(path + choices.canonical)
    context = {
        "page": page,
        "place": record,
        "sheet": sheet_of(record, choices, stamps),
        "offered": list(choices.offered(record.local_name)),
        "path": path,
        "address": path + choices.query,
        "fragment": fragment,
    }
    if fragment:
        context["status"] = _told(context["sheet"], context["offered"])
    template = "home/place.html#fragment" if fragment else "home/place.html"
    response = render(request, template, context)
    if fragment:
        response["HX-Push-Url"] = path + choices.query
    return response


def _told(sheet: PlaceSheet, offered: Sequence[PlaceChoice]) -> str:
    """Return what somebody hears who chose: "For school staff, any study, online: 1 rule"."""
    who, study, how = (choice.chosen for choice in offered)
    counted = DIRECTORIES["certification"].counted(len(sheet.rules.records))
    return _("For %(who)s, %(study)s, %(how)s: %(counted)s") % {
        "who": who, "study": study, "how": how, "counted": counted,
    }  # fmt: skip


def freshness(request: HttpRequest, page: CenterPage) -> HttpResponse:
    """Show how many facts are verified and in date and how many links work, counted anew."""
    found = freshness_now(getattr(request, "stamps", None))
    rows = freshness_of.rows(found)
    context = {
        "page": page,
        "freshness": found,
        "rows": rows,
        "states": freshness_of.ORDER,
        "height": freshness_of.plot_height(rows),
    }
    return render(request, page.template, context)
