"""The views behind the pages. All are public: Wagtail has checked the page before it is served."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.sitemaps.views import sitemap as sitemaps_view
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views

from directory import conditional
from directory import views as directory_views
from directory.api.freshness import as_data
from directory.directories import DIRECTORIES
from directory.freshness import freshness as freshness_now
from directory.listings import Listing
from directory.models import Stamp
from directory.text import MAX_QUERY_LENGTH, clean_query, fold, keywords, words
from home import freshness as freshness_of
from home import places as places_of
from home.models import DirectoryPage, FreshnessPage, ListingPage, PlacesPage, SearchPage
from home.open_data import open_data
from home.routes import read_stamps, routes
from home.sitemaps import sitemaps

SEARCHED = (
    "places", "pages", "certification", "programs", "associations", "resources", "institutions",
    "announcements",
)  # fmt: skip
SHOWN_IN_SEARCH = 5


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Every page of the site. A repeated question is answered 304 before any other work."""
    request.stamps = stamps = read_stamps()
    if unchanged := conditional.not_modified(request, stamps):
        return unchanged
    response = answer(request, path)
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return conditional.label(request, response, stamps)


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Public pages are known by their address; Wagtail, which asks the database some ten times on
    the way to a page, finds and guards all others, and every page that an editor sees."""
    if conditional.is_anonymous(request):
        pages = routes(request.stamps).pages
        if page := pages.get(f"/{path}"):
            return page.serve(request)
        above, _slash, slug = path.rstrip("/").rpartition("/")
        page = pages.get(f"/{above}/")
        if isinstance(page, (DirectoryPage, PlacesPage)):
            return page.serve(request, slug=slug)
    return wagtail_views.serve(request, path)


def listing(request: HttpRequest, page: ListingPage) -> HttpResponse:
    """The directory of a listing page, as filtered."""
    return directory_views.listing(
        request,
        page.directory_shown(),
        template=page.template,
        context={"page": page},
        path=request.path,
        stamps=getattr(request, "stamps", None),
    )


def entry(request: HttpRequest, page: DirectoryPage, slug: str) -> HttpResponse:
    """The page of one entry."""
    return directory_views.entry(
        request,
        page.directory_shown(),
        slug,
        template="directory/record.html",
        context={"page": page},
        path=request.path.removesuffix(f"{slug}/"),
        search_path=routes(getattr(request, "stamps", None)).search,
    )


@open_data(kept="no-cache")
@require_safe
def directory_file(request: HttpRequest, path: str, kind: str) -> HttpResponse:
    """`/programs/list.csv`: the list of a public listing page as data. 404 for any other page."""
    known = routes(request.stamps)
    listed_at = {where: slug for slug, where in known.directories.items()}
    slug = listed_at.get(f"/{path}")
    if slug is None:
        raise Http404
    return directory_views.data(request, DIRECTORIES[slug], kind, path=f"/{path}")


@require_safe
def directory_alias(request: HttpRequest, slug: str, rest: str) -> HttpResponse:
    """A directory by its own name, sent on to its page: `/resources/` is `/other-resources/`.
    404 while no page lists it."""
    path = routes().directories.get(slug)
    if path is None or path.startswith(f"/{slug}/"):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(path + escape_uri_path(rest) + (f"?{query}" if query else ""))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public addresses, for search engines."""
    return sitemaps_view(request, sitemaps=sitemaps())


def places(request: HttpRequest, page: PlacesPage) -> HttpResponse:
    """All places; what one of them is called, letters and code included, leads straight to it."""
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
    countries = places_of.by_country(found.records)
    return render(request, page.template, {"page": page, "listing": found, "countries": countries})


def place(request: HttpRequest, page: PlacesPage, slug: str) -> HttpResponse:
    """Everything about one place; 404 for what is no place."""
    known = DIRECTORIES["places"].records()
    record = known.filter(slug=slug).first()
    if record is None:
        # `/places/Ohio/`, as people type it.
        if meant := known.filter(slug=slug.lower()).first():
            return HttpResponsePermanentRedirect(meant.get_absolute_url())
        raise Http404
    context = {
        "page": page,
        "place": record,
        "asked": places_of.asked(record),
        "parts": places_of.parts(record),
        "neighbors": places_of.neighbors(record),
    }
    return render(request, "home/place.html", context)


def freshness(request: HttpRequest, page: FreshnessPage) -> HttpResponse:
    """How many facts are verified and in date and how many links work, counted anew."""
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


@open_data(kept="no-cache")
@require_safe
def freshness_file(request: HttpRequest) -> HttpResponse:
    """`/freshness.json`: the numbers of the freshness page. 404 while no such page is public."""
    if not routes(request.stamps).freshness:
        raise Http404
    found = as_data(freshness_now(request.stamps), request.build_absolute_uri)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True)
class Group:
    """The hits of one directory in the site search."""

    directory: object
    listing: Listing
    has_list: bool

    @property
    def rest(self) -> int:
        return self.listing.total - len(self.listing.answer.pks)

    @property
    def changes(self) -> tuple[int, bool]:
        """How far the words are from those typed: how many were left out, and typo help."""
        return len(self.listing.answer.dropped), bool(self.listing.answer.corrections)

    def words_kept(self, q: str) -> set[str]:
        """The words of the question that were not left out, without articles and the like."""
        return set(keywords(words(q))) - set(self.listing.answer.dropped)

    @cached_property
    def has_named_place(self) -> bool:
        """Whether the question has the whole name of a place that is among the hits."""
        if self.directory.slug != "places":
            return False
        searched = set(words(self.listing.searched))
        names = (name for place in self.listing.records for name in place.names)
        return any(searched.issuperset(words(name)) for name in names)


def search(request: HttpRequest, page: SearchPage) -> HttpResponse:
    """One box over everything, grouped, best matches first; live like every list."""
    typed = request.GET.get("q", "")
    q = clean_query(typed)
    path = request.path
    fragment = directory_views.wants_fragment(request)
    canonical = f"{path}?{urlencode({'q': q})}" if q else path
    is_canonical = request.GET.getlist("q") == ([q] if q else [])
    if not fragment and not is_canonical and len(typed) <= MAX_QUERY_LENGTH:
        return HttpResponseRedirect(canonical)
    stamps = getattr(request, "stamps", None) or Stamp.read()
    groups = groups_for(q, routes(stamps).directories, stamps) if q else []
    total = sum(group.listing.total for group in groups)
    counted = ngettext("%(number)d result", "%(number)d results", total) % {"number": total}
    context = {
        "page": page,
        "path": path,
        "q": q,
        "groups": groups,
        "counted": counted if q else _("Type to search"),
        "title": f"{q} - {counted}" if q else page.title,
        "corrected": corrected_in(groups),
        "notes": [_("Your search was long: only its first words were used.")]
        if len(typed) > MAX_QUERY_LENGTH
        else [],
    }
    response = render(request, f"{page.template}#fragment" if fragment else page.template, context)
    if fragment:
        before = searched_before(request)
        refines = q == before or bool(q and before)
        response["HX-Replace-Url" if refines else "HX-Push-Url"] = canonical
    return response


def corrected_in(groups: list[Group]) -> str:
    """What was searched instead of the words typed, where the fewest of them were left out."""
    nearest = sorted(groups, key=lambda group: group.changes)
    return next((group.listing.corrected for group in nearest if group.listing.corrected), "")


def searched_before(request: HttpRequest) -> str:
    """The words that were searched on the reader's screen, from the address htmx reports."""
    try:
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return ""
    return clean_query(QueryDict(current.query).get("q", ""))


def groups_for(
    q: str, paths: Mapping[str, str], stamps: Mapping[str, int] | None = None
) -> list[Group]:
    """The groups that have hits with the fewest words left out, and of those with the fewest typos.

    So neither shows while another group has the words as typed. But a place that the question names
    always shows, since its page has everything about it; where each group leaves words out, what is
    found of that place is shown, and nothing of others.
    """
    found = [
        Group(
            DIRECTORIES[slug],
            Listing(
                DIRECTORIES[slug], {"q": q}, path=paths.get(slug, ""), per_page=SHOWN_IN_SEARCH,
                stamps=stamps, relax=True,
            ),
            slug in paths,
        )
        for slug in SEARCHED
    ]  # fmt: skip
    found = [group for group in found if group.listing.total]
    least = min((group.changes for group in found), default=(0, False))
    fewest, has_typos = least
    typed_as_well = [group for group in found if group.changes[1] <= has_typos]
    place = next((group for group in typed_as_well if group.has_named_place), None)
    if place and fewest:
        of_place = place.words_kept(q)
        return [group for group in typed_as_well if of_place.issubset(group.words_kept(q))]
    return [group for group in typed_as_well if group is place or group.changes == least]
