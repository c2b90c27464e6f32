"""The reports: each worklist as a page and as a file, over all directories together."""

from collections import OrderedDict

import django_filters
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from directory.admin import report_columns as of
from directory.admin.menus import shown_to
from directory.catalog.columns import harmless
from directory.catalog.directories import entry_directories
from directory.catalog.text import clean_query
from directory.models import Entry, Link, Place
from directory.reports import worklists
from directory.reports.worklists import Items, Narrowing, Worklist


def may_change_entries(user: AbstractBaseUser) -> bool:
    """Return whether somebody may see to what the reports list: change entries of any directory."""
    return any(may_change(user, each.model) for each in entry_directories())


def may_change(user: AbstractBaseUser, model: type[Entry]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


class WorklistFilters(WagtailFilterSet):
    """What every report can be narrowed to."""

    directory = django_filters.MultipleChoiceFilter(
        label=_("Directory"),
        choices=lambda: [(each.slug, each.title) for each in entry_directories()],
        widget=forms.CheckboxSelectMultiple,
    )
    place = django_filters.ModelChoiceFilter(
        label=_("State or province"),
        queryset=lambda request: Place.objects.order_by("name", "pk"),
        to_field_name="slug",
        empty_label=_("All"),
    )
    confidence = django_filters.ChoiceFilter(
        label=_("Confidence"),
        choices=Entry.Confidence.choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )


class FailingFilters(WorklistFilters):
    state = django_filters.MultipleChoiceFilter(
        label=_("Link state"),
        choices=[
            (state.value, state.label)
            for state in (Link.State.BROKEN, Link.State.SUSPECT, Link.State.UNKNOWN)
        ],
        widget=forms.CheckboxSelectMultiple,
    )


class WorklistView(ReportView):
    """One worklist. For those who may change entries, whose work it is."""

    worklist: Worklist = worklists.DUE
    file_columns: list[of.FileColumn] = of.ABOUT_ENTRY
    filterset_class = WorklistFilters
    is_searchable = True
    header_icon = "circle-check"
    verbose_name_plural = _("entries")

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not may_change_entries(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page_title(self):
        return self.worklist.title

    def get_filterset_kwargs(self):
        # The filters only read the parameters: what is listed is no queryset of one model.
        return {**super().get_filterset_kwargs(), "queryset": Link.objects.none()}

    def get_queryset(self) -> Items:
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        return self.worklist.items(
            Narrowing(
                directories=chosen.get("directory") or (),
                place=chosen.get("place"),
                confidence=chosen.get("confidence") or "",
                q=clean_query(self.search_query),
                link_states=chosen.get("state") or (),
            )
        )

    def get_filtered_queryset(self) -> Items:
        return self.get_queryset()

    def get_index_url(self) -> str:
        return reverse(f"{self.worklist.name}:index")

    def get_index_results_url(self) -> str:
        return reverse(f"{self.worklist.name}:results")

    # --- The file ---------------------------------------------------------------------------------

    @cached_property
    def list_export(self) -> list[str]:
        return [column.name for column in self.file_columns]

    def get_filename(self) -> str:
        return f"{self.worklist.name}-{timezone.localdate():%Y-%m-%d}"

    def get_heading(self, queryset, field: str) -> str:
        return field

    def to_row_dict(self, item: worklists.WorklistItem) -> OrderedDict[str, str]:
        return OrderedDict((each.name, harmless(each.value(item))) for each in self.file_columns)

    def stream_csv(self, queryset):
        yield "\ufeff".encode()  # by which Excel knows UTF-8
        yield from super().stream_csv(queryset)


class DueView(WorklistView):
    columns = [of.ENTRY, of.PLACE, of.TRUST, of.DUE]


class UnverifiedView(WorklistView):
    worklist = worklists.UNVERIFIED
    columns = [of.ENTRY, of.PLACE, of.CONFIDENCE, of.WAITING]


class ChangedView(WorklistView):
    worklist = worklists.CHANGED
    file_columns = [*of.ABOUT_ENTRY, *of.ABOUT_CHANGE]
    columns = [of.ENTRY, of.CHANGES]
    header_icon = "doc-full-inverse"


class FailingView(WorklistView):
    worklist = worklists.FAILING
    filterset_class = FailingFilters
    file_columns = [*of.ABOUT_ENTRY, *of.ABOUT_LINK]
    columns = [of.ENTRY, of.LINK]
    header_icon = "warning"
    verbose_name_plural = _("links")


class RedirectedView(WorklistView):
    worklist = worklists.REDIRECTED
    file_columns = [*of.ABOUT_ENTRY, *of.ABOUT_LINK]
    columns = [of.ENTRY, of.REDIRECT]
    header_icon = "redirect"
    verbose_name_plural = _("links")


VIEWS = (DueView, FailingView, ChangedView, UnverifiedView, RedirectedView)


class WorklistViewSet(ViewSet):
    """One report in the menu of reports."""

    view_class: type[WorklistView]
    menu_hook = "register_reports_menu_item"
    menu_item_class = shown_to(may_change_entries)

    @cached_property
    def url_prefix(self) -> str:
        return f"reports/{self.name}"

    def get_urlpatterns(self) -> list:
        return [
            path("", self.view_class.as_view(), name="index"),
            path("results/", self.view_class.as_view(results_only=True), name="results"),
        ]


def report_viewsets() -> list[WorklistViewSet]:
    """Return one viewset for each worklist, in the order of the menu."""
    return [
        WorklistViewSet(
            view.worklist.name,
            view_class=view,
            icon=view.header_icon,
            menu_label=view.worklist.title,
            menu_order=number,
        )
        for number, view in enumerate(VIEWS, start=50)
    ]
