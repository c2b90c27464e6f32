"""What the logs of letters and of messages to webhooks share: a list, and sending again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.admin.menus import shown_to
from directory.models import OutboxItem


class AgainColumn(Column):
    """A button that has what stands in the row sent again, for those who may."""

    cell_template_name = "directory/admin/send_again.html"

    def __init__(self, log: "OutboxViewSet") -> None:
        super().__init__("again", label=gettext_lazy("Action"), accessor="pk")
        self.log = log

    def get_cell_context_data(self, instance: OutboxItem, parent_context) -> dict[str, object]:
        request = parent_context["request"]
        return super().get_cell_context_data(instance, parent_context) | {
            "may_send": instance.can_be_retried and self.log.may_send(request),
            "url": reverse(self.log.get_url_name("again"), args=[instance.pk]),
            "words": self.log.words_for(instance),
            "csrf_token": get_token(request),
        }


class OutboxView(generic.IndexView):
    """Everything that was or is in one outbox, the newest first."""

    any_permission_required = ["view"]
    search_backend_name = None
    default_ordering = "-pk"
    paginate_by = 50


class OutboxViewSet(ViewSet):
    """One outbox as a log, among the reports."""

    model: type[OutboxItem]
    menu_hook = "register_reports_menu_item"
    # As of generic.IndexView.
    columns: list[Column]
    filterset_class: type
    search_fields: list[str]
    list_select_related: list[str] = []
    # What is said when something cannot be sent again.
    refusal: str

    def words_for(self, item: OutboxItem) -> str:
        """Return what tells its button from that of the next row, for those who hear it alone."""
        raise NotImplementedError

    def may_send(self, request: HttpRequest) -> bool:
        """Return whether who asks may have something sent again."""
        return self._policy.user_has_permission(request.user, "change")

    @property
    def _policy(self) -> ModelPermissionPolicy:
        return ModelPermissionPolicy(self.model)

    @property
    def menu_item_class(self) -> type[MenuItem]:
        return shown_to(f"directory.view_{self.model._meta.model_name}")

    def get_common_view_kwargs(self, **kwargs) -> dict[str, object]:
        return super().get_common_view_kwargs(
            model=self.model,
            permission_policy=self._policy,
            page_title=self.menu_label,
            header_icon=self.icon,
            index_url_name=self.get_url_name("index"),
            index_results_url_name=self.get_url_name("results"),
            columns=[*self.columns, AgainColumn(self)],
            filterset_class=self.filterset_class,
            search_fields=self.search_fields,
            list_select_related=self.list_select_related,
            **kwargs,
        )

    def get_urlpatterns(self) -> list:
        return [
            path("", self.construct_view(OutboxView), name="index"),
            path("results/", self.construct_view(OutboxView, results_only=True), name="results"),
            path("<int:pk>/again/", require_POST(self.again), name="again"),
        ]

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have one item sent anew by the next run."""
        if not self.may_send(request):
            raise PermissionDenied
        if get_object_or_404(self.model, pk=pk).retry():
            messages.success(request, _("It is sent within some minutes."))
        else:
            messages.error(request, self.refusal)
        return redirect(self.get_url_name("index"))
