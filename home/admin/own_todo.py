"""All drafts and all submissions of one's own: the whole of what the editor's first page begins."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from home.admin import todo
from home.admin.dashboard import may_write
from home.admin.todo import TodoLine


class ItemPaginator(WagtailPaginator):
    """Counts what is of many kinds."""

    verbose_name, verbose_name_plural = _("item"), _("items")


class OwnTodoView(BaseListingView):
    """A list of what is the visitor's own, line by line as the first page has it."""

    rows: Callable[..., QuerySet]
    line: Callable[..., TodoLine]
    paginate_by = 50
    paginator_class = ItemPaginator
    columns = [
        TitleColumn("words", label=_("Name"), get_url=lambda line: line.url),
        Column("note", label=_("How it stands")),
    ]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_write(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return type(self).rows(self.request.user)

    def get_table(self, object_list: Sequence) -> Table:
        return super().get_table([type(self).line(each) for each in object_list])

    def get_index_url(self) -> str:
        return reverse(f"todo:{self.name}")


class DraftsView(OwnTodoView):
    name = "drafts"
    verbose_name, verbose_name_plural = _("draft"), _("drafts")
    rows = todo.drafts_of
    line = todo.draft_line
    page_title = _("Your drafts")
    header_icon = "edit"
    columns = [OwnTodoView.columns[0], Column("note", label=_("Last saved"))]


class SubmittedView(OwnTodoView):
    name = "submitted"
    verbose_name, verbose_name_plural = _("submission"), _("submissions")
    rows = todo.submitted_by
    line = todo.submitted_line
    page_title = _("What you submitted")
    header_icon = "tasks"


class OwnTodoViewSet(ViewSet):
    """Reached from the first page of the editor."""

    icon = "edit"

    def register_menu_item(self) -> None:
        """Add nothing to the menu."""

    def get_urlpatterns(self) -> list:
        return [path(f"{view.name}/", view.as_view(), name=view.name) for view in VIEWS]


VIEWS = (DraftsView, SubmittedView)
