"""Webhooks, for administrators: who is told what, with which key, and the log of messages."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from directory.admin.entry_actions import EntryActionView
from directory.admin.outbox import OutboxViewSet
from directory.editing import logs
from directory.links.addresses import Refused, Unresolved, examine, parse
from directory.models import Delivery, Webhook

State = Delivery.State


class WebhookForm(WagtailAdminModelForm):
    """Refuses an address that messages would not be sent to."""

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        try:
            examine(parse(url))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        except Unresolved:
            raise forms.ValidationError(_("This host has no address.")) from None
        return url


class KeyPanel(FieldPanel):
    """The key of a webhook, which is made when it is saved for the first time, and the way to
    another one."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_read_only_context_data(self) -> dict[str, object]:
            context = super().get_read_only_context_data()
            below = render_to_string("directory/admin/webhook_key.html", {"webhook": self.instance})
            return context | {"rendered_field": context["rendered_field"] + below}


class WebhookCreateView(generic.CreateView):
    """Leads on to what was made: its key stands there, which the receiver needs."""

    success_message = gettext_lazy(
        "“%(object)s” is registered. Give the key below to those who run the program."
    )

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []


class NewKeyView(EntryActionView):
    """Asks whether the key of a webhook is to be replaced, and replaces it."""

    permission_required = "change"
    page_title = gettext_lazy("New key")
    template_name = "directory/admin/new_key.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update().get(pk=self.object.pk)
            webhook.rotate()
            log(webhook, logs.KEY_REPLACED, user=self.request.user)
        words = _("The new key stands below. For 24 hours the one before signs too.")
        messages.success(self.request, words)
        return redirect(self.get_success_url())


class WebhookViewSet(ModelViewSet):
    """Who is told what."""

    model = Webhook
    add_view_class = WebhookCreateView
    icon = "link-external"
    menu_label = gettext_lazy("Webhooks")
    menu_order = 900
    menu_hook = "register_settings_menu_item"
    add_to_settings_menu = True
    list_display = [
        "name",
        "url",
        BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
    ]
    search_backend_name = None
    search_fields = ["name", "url"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("url"),
            FieldPanel("is_active"),
            MultiFieldPanel(
                [FieldPanel(name) for name in Webhook.KINDS], heading=gettext_lazy("Tell when")
            ),
            KeyPanel("secret", read_only=True),
        ],
        base_form_class=WebhookForm,
    )

    def get_urlpatterns(self) -> list:
        new_key = self.construct_view(NewKeyView, header_icon="key")
        return [*super().get_urlpatterns(), path("new-key/<int:pk>/", new_key, name="new_key")]


class DeliveryFilters(WagtailFilterSet):
    webhook = ModelChoiceFilter(queryset=Webhook.objects.all())
    # What may have arrived is sent again: no message is ever uncertain.
    state = ChoiceFilter(
        choices=[each for each in State.choices if each[0] != State.UNCERTAIN],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Delivery
        fields = ["webhook", "state"]


def _in_words(delivery: Delivery) -> str:
    """What happened to which entry: many share a name, none an address."""
    change = delivery.change
    return f"{change.name}: {change.get_kind_display()} ({change.directory}/{change.slug})"


class DeliveryViewSet(OutboxViewSet):
    """The messages of all webhooks."""

    model = Delivery
    icon = "link-external"
    menu_label = gettext_lazy("Messages of webhooks")
    menu_order = 810
    filterset_class = DeliveryFilters
    search_fields = ["change__name", "change__slug", "answer"]
    list_select_related = ["webhook", "change"]
    columns = [
        Column("change", label=gettext_lazy("Change"), accessor=_in_words),
        Column("webhook", label=gettext_lazy("Webhook")),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("tries", label=gettext_lazy("Tries")),
        Column("answer", label=gettext_lazy("Last answer")),
        DateColumn("tried_at", label=gettext_lazy("Last try"), sort_key="tried_at"),
    ]
    refusal = gettext_lazy("Only a message that was tried can be sent again.")

    def words_for(self, item: Delivery) -> str:
        return f"{item.change.name}, {item.webhook}"
