"""Lists and numbers of public pages as files, at addresses below those of the pages."""

from django.contrib.sitemaps.views import sitemap as sitemaps_view
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from directory.api.freshness import as_data
from directory.catalog.directories import DIRECTORIES
from directory.listings import views as directory_views
from directory.listings.refusals import refuse_unknown
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
    return sitemaps_view(request, sitemaps=sitemaps())


@open_data(kept="no-cache")
@require_safe
def freshness_file(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers of the freshness page (`/freshness.json`); 404 without one."""
    if not routes(request.stamps).freshness:
        raise Http404
    refuse_unknown(request.GET, ())
    found = as_data(freshness_now(request.stamps), request.build_absolute_uri)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})
