"""The links of one entry in the editor, and the button that has them checked now."""

from datetime import timedelta

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from directory.admin.replacing import replacing
from directory.admin.reports import may_change
from directory.catalog.directories import entry_directories
from directory.links.on_demand import check_entry
from directory.links.status import links_of

SECONDS = 4  # after which the page looks again while the links are being checked
# A check that nobody begins for so long waits for a worker that is not there; one that is begun is
# done in a fraction of LONGEST.
PATIENCE, LONGEST = timedelta(minutes=2), timedelta(minutes=15)
STOPPED = gettext_lazy(
    "Nobody is at work on this check: it was stopped, or no worker is running. Start it again, and "
    "tell whoever runs the server if that does not help."
)
AT_WORK = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_links(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show how each link of an entry stands; a POST has them checked, in the background. For those
    who may change the entry."""
    directory = next((each for each in entry_directories() if each.slug == slug), None)
    if directory is None:
        raise Http404
    if not may_change(request.user, directory.model):
        raise PermissionDenied
    entry = get_object_or_404(directory.model, pk=pk)
    own = reverse("links:entry", args=[slug, pk])
    if request.method == "POST":
        result = check_entry.enqueue(directory.model._meta.label, entry.pk)
        if not result.is_finished:
            return redirect(f"{own}?task={result.id}")
        # A site without a worker does it at once.
        _tell(request, result.status)
        return redirect(own)
    result = _result(request.GET.get("task", ""))
    status = result.status if result else None
    stopped = result is not None and _is_stopped(result)
    _tell(request, status)
    if stopped:
        messages.warning(request, STOPPED)
    edit = reverse(directory.model.snippet_viewset.get_url_name("edit"), args=[quote(pk)])
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": edit, "label": entry.name},
            {"url": "", "label": _("Links")},
        ],
        "header_title": _("Links"),
        "header_icon": "link",
        "entry": entry,
        "own": own,
        "lines": links_of(entry),
        "look_after": SECONDS if status in AT_WORK and not stopped else None,
    }
    return render(request, "directory/admin/entry_links.html", context)


def _tell(request: HttpRequest, status: TaskResultStatus | None) -> None:
    if status == TaskResultStatus.SUCCESSFUL:
        messages.success(request, _("The links have been checked."))
    elif status == TaskResultStatus.FAILED:
        messages.error(
            request,
            _("The check broke off. Try again, and tell whoever runs the server if it does again."),
        )


def _is_stopped(result: TaskResult) -> bool:
    """Return whether nobody works on it: no worker took it, or the worker was stopped in the
    middle, which leaves it running for ever."""
    if result.status == TaskResultStatus.READY:
        return result.enqueued_at < timezone.now() - PATIENCE
    is_running = result.status == TaskResultStatus.RUNNING
    return is_running and result.started_at < timezone.now() - LONGEST


def _result(number: str) -> TaskResult | None:
    """Return what is known of the task; None where there is no such task."""
    try:
        return check_entry.get_result(number) if number else None
    except (TaskResultDoesNotExist, TaskResultMismatch, ValueError, NotImplementedError):
        return None


class LinksViewSet(ViewSet):
    """Reached from the reports and from the form of an entry."""

    icon = "link"

    def register_menu_item(self) -> None:
        """Register nothing: the page is about one entry."""

    def get_urlpatterns(self) -> list:
        return [
            path("<slug:slug>/<int:pk>/", entry_links, name="entry"),
            path("replace/", replacing, name="replace"),
        ]
