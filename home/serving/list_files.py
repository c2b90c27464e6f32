"""Lists and numbers of public pages as files, at addresses below those of the pages."""

from django.contrib.sitemaps.views import sitemap as sitemaps_view
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from directory.api.freshness import as_data
from directory.catalog.directories import DIRECTORIES
from directory.listings import views as directory_views
from directory.listings.exports import table_response
from directory.listings.refusals import listing_for_program, refuse_unknown
from directory.listings.tilemap import map_rows, tile_map
from directory.reports.freshness import freshness as freshness_now
from home.formats.open_data import open_data
from home.formats.sitemaps import sitemaps
from home.pages.routes import routes


@open_data(kept="no-cache")
@require_safe
def directory_file(request: HttpRequest, path: str, kind: str) -> HttpResponse:
    """Answer with the list of a public listing page as data (`/programs/list.csv`). Public; 404 for
    any other page."""
    known = routes(request.stamps)
    listed_at = {where: slug for slug, where in known.directories.items()}
    slug = listed_at.get(f"/{path}")
    if slug is None:
        raise Http404
    return directory_views.data(request, DIRECTORIES[slug], kind, path=f"/{path}")


@open_data(kept="no-cache")
@require_safe
def map_file(request: HttpRequest, path: str, kind: str) -> HttpResponse:
    """Answer with the map above a list as data (`/certification/map.csv`), with the parameters of
    the list. Public; 404 for a page that has no map."""
    known = routes(request.stamps)
    listed_at = {where: DIRECTORIES.get(slug) for slug, where in known.directories.items()}
    directory = listed_at.get(f"/{path}")
    if directory is None or not directory.has_map:
        raise Http404
    listing = listing_for_program(
        directory, request.GET, path=f"/{path}", stamps=request.stamps, is_paged=False
    )
    tiles = tile_map(listing, request.stamps)
    rows = list(map_rows(tiles)) if tiles else []
    if not rows:
        raise Http404
    if kind == "json":
        answer = {"audience": tiles.audience, "total": len(rows), "items": rows}
        return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    return table_response(rows[0], (row.values() for row in rows), f"map-{tiles.audience}")


@require_safe
def directory_alias(request: HttpRequest, slug: str, rest: str) -> HttpResponse:
    """Send a directory by its own name on to its page: `/resources/` is `/other-resources/`. 404
    while no page lists it."""
    path = routes().directories.get(slug)
    if path is None or path.startswith(f"/{slug}/"):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(path + escape_uri_path(rest) + (f"?{query}" if query else ""))


@open_data(kept="no-cache")
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with all public addresses, for search engines."""
    return sitemaps_view(request, sitemaps=sitemaps(request.stamps))


@open_data(kept="no-cache")
@require_safe
def freshness_file(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers of the freshness page (`/freshness.json`); 404 without one."""
    if not routes(request.stamps).freshness:
        raise Http404
    refuse_unknown(request.GET, ())
    found = as_data(freshness_now(request.stamps), request.build_absolute_uri)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})
