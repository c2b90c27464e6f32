"""What changed of an entry or in a place, in words: `/places/ohio/changes/`."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from directory.changes.told import told_in, told_of
from directory.models import Place
from directory.search.queries import parse_page
from home.pages.base import CHANGES, CenterPage
from home.pages.routes import routes

# Lists whose entries are told of by another feed, or are the places themselves.
NOT_TOLD = frozenset({"places", "announcements"})


def changes(request: HttpRequest, page: CenterPage, slug: str) -> HttpResponse:
    """Show what changed of the entry or place `slug`, newest first. Public; 404 for what is not
    published, and the way to the one that an address leads to now."""
    directory = page.directory_shown()
    record = directory.records().filter(slug=slug).first()
    if record is None:
        if kept := directory.kept_for(slug):
            return HttpResponsePermanentRedirect(f"{kept.get_absolute_url()}{CHANGES}/")
        raise Http404
    number = parse_page(request.GET.get("page", "")) or 1
    if isinstance(record, Place):
        known = routes(getattr(request, "stamps", None)).directories
        told = told_in(record.slug, known.keys() - NOT_TOLD, number)
    else:
        told = told_of(record, number)
    context = {"page": page, "record": record, "told": told, "is_place": isinstance(record, Place)}
    return render(request, "home/changes.html", context)
