"""What other sites show in a frame: what a place asks, a filtered list, the answer to a question.
HTML without a script.

Only here may strangers frame the site. A frame holds links and no form, so that nobody can be made
to click what he does not see.
"""

from functools import wraps
from urllib.parse import urlsplit

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from directory.catalog.schema_org import Absolute
from directory.listings.listing import Listing
from directory.listings.refusals import listing_for_program, refuse_unknown
from directory.models import Place
from directory.places.choices import choices_for_program
from directory.places.sheets import sheet_of
from directory.search.queries import parse_page
from directory.web.cors import View
from directory.web.problems import Problem
from home.formats.open_data import open_data
from home.formats.targets import PublicTarget, led_to
from home.models import DirectoryPage, QuestionPage
from home.pages.routes import routes

WIDTH, HEIGHT = 640, 480
SMALLEST = 200  # pixels; narrower and lower than that nothing can be read
FRAMED = {"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]}


def is_embedded(target: PublicTarget) -> bool:
    """Say whether there is an embed of what stands at this address."""
    if target.record is None:
        return isinstance(target.page, (DirectoryPage, QuestionPage))
    return isinstance(target.record, Place)


def framable(view: View) -> View:
    """Let strangers frame the answers of `view`, the 304 too: its headers replace those kept."""

    @wraps(view)
    def framed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return xframe_options_exempt(csp_replace(FRAMED)(framed))


@framable
@open_data(kept="no-cache")
@require_safe
def embed(request: HttpRequest, path: str) -> HttpResponse:
    """Show the place, the list or the answer at `path` in the frame of another site. Public."""
    target = led_to(f"/{path}", routes(request.stamps))
    if target is None or not is_embedded(target):
        raise Http404
    if target.path != f"/{path}":
        return HttpResponsePermanentRedirect(f"/embed{target.path}")
    if target.record is not None:
        choices = choices_for_program(request.GET, request.stamps)
        context = {
            "target": target,
            "place": target.record,
            "sheet": sheet_of(target.record, choices, request.stamps),
            "shown_at": target.path + choices.query,
        }
        return render(request, "embed/place.html", context)
    if isinstance(target.page, QuestionPage):
        refuse_unknown(request.GET, ())
        context = {"target": target, "page": target.page, "shown_at": target.path}
        return render(request, "embed/question.html", context)
    listing = Listing(
        target.page.directory_shown(), request.GET, path=target.path, stamps=request.stamps,
        relax=True,
    )  # fmt: skip
    context = {"target": target, "listing": listing, "shown_at": listing.url()}
    return render(request, "embed/list.html", context)


def snippet(
    target: PublicTarget,
    query: str,
    absolute: Absolute,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> str:
    """Return the HTML that another site puts into its page; `width` and `height` are in pixels."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>',
        absolute(f"/embed{target.path}{query}"), str(target), width, height,
    )  # fmt: skip


@open_data
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer with how to embed an address of this site (oEmbed 1.0, JSON). Public."""
    if request.GET.get("format", "json") != "json":
        # oEmbed would say 501; no address of this site answers a stranger as if it had failed.
        return _error(400, _("Only JSON is given."))
    if not request.GET.get("url"):
        return _error(400, _("Give the address of a page of this site as url."))
    try:
        asked = urlsplit(request.GET["url"])
    except ValueError:
        return _error(404, _("That is no address."))
    if asked.netloc != request.get_host() or asked.scheme not in ("http", "https"):
        return _error(404, _("That address is not of this site."))
    target = led_to(asked.path, routes(request.stamps))
    if target is None or not is_embedded(target):
        return _error(404, _("There is nothing to embed at this address."))
    try:
        query = query_of(target, asked.query)
    except Problem as problem:
        return _error(400, f"{problem.parameter}: {problem.detail}")
    width = min(WIDTH, _bound(request, "maxwidth", WIDTH))
    height = min(HEIGHT, _bound(request, "maxheight", HEIGHT))
    absolute = request.build_absolute_uri
    return JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": str(target),
            "provider_name": _("Library Support Staff Resource Center"),
            "provider_url": absolute("/"),
            "cache_age": 300,
            "width": width,
            "height": height,
            "html": snippet(target, query, absolute, width=width, height=height),
        }
    )


def query_of(target: PublicTarget, typed: str) -> str:
    """Return the filters of a list, in order; raise Problem for what its page would leave out."""
    params = QueryDict(typed)
    if target.record is not None:
        return choices_for_program(params).query
    if isinstance(target.page, QuestionPage):
        refuse_unknown(params, ())
        return ""
    listing = listing_for_program(target.page.directory_shown(), params, path=target.path)
    return listing.query.string


def _bound(request: HttpRequest, name: str, usual: int) -> int:
    """What the other site has room for; what is no number, or too small to read, is not heard."""
    number = parse_page(request.GET.get(name, ""))
    return usual if number is None else max(SMALLEST, number)


def _error(status: int, message: str) -> JsonResponse:
    return JsonResponse({"error": message}, status=status)
