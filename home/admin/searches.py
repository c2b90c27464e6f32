"""What readers search in vain, with the way to a synonym or a question that would answer."""

from collections.abc import Callable, Mapping

import django_filters
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.pages.create import CreateView

from directory.admin.synonyms import add_address
from directory.catalog.text import clean_query
from directory.catalog.values import StrOrPromise
from home.admin.answers import ReaderReportView, ReaderReportViewSet
from home.models import MissedSearch, QuestionIndexPage
from home.pages.routes import held_routes

MAY_READ_SEARCHES = "home.view_missedsearch"
NAME = "missed_searches"


class MissedSearchFilters(WagtailFilterSet):
    """What became of a search."""

    outcome = django_filters.ChoiceFilter(
        label=_("What became of it"), choices=MissedSearch.Outcome.choices, empty_label=_("All")
    )

    class Meta:
        model = MissedSearch
        fields = ["outcome"]


def _searched(row: Mapping) -> str:
    return f"{held_routes().search}?{urlencode({'q': row['words']})}"


def _outcome(row: Mapping) -> str:
    return str(MissedSearch.Outcome(row["outcome"]).label)


def _last(row: Mapping) -> str:
    return date_format(row["last"], "j F Y")


def _question_address(row: Mapping) -> str:
    return f"{reverse(f'{NAME}:question')}?{urlencode({'words': row['words']})}"


class MissedSearchesView(ReaderReportView):
    """Searches of the last 90 days that found nothing, or lost or changed a telling word."""

    name = NAME
    permission = MAY_READ_SEARCHES
    page_title = _("Searched in vain")
    header_icon = "search"
    verbose_name_plural = _("searches")
    filterset_class = MissedSearchFilters
    list_export = ["words", "outcome", "detail", "days", "last"]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns, with the ways on for those who may go them."""
        found = [
            TitleColumn("words", label=_("Words"), get_url=_searched),
            Column("outcome", label=_("What became of it"), accessor=_outcome),
            Column("detail", label=_("Left out, or searched instead")),
            Column("days", label=_("Days")),
            Column("last", label=_("Last"), accessor=_last),
        ]
        user = self.request.user
        if user.has_perm("directory.add_synonyms"):
            found.append(
                _way("synonym", _("Make a synonym"), lambda row: add_address(row["words"]))
            )
        if _may_write_questions(user):
            found.append(_way("question", _("Write a question"), _question_address))
        return found

    def get_queryset(self) -> QuerySet:
        return MissedSearch.objects.reported()

    def cells(self, item: Mapping) -> dict[str, object]:
        return {**item, "outcome": _outcome(item), "last": item["last"].isoformat()}


def _way(name: str, words: StrOrPromise, address: Callable[[Mapping], str]) -> TitleColumn:
    return TitleColumn(name, label="", accessor=lambda row: words, get_url=address)


def _may_write_questions(user: AbstractBaseUser) -> bool:
    parent = QuestionIndexPage.objects.first()
    return parent is not None and parent.permissions_for_user(user).can_add_subpage()


class SearchedQuestionView(CreateView):
    """The form of a new question that begins with what was searched; it is sent to where every new
    page is."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        parent = QuestionIndexPage.objects.first()
        if parent is None:
            raise Http404
        return super().dispatch(request, "home", "questionpage", parent.pk)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; nothing is saved."""
        words = clean_query(request.GET.get("words", ""))
        self.page.title = words[:1].upper() + words[1:]
        self.page.also_asked = words
        return super().get(request)


class MissedSearchesViewSet(ReaderReportViewSet):
    """The report, in the menu of reports."""

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("question/", SearchedQuestionView.as_view(), name="question"),
        ]


def missed_searches_viewset() -> MissedSearchesViewSet:
    """Return the view set of the report."""
    return MissedSearchesViewSet(
        NAME,
        view_class=MissedSearchesView,
        icon=MissedSearchesView.header_icon,
        menu_label=MissedSearchesView.page_title,
        menu_order=62,
    )


def missed_searches_permissions() -> QuerySet:
    """Return what the form of a group offers to grant for what readers search in vain."""
    return Permission.objects.filter(
        content_type__app_label="home", content_type__model="missedsearch"
    )
