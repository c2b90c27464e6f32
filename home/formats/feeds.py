"""The feeds of the site: `list.atom` for what a list holds, `changes.atom` for what changed in it.

Both exist for every list as filtered; a place has the changes of all that concerns it.
"""

from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.catalog.directories import DIRECTORIES
from directory.changes.feeds import changes_in, changes_of
from directory.listings import views as directory_views
from directory.listings.feeds import (
    WRITERS,
    Feed,
    entry_items,
    name_of,
)
from directory.listings.refusals import listing_for_program, refuse_unknown
from directory.models import Place
from home.formats.open_data import open_data
from home.formats.targets import led_to
from home.models import AnnouncementPage
from home.pages.routes import Routes, routes

ANNOUNCED = 50  # announcements in the feed of a place


@open_data
@require_safe
def feed(request: HttpRequest, path: str, what: str, kind: str) -> HttpResponse:
    """Answer with a feed of the public list or place at `path`. Public; 404 for any other page."""
    known = routes(request.stamps)
    listed_at = {where: slug for slug, where in known.directories.items()}
    slug = listed_at.get(f"/{path}")
    if slug is not None and what == "list":
        return directory_views.data(request, DIRECTORIES[slug], kind, path=f"/{path}")
    if what == "list":
        raise Http404
    if slug is not None:
        return WRITERS[kind](request, list_changes(request, slug, f"/{path}"))
    target = led_to(f"/{path}", known)
    if target is None or not isinstance(target.record, Place):
        raise Http404
    refuse_unknown(request.GET, ())
    if target.path != f"/{path}":
        return HttpResponsePermanentRedirect(f"{target.path}{what}.{kind}")
    return WRITERS[kind](request, place_changes(target.record, target.path, known))


def list_changes(request: HttpRequest, slug: str, path: str) -> Feed:
    """Return what changed in a list as filtered; raise Problem for a filter that says nothing."""
    shown = listing_for_program(
        DIRECTORIES[slug], request.GET, path=path, stamps=request.stamps, is_paged=False
    )
    title = _("Changes: %(list)s") % {"list": name_of(shown)}
    name = f"{title} - {settings.WAGTAIL_SITE_NAME}"
    key = f"{slug}/changes{shown.query.string}"
    return Feed(key, name, shown.url(), shown.changes_url, changes_of(shown), shown.told)


def place_changes(place: Place, path: str, known: Routes) -> Feed:
    """Return what changed in a place, and what is announced for it, newest first."""
    announced = AnnouncementPage.objects.published().filter(places=place).order_by("-date", "-pk")
    directories = [slug for slug in known.directories if slug not in ("places", "announcements")]
    items = changes_in(place.slug, directories)
    if "announcements" in known.directories:
        items += entry_items(announced.prefetch_related("places")[:ANNOUNCED])
    items.sort(key=lambda item: item.published or item.changed, reverse=True)
    title = _("Changes: %(list)s") % {"list": place.local_name}
    name = f"{title} - {settings.WAGTAIL_SITE_NAME}"
    return Feed(
        f"places/{place.slug}/changes", name, path, partial("{}changes.{}".format, path), items
    )
