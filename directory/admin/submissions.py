"""The queue of what the public sent, and what editors and moderators do with it."""

import re
from collections.abc import Mapping

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.admin.acceptance import add_address
from directory.admin.choosers import with_every_word
from directory.admin.menus import shown_to
from directory.admin.search_areas import HOOK, CountedArea
from directory.catalog.directories import DIRECTORIES
from directory.editing.form_fields import TypedText
from directory.models import Entry, Record, Submission
from directory.submissions import workflow

State = Submission.State
WAITING = "waiting"
REFERENCE = re.compile(r"\s*[Ss]-([0-9]{1,9})\s*")


def _named(directory: str) -> str:
    found = DIRECTORIES.get(directory)
    return str(found.title) if found else directory


def _directory_of(submission: Submission) -> str:
    return _named(submission.directory)


def _looked_at_by(submission: Submission) -> str:
    return get_user_display_name(submission.assigned_to) if submission.assigned_to else ""


def _directories() -> list[tuple[str, object]]:
    return [
        (slug, each.title) for slug, each in DIRECTORIES.items() if issubclass(each.model, Record)
    ]


def _states() -> list[tuple[str, object]]:
    return [(WAITING, gettext_lazy("Waiting: received or being looked at")), *State.choices]


class SubmissionFilters(WagtailFilterSet):
    kind = ChoiceFilter(choices=Submission.Kind.choices, widget=forms.RadioSelect)
    state = ChoiceFilter(choices=_states, method="in_state", widget=forms.RadioSelect)
    directory = ChoiceFilter(choices=_directories, widget=forms.RadioSelect)
    by = ChoiceFilter(
        label=gettext_lazy("Looked at by"),
        choices=[("me", gettext_lazy("Me")), ("nobody", gettext_lazy("Nobody"))],
        method="looked_at_by",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Submission
        fields = ["kind", "state", "directory"]

    def in_state(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        states = Submission.WAITING if value == WAITING else [value]
        return queryset.filter(state__in=states)

    def looked_at_by(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(assigned_to=self.request.user if value == "me" else None)


def _found(query: str, queryset: models.QuerySet | None = None) -> models.QuerySet:
    """Return what has every word; a reference finds what it names."""
    queryset = Submission.objects.all() if queryset is None else queryset
    if found := REFERENCE.fullmatch(query):
        return queryset.filter(pk=int(found[1]))
    return with_every_word(queryset, query, QueueView.search_fields)


class QueueView(generic.IndexView):
    """All suggestions and reports, the newest first, with filters, search and counts."""

    model = Submission
    permission_policy = ModelPermissionPolicy(Submission)
    any_permission_required = ["view"]
    template_name = "directory/admin/submissions.html"
    page_title = gettext_lazy("Suggestions and reports")
    header_icon = "mail"
    index_url_name = "submissions:index"
    index_results_url_name = "submissions:results"
    filterset_class = SubmissionFilters
    search_backend_name = None
    search_fields = ["name", "text", "url", "outcome"]
    default_ordering = "-pk"
    paginate_by = 50
    columns = [
        TitleColumn("__str__", label=gettext_lazy("Number and name"), url_name="submissions:show"),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        Column("directory", label=gettext_lazy("Directory"), accessor=_directory_of),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("assigned_to", label=gettext_lazy("Looked at by"), accessor=_looked_at_by),
        DateColumn("created_at", label=gettext_lazy("Received"), sort_key="pk"),
    ]

    def get_base_queryset(self) -> models.QuerySet:
        return super().get_base_queryset().select_related("assigned_to")

    def search_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return _found(self.search_query, queryset) if self.is_searching else queryset

    def get_context_data(self, **kwargs) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "counts": state_counts()}


def state_counts() -> list[tuple[str, object, int]]:
    """Return how many submissions are in each state: its value, its words and the number."""
    found = dict(Submission.objects.order_by().values_list("state").annotate(Count("pk")))
    return [(state, state.label, found.get(state, 0)) for state in State]


class EndForm(forms.Form):
    """How a submission ends, and what its sender is told."""

    end = forms.ChoiceField(choices=[(State.DONE, ""), (State.DECLINED, "")])
    outcome = TypedText(
        label=gettext_lazy("What was done, or why not"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The sender reads these words, by e-mail if an address was given."),
        error_messages={"required": gettext_lazy("Say in a sentence what was done, or why not.")},
    )


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one submission: what was sent, what was done with it, and what can be done."""
    return _page(request, _own(request, pk, "view"), EndForm())


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the editor looks at it from now on."""
    submission = _own(request, pk, "accept")
    try:
        workflow.take(submission, request.user)
    except workflow.TooLate:
        messages.error(request, _("Somebody else has ended it already."))
    else:
        messages.success(request, _("You look at it now. The sender is told, if we can."))
    return redirect("submissions:show", pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a submission as done or as declined: both with words for the sender."""
    submission = _own(request, pk, "resolve")
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    step = workflow.resolve if form.cleaned_data["end"] == State.DONE else workflow.decline
    try:
        step(submission, request.user, form.cleaned_data["outcome"])
    except workflow.TooLate:
        messages.error(request, _("Somebody else has ended it already."))
        return redirect("submissions:show", pk)
    messages.success(request, _("%s is finished.") % submission.reference)
    return redirect("submissions:index")


def _own(request: HttpRequest, pk: int, action: str) -> Submission:
    if not request.user.has_perm(f"directory.{action}_submission"):
        raise PermissionDenied
    found = Submission.objects.select_related("place", "assigned_to", "content_type")
    return get_object_or_404(found, pk=pk)


def _page(
    request: HttpRequest, submission: Submission, form: EndForm, *, status: int = 200
) -> HttpResponse:
    may = request.user.has_perm
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("submissions:index"), "label": QueueView.page_title},
        {"url": "", "label": submission.reference},
    ]
    may_accept = may("directory.accept_submission")
    context = {
        "breadcrumbs_items": crumbs,
        "header_title": str(submission),
        "header_icon": "mail",
        "submission": submission,
        "directory": _named(submission.directory),
        "entry": submission.entry,
        "entry_address": _edit_address(request, submission),
        "steps": submission.steps.select_related("user"),
        "may_accept": may_accept,
        "may_resolve": may("directory.resolve_submission"),
        "ways": _ways(request, submission) if may_accept else {},
        "form": form,
    }
    return render(request, "directory/admin/submission.html", context, status=status)


def _edit_address(request: HttpRequest, submission: Submission) -> str:
    """Return where the user can change the entry; "" where there is none, or no permission."""
    entry = submission.entry
    if entry is None:
        return ""
    options = entry._meta
    if not request.user.has_perm(f"{options.app_label}.change_{options.model_name}"):
        return ""
    return reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk])


def _ways(request: HttpRequest, submission: Submission) -> Mapping[str, str]:
    """Return as what a suggestion can be accepted: the word for it and the address of the form,
    that of the directory it was meant for first."""
    if submission.is_report or not submission.is_open or submission.entry is not None:
        return {}
    kinds = [each for each in DIRECTORIES.values() if issubclass(each.model, Entry)]
    kinds.sort(key=lambda each: each.slug != submission.directory)
    return {
        str(each.model._meta.verbose_name): add_address(submission, each.model)
        for each in kinds
        if request.user.has_perm(f"directory.add_{each.model._meta.model_name}")
    }


def submission_permissions() -> models.QuerySet:
    """Return what the form of a group offers to grant for the queue and the letters."""
    return Permission.objects.filter(
        content_type__app_label="directory", content_type__model__in=["submission", "outgoingmail"]
    )


class SubmissionViewSet(ViewSet):
    """The queue and its pages, in the main menu."""

    icon = "mail"
    menu_label = gettext_lazy("Suggestions")
    menu_order = 160
    menu_item_class = shown_to("directory.view_submission")
    add_to_admin_menu = True

    def on_register(self) -> None:
        super().on_register()
        hooks.register(HOOK, self._search_area)

    def _search_area(self) -> CountedArea:
        return CountedArea(
            self.menu_label,
            reverse("submissions:index"),
            name="submissions",
            icon_name=self.icon,
            order=160,
            may=lambda user: user.has_perm("directory.view_submission"),
            found=_found,
        )

    def get_urlpatterns(self) -> list:
        return [
            path("", QueueView.as_view(), name="index"),
            path("results/", QueueView.as_view(results_only=True), name="results"),
            path("<int:pk>/", show, name="show"),
            path("<int:pk>/take/", take, name="take"),
            path("<int:pk>/end/", end, name="end"),
        ]
