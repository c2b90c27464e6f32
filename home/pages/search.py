"""The search of the whole site: one box over pages, announcements, places and all entries."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.text import MAX_QUERY_LENGTH, clean_query
from directory.listings import views as directory_views
from directory.listings.wording import set_aside
from directory.models import Stamp
from directory.search.ranking import ASKED_FROM
from directory.search.typed import unquoted
from home.pages import misses
from home.pages.base import CenterPage
from home.pages.found import Found, Group, groups_for
from home.pages.routes import routes


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
    groups = groups_for(q, routes(stamps).directories, stamps) if q else []
    notes = [_("Your search was long: only its first words were used.")] * (
        len(typed) > MAX_QUERY_LENGTH
    )
    notes += set_aside(q)
    if not groups and (apart := unquoted(q)):
        groups = groups_for(apart, routes(stamps).directories, stamps)
        notes += [
            _("Nothing has these words one behind the other, so they are searched one by one.")
        ] * bool(groups)
    found = Found(groups)
    if q:
        _note(q, found)
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
        "notes": notes,
    }
    response = render(request, f"{page.template}#fragment" if fragment else page.template, context)
    if fragment:
        before = searched_before(request)
        refines = q == before or bool(q and before)
        response["HX-Replace-Url" if refines else "HX-Push-Url"] = canonical
    return response


def _note(q: str, found: Found) -> None:
    """Have a search noted that found nothing, or lost or changed a telling word."""
    if not found.total:
        misses.note(q, "nothing")
        return
    telling = found.lexicon.telling
    lost = [words for words in found.dropped if max(map(telling, words.split())) >= ASKED_FROM]
    if lost:
        misses.note(q, "lost", " ".join(lost))
    elif changed := corrected_in(found.groups):
        misses.note(q, "changed", changed)


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
