"""What the pages of imports share: whose they are, how they look, and which one shows an import."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.import_forms import may_import, may_publish
from directory.catalog.directory import Directory
from directory.editions.files import exchangeable
from directory.imports import is_stopped, last_beat, waits_in_vain
from directory.models import Import

State = Import.State

# How often the page of a run asks again.
SECONDS_BETWEEN_LOOKS = 3
PHASES = {
    "plan": gettext_lazy("Comparing the rows with the directory"),
    "review": gettext_lazy("Writing the review"),
    "save": gettext_lazy("Saving the entries"),
    "undo": gettext_lazy("Giving back the entries"),
}
TITLES = {
    State.CHECKING: gettext_lazy("Checking the file"),
    State.APPLYING: gettext_lazy("Importing the file"),
    State.UNDOING: gettext_lazy("Undoing the import"),
}


def own(request: HttpRequest, pk: int) -> tuple[Import, Directory]:
    """Return the import and its directory; raise PermissionDenied when it is not this person's
    work."""
    log = get_object_or_404(Import.objects.defer("content"), pk=pk)
    directory = exchangeable().get(log.directory)
    if directory is None or not may_import(request.user, directory):
        raise PermissionDenied
    return log, directory


def refuse_publishing(request: HttpRequest, log: Import, directory: Directory) -> None:
    """Raise PermissionDenied where importing or undoing this needs the right to publish."""
    if log.is_published and not may_publish(request.user, directory):
        raise PermissionDenied


def address(log: Import) -> str:
    """Return the address of the page that shows the import as it stands."""
    if log.state == State.SENT:
        return reverse("imports:columns", args=[log.pk])
    if log.state in (State.CHECKING, State.CHECKED):
        return reverse("imports:review", args=[log.pk])
    return reverse("imports:log", args=[log.pk])


def page(request: HttpRequest, name: str, title: str, **context) -> HttpResponse:
    """Return a page of the editor below “Imports”."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("imports:index"), "label": _("Imports")},
    ]
    context |= {"breadcrumbs_items": [*crumbs, {"url": "", "label": title}], "header_title": title}
    return render(request, f"directory/admin/{name}.html", {**context, "header_icon": "upload"})


def progress_page(request: HttpRequest, log: Import, directory: Directory) -> HttpResponse:
    """Show how far a run is; the page asks again by itself as long as there is something to wait
    for."""
    beat, stopped = last_beat(log.run), is_stopped(log)
    if stopped:
        # Perhaps it has just come to its end, after the import was read.
        log.refresh_from_db(fields=["state"])
        if log.state not in Import.AT_WORK:
            return redirect(address(log))
    return page(
        request,
        "import_progress",
        TITLES[State(log.state)],
        log=log,
        directory=directory,
        beat=beat,
        phase=PHASES.get(beat.phase, "") if beat else "",
        is_stopped=stopped,
        waits_in_vain=waits_in_vain(log),
        look_after=None if stopped else SECONDS_BETWEEN_LOOKS,
    )
