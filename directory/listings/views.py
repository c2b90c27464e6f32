"""The views of a directory. All are public: what is published is decided before they draw."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from directory.catalog.directory import Directory
from directory.listings import exports, feeds, wording
from directory.listings.controls import OPENED
from directory.listings.kept_records import kept_at
from directory.listings.leads import kept_leads
from directory.listings.listing import Listing
from directory.listings.picks import picks_of
from directory.listings.plots import plots_of
from directory.listings.referrers import results_url
from directory.listings.refusals import listing_for_program, number_in
from directory.listings.tilemap import tile_map
from directory.models import Entry, Stamp
from directory.search import queries
from directory.search.queries import OWN, Query
from directory.web.caching import REFERRER


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asks for the results alone; a restore of history needs the whole page."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def listing(
    request: HttpRequest,
    directory: Directory,
    *,
    template: str,
    context: Mapping[str, object],
    path: str,
    stamps: Mapping[str, int] | None = None,
) -> HttpResponse:
    """Return the list as a page, or as the fragment of the same template that htmx swaps.
    Public."""
    stamps = stamps or Stamp.read()
    picks = picks_of(directory, request.GET)
    ticked = picks.ticked if picks else None
    opened = [name for name in directory.bound if name in request.GET.getlist(OPENED)]
    shown = Listing(
        directory, request.GET, path=path, stamps=stamps, relax=True, ticked=ticked, opened=opened
    )
    fragment = wants_fragment(request)
    if not fragment and not shown.reading.is_canonical:
        others = [*(picks.pairs if picks else ()), *((OPENED, name) for name in opened)]
        return HttpResponseRedirect(path + shown.reading.with_others(others))
    before = previous_query(request, shown) if fragment else None
    shown.answer  # noqa: B018 - finds out whether the page exists before the status is worded
    values = {
        **context,
        "listing": shown,
        "picks": picks,
        "map": tile_map(shown, stamps) if directory.has_map else None,
        "plots": plots_of(shown, stamps),
        "ticked_elsewhere": picks.elsewhere(shown) if picks else "",
        "status": wording.status(
            shown.query, shown.labels, shown.total, before, corrected=shown.corrected
        )
        if fragment
        else "",
        "fragment": fragment,
    }
    response = render(request, f"{template}#fragment" if fragment else template, values)
    if fragment:
        replaces = before is not None and only_words_refined(before, shown.query)
        response["HX-Replace-Url" if replaces else "HX-Push-Url"] = shown.step(shown.query)
    return response


def previous_query(request: HttpRequest, shown: Listing) -> Query | None:
    """Return the query that was on the reader's screen, from the address htmx reports."""
    try:
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return None
    if current.path != shown.path:
        return None
    return queries.read(shown.directory, QueryDict(current.query), shown.labels).query


def only_words_refined(before: Query, now: Query) -> bool:
    """Return whether the step is no more than further typing: then history keeps one entry for
    it."""
    if before.string == now.string:
        return True
    return bool(before.q and now.q) and before.choices == now.choices and before.sort == now.sort


def entry(
    request: HttpRequest,
    directory: Directory,
    slug: str,
    *,
    template: str,
    context: Mapping[str, object],
    path: str,
    search_path: str,
) -> HttpResponse:
    """Return the page of one entry with all its fields. Public; 404 for what is not published, and
    the way to the one that was kept for an entry that was merged into it."""
    stamps = getattr(request, "stamps", None) or Stamp.read()
    record = kept_at(directory, [slug], stamps).get(slug)
    if record is None:
        if kept := directory.kept_for(slug):
            return HttpResponsePermanentRedirect(kept.get_absolute_url())
        raise Http404
    values = {
        **context,
        "record": record,
        "results_url": results_url(request, directory, path, search_path),
        "directory_path": path,
        "leads": kept_leads(record, stamps) if isinstance(record, Entry) else [],
    }
    response = render(request, template, values)
    patch_vary_headers(response, [REFERRER])
    return response


def data(request: HttpRequest, directory: Directory, kind: str, *, path: str) -> HttpResponse:
    """Return the list as CSV, JSON or a feed, with the parameters of the page; raise Problem for
    those that a page would leave out. Public."""
    per_page = queries.parse_per_page(request.GET.get("per_page", "")) if kind == "json" else None
    per_page = per_page or queries.PER_PAGE
    stamps = getattr(request, "stamps", None)
    is_feed = kind in feeds.WRITERS
    shown = listing_for_program(
        directory,
        request.GET,
        path=path,
        per_page=per_page,
        stamps=stamps,
        is_paged=kind == "json",
        own={*OWN, feeds.OFFSET} if is_feed else OWN,
    )
    if is_feed:
        offset = number_in(request.GET, feeds.OFFSET)
        return feeds.WRITERS[kind](request, feeds.entries_feed(shown, offset))
    return exports.WRITERS[kind](request, shown)
