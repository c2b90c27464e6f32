"""How well questions are answered, as their readers say: the share of each, and the words left."""

from collections import OrderedDict
from datetime import timedelta

import django_filters
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from directory.admin.menus import shown_to
from directory.catalog.columns import harmless
from directory.catalog.quantities import Share, percent
from home.models import QuestionPage, ReaderVerdict

MAY_READ = "home.view_readerverdict"
PERIODS = [("30", _("The last 30 days")), ("365", _("The last 365 days"))]


class AnswersFilters(WagtailFilterSet):
    """The period that is counted, which the view itself reads."""

    days = django_filters.ChoiceFilter(
        label=_("Counted"),
        choices=PERIODS,
        widget=RadioSelect,
        empty_label=_("All of it"),
        method="counted_by_the_view",
    )

    class Meta:
        model = QuestionPage
        fields = ["days"]

    def counted_by_the_view(self, questions: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the questions as they are: each is listed, with what was said in that time."""
        return questions


class VerdictFilters(WagtailFilterSet):
    """The words of one question, of those who said no, or all that was said."""

    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=lambda request: QuestionPage.objects.order_by("title", "pk"),
        empty_label=_("All"),
    )
    is_answered = django_filters.BooleanFilter(label=_("It answered the question"))
    words = django_filters.ChoiceFilter(
        label=_("Words"),
        choices=[("with", _("With words")), ("without", _("Without words"))],
        widget=RadioSelect,
        empty_label=_("All"),
        method="with_words",
    )

    class Meta:
        model = ReaderVerdict
        fields = ["question", "is_answered", "words"]

    def with_words(self, verdicts: QuerySet, name: str, value: str) -> QuerySet:
        """Return those with words, or those without."""
        empty = Q(words="")
        return verdicts.filter(empty if value == "without" else ~empty)


def share(question: QuestionPage) -> str:
    """Return how many of a hundred said yes; "" while nobody has said anything."""
    said = question.yes + question.no
    return percent(Share(question.yes, said)) if said else ""


def words_address(question: QuestionPage) -> str:
    """Return where the words that readers left at a question are listed."""
    asked = urlencode({"question": question.pk, "words": "with"})
    return f"{reverse('reader_words:index')}?{asked}"


def edit_address(question: QuestionPage) -> str:
    """Return where a question is edited."""
    return reverse("wagtailadmin_pages:edit", args=[question.pk])


def answered_words(verdict: ReaderVerdict) -> str:
    """Return yes or no; what was kept aside says so."""
    said = _("Yes") if verdict.is_answered else _("No")
    return f"{said} ({_('not counted')})" if verdict.is_aside else str(said)


class ReaderReportView(ReportView):
    """A report of what readers say, for those who may read it."""

    name = ""
    permission = MAY_READ
    paginate_by = 50

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_index_url(self) -> str:
        return reverse(f"{self.name}:index")

    def get_index_results_url(self) -> str:
        return reverse(f"{self.name}:results")

    def get_filename(self) -> str:
        return f"{self.name.replace('_', '-')}-{timezone.localdate():%Y-%m-%d}"

    def cells(self, item: object) -> dict[str, object]:
        """Return the line of the file that tells of an item, by column."""
        raise NotImplementedError

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return field

    def to_row_dict(self, item: object) -> OrderedDict[str, str]:
        return OrderedDict((name, harmless(value)) for name, value in self.cells(item).items())

    def stream_csv(self, queryset: QuerySet):
        yield "\ufeff".encode()  # by which Excel knows UTF-8
        yield from super().stream_csv(queryset)


class AnswersView(ReaderReportView):
    """Each question with how often its answer was one; the one that failed most comes first."""

    name = "reader_answers"
    page_title = _("Did the answers help?")
    header_icon = "help"
    verbose_name_plural = _("questions")
    filterset_class = AnswersFilters
    list_export = ["question", "yes", "no", "words", "last"]
    columns = [
        TitleColumn("title", label=_("Question"), get_url=edit_address),
        Column("yes", label=_("Yes")),
        Column("no", label=_("No")),
        Column("share", label=_("Share of yes"), accessor=share),
        TitleColumn("left_words", label=_("With words"), get_url=words_address),
        DateColumn("last", label=_("Last")),
    ]

    def get_queryset(self) -> QuerySet:
        days = self.request.GET.get("days", "")
        counted = Q(verdicts__is_aside=False)
        if days in dict(PERIODS):
            counted &= Q(verdicts__created_at__gt=timezone.now() - timedelta(days=int(days)))
        questions = QuestionPage.objects.annotate(
            yes=Count("verdicts", filter=counted & Q(verdicts__is_answered=True)),
            no=Count("verdicts", filter=counted & Q(verdicts__is_answered=False)),
            left_words=Count("verdicts", filter=counted & ~Q(verdicts__words="")),
            last=Max("verdicts__created_at", filter=counted),
        )
        return questions.order_by("-no", "yes", "path")

    def cells(self, item: QuestionPage) -> dict[str, object]:
        last = timezone.localtime(item.last).date().isoformat() if item.last else ""
        return {"question": item.title, "yes": item.yes, "no": item.no,
                "words": item.left_words, "last": last}  # fmt: skip


class WordsView(ReaderReportView):
    """What was said, the newest first: each yes and no with its day, and the words left."""

    name = "reader_words"
    page_title = _("What readers miss in answers")
    header_icon = "comment"
    verbose_name_plural = _("verdicts")
    filterset_class = VerdictFilters
    list_export = ["day", "question", "answered", "words"]
    columns = [
        Column("words", label=_("Words")),
        Column("answered", label=_("Answered"), accessor=answered_words),
        TitleColumn(
            "question", label=_("Question"), get_url=lambda each: edit_address(each.question)
        ),
        DateColumn("created_at", label=_("When")),
    ]

    def get_queryset(self) -> QuerySet:
        return ReaderVerdict.objects.select_related("question")

    def cells(self, item: ReaderVerdict) -> dict[str, object]:
        return {
            "day": timezone.localtime(item.created_at).date().isoformat(),
            "question": item.question.title,
            "answered": answered_words(item),
            "words": item.words,
        }


class ReaderReportViewSet(ViewSet):
    """A report of what readers say, in the menu of reports."""

    view_class: type[ReaderReportView]
    menu_hook = "register_reports_menu_item"

    @property
    def menu_item_class(self) -> type[MenuItem]:
        return shown_to(self.view_class.permission)

    @cached_property
    def url_prefix(self) -> str:
        return f"reports/{self.name.replace('_', '-')}"

    def get_urlpatterns(self) -> list:
        return [
            path("", self.view_class.as_view(), name="index"),
            path("results/", self.view_class.as_view(results_only=True), name="results"),
        ]


def answer_viewsets() -> list[ReaderReportViewSet]:
    """Return the view sets of both reports, in the order of the menu."""
    return [
        ReaderReportViewSet(
            view.name,
            view_class=view,
            icon=view.header_icon,
            menu_label=view.page_title,
            menu_order=number,
        )
        for number, view in enumerate((AnswersView, WordsView), start=60)
    ]


def answer_permissions() -> QuerySet:
    """Return what the form of a group offers to grant for what readers say."""
    return Permission.objects.filter(
        content_type__app_label="home", content_type__model="readerverdict"
    )
