"""The views of pages that list entries. Wagtail has checked the page before it is served."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import fold
from directory.listings import views as directory_views
from directory.listings.listing import Listing
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
    path = request.path
    found = Listing(DIRECTORIES["places"], request.GET, path=path, per_page=100, relax=True)
    if found.query.q:
        names = {
            fold(name): place
            for place in found.records
            for name in (*place.names, place.letters, place.code)
        }
        exact = names.get(fold(found.query.q))
        as_typed = not (found.corrected or found.dropped)
        only = found.records[0] if found.total == 1 and as_typed else None
        if place_found := exact or only:
            return HttpResponseRedirect(f"{path}{place_found.slug}/")
    context = {
        "page": page,
        "listing": found,
        "countries": places_of.by_country(found.records),
        "counts": place_counts(found.records, getattr(request, "stamps", None)),
    }
    return render(request, page.template, context)


def place(request: HttpRequest, page: CenterPage, slug: str) -> HttpResponse:
    """Show everything about one place; 404 for what is no place, and the way to one that was."""
    known = DIRECTORIES["places"].records()
    record = known.filter(slug=slug).first()
    if record is None:
        # `/places/Ohio/`, as people type it.
        if meant := known.filter(slug=slug.lower()).first():
            return HttpResponsePermanentRedirect(meant.get_absolute_url())
        if moved := DIRECTORIES["places"].kept_for(slug):
            return HttpResponsePermanentRedirect(moved.get_absolute_url())
        raise Http404
    context = {
        "page": page,
        "place": record,
        "asked": places_of.asked(record),
        "parts": places_of.parts(record),
        "neighbors": places_of.neighbors(record),
    }
    return render(request, "home/place.html", context)


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
