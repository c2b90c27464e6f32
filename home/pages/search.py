"""The search of the whole site: one box over pages, announcements, places and all entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.directories import searched
from directory.catalog.text import (
    MAX_QUERY_LENGTH,
    clean_query,
    keywords,
    words,
)
from directory.listings import views as directory_views
from directory.listings.listing import Listing
from directory.models import Stamp
from home.pages.base import CenterPage
from home.pages.routes import routes

SHOWN_IN_SEARCH = 5


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

    @property
    def dropped(self) -> str:
        """The words that were left out, or nothing; a place that is named shows with any."""
        return "" if self.has_named_place else self.listing.dropped

    def words_kept(self, q: str) -> set[str]:
        """Return the words of the question that were kept, but for articles and the like."""
        return set(keywords(words(q))) - set(self.listing.answer.dropped)

    @cached_property
    def has_named_place(self) -> bool:
        """Whether the question has the whole name of a place that is among the hits."""
        if self.directory.slug != "places":
            return False
        searched = set(words(self.listing.searched))
        names = (name for place in self.listing.records for name in place.names)
        return any(searched.issuperset(words(name)) for name in names)


def search(request: HttpRequest, page: CenterPage) -> HttpResponse:
    """Show what one box finds in everything, grouped, best matches first; live like every list."""
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
        "url": canonical,
        "twin": f"{path}index.md{canonical.removeprefix(path)}",
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
    """Return what was searched instead of the words typed, where the fewest were left out."""
    nearest = sorted(groups, key=lambda group: group.changes)
    return next((group.listing.corrected for group in nearest if group.listing.corrected), "")


def searched_before(request: HttpRequest) -> str:
    """Return the words that were searched on the reader's screen, from the address htmx reports."""
    try:
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return ""
    return clean_query(QueryDict(current.query).get("q", ""))


def groups_for(
    q: str, paths: Mapping[str, str], stamps: Mapping[str, int] | None = None
) -> list[Group]:
    """Return the groups whose hits left the fewest words out, and of those with the fewest typos.

    So neither shows while another group has the words as typed. But a place that the question names
    always shows, since its page has everything about it; where each group leaves words out, what is
    found of that place is shown, and nothing of others.
    """
    found = [
        Group(
            directory,
            Listing(
                directory, {"q": q}, path=paths.get(directory.slug, ""), per_page=SHOWN_IN_SEARCH,
                stamps=stamps, relax=True,
            ),
            directory.slug in paths,
        )
        for directory in searched()
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
