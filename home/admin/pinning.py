"""Pinning an announcement to the top of every page, in the editor.

Who may publish an announcement may pin it.
"""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import Page

from home.models import AnnouncementPage, Pin

PINNED, UNPINNED = "home.pin", "home.unpin"


def may_pin(page: Page, user) -> bool:
    """Say whether somebody may pin a page: it is an announcement that they may publish."""
    return isinstance(page, AnnouncementPage) and page.permissions_for_user(user).can_publish()


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin an announcement, after saying which other one this unpins."""
    announcement = _announcement(request, pk)
    if request.method != "POST":
        held = Pin.held()
        context = {"other": None if held == announcement else held, "is_unpinning": False}
        return _ask(request, announcement, _("Pin to the top of every page"), context)
    before = Pin.put(announcement, request.user)
    log(announcement, PINNED, user=request.user)
    if before is not None:
        log(before, UNPINNED, user=request.user)
        words = _("“%(title)s” is pinned; “%(other)s” no longer is.")
    else:
        words = _("“%(title)s” is pinned.")
    messages.success(request, words % {"title": announcement.title, "other": before})
    return redirect("wagtailadmin_pages:edit", announcement.pk)


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an announcement away from the top of every page."""
    announcement = _announcement(request, pk)
    if request.method != "POST":
        return _ask(request, announcement, _("Unpin"), {"is_unpinning": True})
    if Pin.take(announcement):
        log(announcement, UNPINNED, user=request.user)
    messages.success(request, _("“%(title)s” is not pinned.") % {"title": announcement.title})
    return redirect("wagtailadmin_pages:edit", announcement.pk)


def _announcement(request: HttpRequest, pk: int) -> AnnouncementPage:
    announcement = get_object_or_404(AnnouncementPage, pk=pk)
    if not may_pin(announcement, request.user):
        raise PermissionDenied
    return announcement


def _ask(request: HttpRequest, announcement, title: str, context: dict) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("announcements:index"), "label": _("Announcements")},
        {
            "url": reverse("wagtailadmin_pages:edit", args=[announcement.pk]),
            "label": announcement.get_admin_display_title(),
        },
        {"url": "", "label": title},
    ]
    context |= {
        "announcement": announcement,
        "breadcrumbs_items": crumbs,
        "header_title": title,
        "header_icon": "thumbtack",
    }
    return render(request, "home/admin/pin.html", context)


def header_buttons(page: Page, user, *args, **kwargs) -> Iterator[Button]:
    """Yield the button that pins or unpins an announcement, at the head of its own pages."""
    if may_pin(page, user):
        yield _button(page, is_pinned=Pin.objects.filter(announcement_id=page.pk).exists())


def listing_buttons(page: Page, user, *args, **kwargs) -> Iterator[Button]:
    """Yield the same in the list of announcements, whose rows know what is pinned."""
    is_pinned = getattr(page, "is_pinned", None)
    if is_pinned is not None and may_pin(page, user):
        yield _button(page, is_pinned=is_pinned)


def _button(page: Page, *, is_pinned: bool) -> Button:
    label = _("Unpin") if is_pinned else _("Pin to the top of every page")
    url = reverse("announcements:unpin" if is_pinned else "announcements:pin", args=[page.pk])
    icon = "thumbtack-crossed" if is_pinned else "thumbtack"
    button = Button(label, url, icon_name=icon, priority=45)
    button.allow_in_dropdown = True
    return button


def log_actions(actions: LogActionRegistry) -> None:
    """Register what the history of an announcement says of its pin."""
    actions.register_action(
        PINNED, gettext_lazy("Pin"), gettext_lazy("Pinned to the top of every page")
    )
    actions.register_action(UNPINNED, gettext_lazy("Unpin"), gettext_lazy("Unpinned"))
