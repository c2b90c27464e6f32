"""The letters, for administrators: what was sent, what waits, and what needs a decision."""

from django import forms
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from directory.admin.outbox import OutboxViewSet
from directory.models import OutgoingMail


class LetterFilters(WagtailFilterSet):
    state = ChoiceFilter(choices=OutgoingMail.State.choices, widget=forms.RadioSelect)

    class Meta:
        model = OutgoingMail
        fields = ["state"]


class LetterViewSet(OutboxViewSet):
    """The outbox of letters."""

    model = OutgoingMail
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    menu_order = 800
    filterset_class = LetterFilters
    search_fields = ["recipient", "subject", "about"]
    columns = [
        Column("subject", label=gettext_lazy("Letter")),
        Column("recipient", label=gettext_lazy("To")),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("tries", label=gettext_lazy("Tries")),
        Column("answer", label=gettext_lazy("Last answer of the mail server")),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="pk"),
    ]
    refusal = gettext_lazy("Only a letter that was stopped can be sent again.")

    def words_for(self, item: OutgoingMail) -> str:
        return f"{item.subject}, {item.recipient}"
