"""The outbox, for administrators: what was sent, what waits, and what needs a decision."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.admin.menus import shown_to
from directory.admin.sending import AgainColumn
from directory.models import OutgoingMail
from directory.outbox import emails as mail

State = OutgoingMail.State


class LetterFilters(WagtailFilterSet):
    state = ChoiceFilter(choices=State.choices, widget=forms.RadioSelect)

    class Meta:
        model = OutgoingMail
        fields = ["state"]


class LetterAgainColumn(AgainColumn):
    url_name = "letters:again"
    permission = "directory.change_outgoingmail"

    def may_be_sent(self, letter: OutgoingMail) -> bool:
        return letter.state in (State.GIVEN_UP, State.UNCERTAIN) and bool(letter.recipient)

    def words_for(self, letter: OutgoingMail) -> str:
        return f"{letter.subject}, {letter.recipient}"


class LettersView(generic.IndexView):
    """All letters, the newest first."""

    model = OutgoingMail
    permission_policy = ModelPermissionPolicy(OutgoingMail)
    any_permission_required = ["view"]
    page_title = gettext_lazy("Letters")
    header_icon = "mail"
    index_url_name = "letters:index"
    index_results_url_name = "letters:results"
    filterset_class = LetterFilters
    search_backend_name = None
    search_fields = ["recipient", "subject", "about"]
    default_ordering = "-pk"
    paginate_by = 50
    columns = [
        Column("subject", label=gettext_lazy("Letter")),
        Column("recipient", label=gettext_lazy("To")),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("tries", label=gettext_lazy("Tries")),
        Column("error", label=gettext_lazy("Last answer of the mail server")),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="pk"),
        LetterAgainColumn(),
    ]


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a letter that was given up, or is uncertain, be tried anew."""
    if not request.user.has_perm("directory.change_outgoingmail"):
        raise PermissionDenied
    if mail.send_again(get_object_or_404(OutgoingMail, pk=pk)):
        messages.success(request, _("It is sent within some minutes."))
    else:
        messages.error(request, _("Only a letter that was stopped can be sent again."))
    return redirect("letters:index")


class LetterViewSet(ViewSet):
    """The outbox, among the reports."""

    icon = "mail"
    menu_label = gettext_lazy("Letters")
    menu_hook = "register_reports_menu_item"
    menu_order = 800
    menu_item_class = shown_to("directory.view_outgoingmail")

    def get_urlpatterns(self) -> list:
        return [
            path("", LettersView.as_view(), name="index"),
            path("results/", LettersView.as_view(results_only=True), name="results"),
            path("<int:pk>/again/", again, name="again"),
        ]
