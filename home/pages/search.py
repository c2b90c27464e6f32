"""The search of the whole site: one box over pages, announcements, places and all entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.directories import searched
from directory.catalog.directory import Directory
from directory.catalog.text import MAX_QUERY_LENGTH, clean_query
from directory.listings import views as directory_views
from directory.listings.controls import drawn
from directory.listings.listing import Listing
from directory.models import Stamp
from directory.search.ranking import ASKED_FROM, SHOWN_FROM, UNASKED
from home.pages.base import CenterPage
from home.pages.marks import marked
from home.pages.routes import routes

SHOWN_IN_SEARCH = 5
BEST_SHOWN = 5
PLACES_SHOWN = 3


@dataclass(frozen=True)
class Group:
    """The hits of one directory in the site search."""

    directory: Directory
    listing: Listing
    has_list: bool

    @property
    def rest(self) -> int:
        return self.listing.total - len(self.listing.answer.pks)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The words that were left out; a place that is named shows with any."""
        return () if self.is_named_places else self.listing.answer.dropped

    @property
    def kept(self) -> float:
        """The share of what the words of the question tell that its hits have."""
        return self.listing.answer.kept

    @cached_property
    def worth(self) -> list[float]:
        """What each of its hits is worth, the best first: a question less where nothing asks it,
        as the name of a post alone."""
        answer = self.listing.answer
        is_unasked = self.directory.slug == "questions" and answer.telling < ASKED_FROM
        return [worth * UNASKED if is_unasked else worth for worth in answer.worth]

    @cached_property
    def is_named_places(self) -> bool:
        """Whether these are the places that the question names."""
        return self.directory.is_of_places and bool(self.listing.answer.places)


@dataclass(frozen=True)
class Hit:
    """One of the best hits over all groups."""

    row: SafeString
    words: tuple[tuple[str, ...], ...]
    worth: float

    @property
    def html(self) -> SafeString:
        """Its row, with the words that were searched marked in it."""
        return marked(self.row, self.words)


@dataclass(frozen=True)
class Section:
    """A group as it is shown: what of it is not among the best, and what only it left out."""

    group: Group
    rows: SafeString
    dropped: str


@dataclass(frozen=True)
class Found:
    """What the site has for a question: the places it names, the best hits, and all by groups."""

    groups: list[Group]

    @cached_property
    def total(self) -> int:
        """How many entries there are in all groups."""
        return sum(group.listing.total for group in self.groups)

    @cached_property
    def places(self) -> Group | None:
        """The places that the question names: their pages have everything about them."""
        return next((group for group in self.groups if group.is_named_places), None)

    @cached_property
    def others(self) -> list[Group]:
        """The groups beside those places, in the order of how well they answer."""
        return [group for group in self.groups if not group.is_named_places]

    @cached_property
    def best(self) -> list[Hit]:
        """The best hits, where there are several groups to have them from."""
        if len(self.others) < 2:
            return []
        hits = (
            Hit(row, group.listing.answer.words, worth)
            for group in self.others
            # Of an entry that is no longer public there is no row.
            for row, worth in zip(group.listing.row_list, group.worth, strict=False)
        )
        return nlargest(BEST_SHOWN, hits, key=lambda hit: hit.worth)

    @cached_property
    def sections(self) -> list[Section]:
        """The groups as they are shown below the best hits, none of which comes twice."""
        shown = {hit.row for hit in self.best}
        rows = [(g, [row for row in g.listing.row_list if row not in shown]) for g in self.others]
        return [
            Section(
                group, drawn(left), ", ".join(w for w in group.dropped if w not in self.dropped)
            )
            for group, left in rows
            if left or group.rest
        ]

    @cached_property
    def dropped(self) -> list[str]:
        """The words that every group left out."""
        if not self.others:
            return []
        first, *rest = (group.dropped for group in self.others)
        return [word for word in first if all(word in dropped for dropped in rest)]

    @property
    def left_out(self) -> str:
        """The words that every group left out, in a row."""
        return ", ".join(self.dropped)


def search(request: HttpRequest, page: CenterPage) -> HttpResponse:
    """Show what one box finds in everything, grouped, best matches first; live like every list."""
    typed = request.GET.get("q", "")
    q = clean_query(typed)
    path = request.path
    fragment = directory_views.wants_fragment(request)
    canonical = f"{path}?{urlencode({'q': q})}" if q else path
    is_canonical = request.GET.getlist("q") == ([q] if q else [])
    # Where nothing of it can be searched for, a redirect would take away what says so.
    is_empty = bool(typed.strip()) and not q
    if not fragment and not is_canonical and not is_empty and len(typed) <= MAX_QUERY_LENGTH:
        return HttpResponseRedirect(canonical)
    stamps = getattr(request, "stamps", None) or Stamp.read()
    found = Found(groups_for(q, routes(stamps).directories, stamps) if q else [])
    counted = ngettext("%(number)d result", "%(number)d results", found.total) % {
        "number": found.total
    }
    if not q:
        counted = _("Nothing to search for") if is_empty else _("Type to search")
    context = {
        "page": page,
        "path": path,
        "url": canonical,
        "twin": f"{path}index.md{canonical.removeprefix(path)}",
        "q": q,
        "found": found,
        "groups": found.groups,
        "counted": counted,
        "title": f"{q} - {counted}" if q else page.title,
        "corrected": corrected_in(found.groups),
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
    nearest = sorted(groups, key=lambda group: -group.kept)
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
    """Return the groups in the order of how well they answer, the places that the question names
    first; without those whose hits have too little of what its words tell."""
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
    # A long page has many words, whatever it is about.
    short = [g for g in found if not g.is_named_places and g.directory.slug != "pages"]
    most = max((group.kept for group in short), default=0.0)
    shown = [g for g in found if g.is_named_places or g.kept >= SHOWN_FROM * most]
    return sorted(
        shown,
        key=lambda group: (
            not group.is_named_places, -group.worth[0], group.directory.slug == "pages",
        ),
    )  # fmt: skip
