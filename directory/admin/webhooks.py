"""Webhooks, for administrators: who is told what, the log of messages, and sending one anew."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.admin.menus import shown_to
from directory.admin.sending import AgainColumn
from directory.changes.webhooks import replay
from directory.links.addresses import Refused, Unresolved, examine, parse
from directory.models import Delivery, Webhook


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
    """The key of a webhook, which is made when it is saved for the first time."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None


class WebhookCreateView(generic.CreateView):
    """Leads on to what was made: its key stands there, which the receiver needs."""

    success_message = gettext_lazy(
        "“%(object)s” is registered. Give the key below to those who run the program."
    )

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []


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


class DeliveryFilters(WagtailFilterSet):
    webhook = ModelChoiceFilter(queryset=Webhook.objects.all())
    state = ChoiceFilter(choices=Delivery.State.choices, widget=forms.RadioSelect)

    class Meta:
        model = Delivery
        fields = ["webhook", "state"]


class DeliveryAgainColumn(AgainColumn):
    url_name = "deliveries:again"
    permission = "directory.change_delivery"

    def may_be_sent(self, delivery: Delivery) -> bool:
        return delivery.state != Delivery.State.WAITING or delivery.tries > 0

    def words_for(self, delivery: Delivery) -> str:
        return f"{delivery.change.name}, {delivery.webhook}"


def _in_words(delivery: Delivery) -> str:
    """What happened to which entry: many share a name, none an address."""
    change = delivery.change
    return f"{change.name}: {change.get_kind_display()} ({change.directory}/{change.slug})"


class DeliveriesView(generic.IndexView):
    """The log of messages, the newest first."""

    model = Delivery
    permission_policy = ModelPermissionPolicy(Delivery)
    any_permission_required = ["view"]
    page_title = gettext_lazy("Messages of webhooks")
    header_icon = "link-external"
    index_url_name = "deliveries:index"
    index_results_url_name = "deliveries:results"
    filterset_class = DeliveryFilters
    search_backend_name = None
    search_fields = ["change__name", "change__slug", "answer"]
    default_ordering = "-pk"
    paginate_by = 50
    list_select_related = ["webhook", "change"]
    columns = [
        Column("change", label=gettext_lazy("Change"), accessor=_in_words),
        Column("webhook", label=gettext_lazy("Webhook")),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("tries", label=gettext_lazy("Tries")),
        Column("answer", label=gettext_lazy("Last answer")),
        DateColumn("tried_at", label=gettext_lazy("Last try"), sort_key="tried_at"),
        DeliveryAgainColumn(),
    ]


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a message sent anew by the next run."""
    if not request.user.has_perm("directory.change_delivery"):
        raise PermissionDenied
    replay(get_object_or_404(Delivery, pk=pk))
    messages.success(request, _("It is sent within some minutes."))
    return redirect("deliveries:index")


class DeliveryViewSet(ViewSet):
    """The log, among the reports."""

    icon = "link-external"
    menu_label = gettext_lazy("Messages of webhooks")
    menu_hook = "register_reports_menu_item"
    menu_order = 810
    menu_item_class = shown_to("directory.view_delivery")

    def get_urlpatterns(self) -> list:
        return [
            path("", DeliveriesView.as_view(), name="index"),
            path("results/", DeliveriesView.as_view(results_only=True), name="results"),
            path("<int:pk>/again/", again, name="again"),
        ]
