"""The view behind every page of the site."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views

from directory.web import caching
from home.pages.base import entry_in
from home.pages.routes import read_stamps, routes


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve every page of the site. A repeated question is answered 304 before any other work."""
    request.stamps = stamps = read_stamps()
    if known := caching.answered_before(request, stamps):
        return known
    response = answer(request, path)
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return caching.label(request, response, stamps)


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Draw the page at `path`, a public one by its address alone.

    Wagtail, which asks the database some ten times on the way to a page, finds and guards all
    others, and every page that an editor sees.
    """
    if caching.is_anonymous(request):
        pages = routes(request.stamps).pages
        if page := pages.get(f"/{path}"):
            return page.serve(request)
        parts = path.strip("/").split("/")
        for depth in (1, 2):
            page = pages.get("/".join(["", *parts[:-depth], ""]))
            entry = entry_in(parts[-depth:])
            if page is not None and page.has_entries and entry:
                return page.serve(request, **entry)
            if page is not None and depth == 1 and (below := page.page_below(parts[-1])):
                return below.serve(request)
    return wagtail_views.serve(request, path)
