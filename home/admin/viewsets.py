"""The list of announcements in the editor."""

import re

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.forms import RadioSelect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from home.admin import pinning
from home.admin.todo import scheduled
from home.models import AnnouncementIndexPage, AnnouncementPage, Pin


class AnnouncementFilters(PageFilterSet):
    """Those of all pages, and one for what waits for its hour."""

    standing = ChoiceFilter(
        label=_("Before readers"),
        choices=[("scheduled", _("Waits for its hour"))],
        method="that_wait",
        widget=RadioSelect,
    )

    def that_wait(self, pages: QuerySet, name: str, value: str) -> QuerySet:
        own = scheduled(AnnouncementPage).filter(object_id=Cast(OuterRef("pk"), CharField()))
        return pages.filter(Exists(own))


class AnnouncementsView(IndexView):
    base_filterset_class = AnnouncementFilters

    def annotate_queryset(self, pages):
        pin = Pin.objects.filter(announcement=OuterRef("pk"))
        return super().annotate_queryset(pages.annotate(is_pinned=Exists(pin)))


def _columns() -> list[Column]:
    usual = {column.name: column for column in IndexView.base_columns}
    return [
        usual["bulk_actions"],
        usual["title"],
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("date", label=_("Date"), accessor="date_words", sort_key="date"),
        Column(
            "current_until", label=_("Current until"), accessor=_last_day, sort_key="current_until"
        ),
        Column("pinned", label=_("Pinned"), accessor=_pinned),
        usual["status"],
    ]


def _last_day(announcement: AnnouncementPage) -> str:
    return date_format(announcement.current_until, "j F Y")


def _pinned(announcement: AnnouncementPage) -> str:
    return _("Pinned") if announcement.is_pinned else ""


class AnnouncementsViewSet(PageListingViewSet):
    """All announcements, published or not, with what matters of each; and the views that pin."""

    model = AnnouncementPage
    index_view_class = AnnouncementsView
    icon = "calendar-alt"
    menu_label = _("Announcements")
    menu_order = 150
    add_to_admin_menu = True
    ordering = "-date"
    columns = _columns()
    list_filter = ["kind", "audiences", "places"]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/pin/", pinning.pin, name="pin"),
            path("<int:pk>/unpin/", pinning.unpin, name="unpin"),
        ]


def announcements_instead(address: str) -> str:
    """Return the list of announcements in place of the page above them in the tree, which knows
    neither kind nor date of any; every other address as it is."""
    found = re.fullmatch(r"/admin/pages/([0-9]{1,9})/", address)
    if found and AnnouncementIndexPage.objects.filter(pk=found[1]).exists():
        return reverse("announcements:index")
    return address
