"""The Markdown twin of every public page: `/programs/index.md` beside `/programs/`.

It is the page itself, drawn by its own view for nobody in particular, and its `<main>` read as
Markdown behind some lines of YAML.
"""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import resolve
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import clean_query
from directory.listings.listing import Listing
from directory.listings.markdown import front_matter, joined, link
from directory.listings.noted import since_when
from directory.listings.refusals import listing_for_program, refuse_unknown, search_of_program
from directory.models import Place, Record
from directory.places.choices import choices_for_program
from directory.places.sheets import sheet_of
from directory.reports.freshness import freshness
from home.formats.compare import selection_for_program
from home.formats.fixed_pages import FixedPage
from home.formats.markdown import of_html
from home.formats.open_data import open_data
from home.formats.targets import PublicTarget, led_to, twin_path
from home.models import (
    AnnouncementPage,
    FreshnessPage,
    ListingPage,
    PlacesPage,
    QuestionPage,
    SearchPage,
)
from home.pages.routes import routes


@open_data
@require_safe
def markdown_twin(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with what the page at `path` says, in Markdown. Public; 404 where it finds no page,
    and the way to the twin of what its page leads to."""
    target = led_to(f"/{path}", routes(request.stamps))
    if target is None:
        raise Http404
    if target.path != f"/{path}":
        return HttpResponsePermanentRedirect(twin_path(target.path))
    query, listing = _asked(target, request)
    page = _page(request, target.path, query)
    if page.status_code != 200:
        return HttpResponseRedirect(twin_path(page["Location"]))
    absolute = request.build_absolute_uri
    address = absolute(escape_uri_path(target.path) + query)
    main = page.content.decode().partition("<main")[2].partition(">")[2].rpartition("</main>")[0]
    head = {"title": str(target), "url": address, **_about(target, listing, request)}
    text = joined(front_matter(head), of_html(main, address), _next(listing, request))
    response = HttpResponse(f"{text}\n", content_type="text/markdown; charset=utf-8")
    response["Link"] = f'<{address}>; rel="canonical"'
    return response


def _asked(target: PublicTarget, request: HttpRequest) -> tuple[str, Listing | None]:
    """Return what the page is asked for, and the list that it shows then; raises Problem for
    whatever the page would leave out."""
    page = target.page
    if target.record is None and isinstance(page, ListingPage | PlacesPage):
        per_page = {"per_page": 100} if isinstance(page, PlacesPage) else {}
        listing = listing_for_program(
            page.directory_shown(), request.GET, path=target.path, stamps=request.stamps,
            **per_page,
        )  # fmt: skip
        return listing.query.string, listing
    if isinstance(target.record, Place):
        return choices_for_program(request.GET, request.stamps).query, None
    if isinstance(page, SearchPage):
        q = clean_query(search_of_program(request.GET))
        return f"?{urlencode({'q': q})}" if q else "", None
    if isinstance(page, FixedPage) and page.parameter:
        slug = page.path.rstrip("/").rpartition("/")[2]
        return selection_for_program(DIRECTORIES[slug], request.GET).string, None
    refuse_unknown(request.GET, ())
    return "", None


def _page(request: HttpRequest, path: str, query: str) -> HttpResponse:
    """Draw the page as somebody gets it who sends nothing but its address."""
    said = {
        name: value
        for name, value in request.META.items()
        if name == "HTTP_HOST" or not name.startswith("HTTP_")
    }
    said |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query.removeprefix("?"),
    }
    asked = WSGIRequest(said)
    asked.user = AnonymousUser()
    view, args, kwargs = resolve(path)
    return view(asked, *args, **kwargs)


def _about(
    target: PublicTarget, listing: Listing | None, request: HttpRequest
) -> dict[str, object]:
    """Return what the front matter says beside title and address."""
    page, record = target.page, target.record
    if isinstance(record, Place):
        # What the place asks was verified when the last of it was; not while a part never was.
        choices = choices_for_program(request.GET, request.stamps)
        rules = sheet_of(record, choices, request.stamps).rules
        days = [each.verified_on for each in rules.records]
        about = {"code": record.code, "verified_on": min(days) if days and all(days) else None}
        return {**about, "filter": choices.words} if choices.values else about
    if record is not None:
        return {"directory": record.directory_slug, **_origin(record, request.stamps)}
    about = {"updated": page.last_published_at}
    if isinstance(page, AnnouncementPage):
        about |= {
            "kind": page.kind, "date": page.date_text, "current_until": page.current_until,
            "source": page.source_url,
        }  # fmt: skip
    elif isinstance(page, QuestionPage):
        about |= {"read_on": page.read_on, "checked_on": page.checked_on}
    elif isinstance(page, FreshnessPage):
        about["date"] = freshness(request.stamps).day
    elif isinstance(page, ListingPage):
        about["entries"] = listing.total
        if listing.sentence:
            about["filter"] = listing.sentence
    return about


def _origin(record: Record, stamps: Mapping[str, int]) -> dict[str, object]:
    """Return where an entry comes from, and when it was verified."""
    updated = {"updated": since_when(record.directory_slug, stamps).get(record.pk)}
    if not hasattr(record, "trust"):
        return updated
    return updated | {
        "verified_on": record.verified_on,
        "trust": record.trust.state.value,
        "source": record.source_url,
        "source_title": record.source_title,
        "source_date": record.source_date,
        "gathered_on": record.gathered_on,
    }


def _next(listing: Listing | None, request: HttpRequest) -> str:
    if listing is None or not listing.next_url:
        return ""
    query = listing.query.with_page(listing.query.page + 1).string
    return link(_("Next page"), request.build_absolute_uri(f"{twin_path(listing.path)}{query}"))
