"""A file's way through the admin: sent, its columns named, reviewed, applied; the log, undo."""

import csv
from datetime import timedelta

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from directory.admin_views.import_forms import (
    ApplyForm,
    FileForm,
    MappingForm,
    may_import,
    may_publish,
)
from directory.columns import harmless
from directory.directories import Directory
from directory.files import exchangeable
from directory.imports import (
    ImportPlan,
    ImportRefused,
    Kind,
    UndoRefused,
    UnreadableFile,
    apply,
    plan,
    read_header,
    read_table,
    undo,
)
from directory.models import Import

# How long a file waits for its review.
KEPT = timedelta(hours=24)
PER_PAGE = 50


def _own(request: HttpRequest, pk: int, *states: Import.State) -> tuple[Import, Directory]:
    """The import and its directory; 404 for another state, PermissionDenied for another's work."""
    log = get_object_or_404(Import, pk=pk, state__in=states or Import.State.values)
    directory = exchangeable().get(log.directory)
    if directory is None or not may_import(request.user, directory):
        raise PermissionDenied
    return log, directory


def _page(request: HttpRequest, name: str, title: str, **context) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("imports:index"), "label": _("Imports")},
    ]
    context |= {"breadcrumbs_items": [*crumbs, {"url": "", "label": title}], "header_title": title}
    return render(request, f"directory/admin/{name}.html", {**context, "header_icon": "upload"})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The log of all imports, and where a new one begins."""
    slugs = [slug for slug, each in exchangeable().items() if may_import(request.user, each)]
    if not slugs:
        raise PermissionDenied
    logs = Import.objects.filter(directory__in=slugs).select_related("user").defer("content")
    page = Paginator(logs, PER_PAGE).get_page(request.GET.get("p"))
    return _page(request, "imports", _("Imports"), page=page, State=Import.State)


def send(request: HttpRequest) -> HttpResponse:
    """Take a file; those that nobody reviewed in a day are dropped."""
    form = FileForm(request.POST or None, request.FILES or None, user=request.user)
    if not form.fields["directory"].choices:
        raise PermissionDenied
    if form.is_valid():
        Import.objects.filter(state=Import.State.SENT, started__lt=timezone.now() - KEPT).delete()
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            read_header(file.name, content)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            log = Import.objects.create(
                directory=form.cleaned_data["directory"],
                user=request.user,
                file_name=file.name[:255],
                content=content,
            )
            return redirect("imports:columns", log.pk)
    return _page(request, "import_send", _("Import a file"), form=form)


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which column each heading means; the answer of the last file is remembered."""
    log, directory = _own(request, pk, Import.State.SENT)
    last = Import.objects.filter(directory=log.directory).exclude(mapping={}).first()
    form = MappingForm(
        request.POST or None,
        headings=read_header(log.file_name, bytes(log.content)),
        directory=directory,
        remembered=log.mapping or (last.mapping if last else {}),
    )
    if form.is_valid():
        log.mapping = form.mapping
        log.save(update_fields=["mapping"])
        return redirect("imports:review", log.pk)
    return _page(request, "import_columns", _("Columns of the file"), form=form, log=log)


def _plan_of(log: Import, directory: Directory) -> ImportPlan:
    return plan(directory, read_table(log.file_name, bytes(log.content), directory, log.mapping))


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the file would do, over all rows, and ask whether to do it."""
    log, directory = _own(request, pk, Import.State.SENT)
    made = _plan_of(log, directory)
    if request.GET.get("format") == "csv":
        return _review_file(made)
    kind = request.GET.get("kind", "")
    rows = made.of_kind(kind) if kind in Kind.values else made.rows
    rows = sorted(rows, key=lambda row: row.line)
    return _page(
        request,
        "import_review",
        _("Review"),
        log=log,
        directory=directory,
        plan=made,
        kind=kind,
        kinds=[(each, each.label, made.counts[each]) for each in Kind],
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        of_file=[fault for fault in made.faults if fault.line <= 1],
        form=ApplyForm(
            user=request.user, directory=directory, initial={"fingerprint": made.fingerprint}
        ),
    )


def _review_file(made: ImportPlan) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="review.csv"'
    writer = csv.writer(response)
    writer.writerow(["line", "slug", "kind", "column", "old", "new", "reason"])
    for row in made.rows:
        about = [row.line, row.key, row.kind.value]
        cells = [[c.column, c.old, c.new, ""] for c in row.changes]
        cells += [[fault.column, "", fault.value, fault.reason] for fault in row.faults]
        for each in cells or [[""] * 4]:
            writer.writerow([harmless(value) for value in (*about, *each)])
    for fault in made.table.faults if not made.rows else ():
        writer.writerow([fault.line, "", "error", fault.column, "", fault.value, fault.reason])
    return response


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the file as it was reviewed, or say why not."""
    log, directory = _own(request, pk, Import.State.SENT)
    form = ApplyForm(request.POST, user=request.user, directory=directory)
    if not form.is_valid():
        messages.error(request, _("Choose how the entries are imported."))
        return redirect("imports:review", pk)
    made = _plan_of(log, directory)
    try:
        if made.fingerprint != form.cleaned_data["fingerprint"]:
            raise ImportRefused(
                _("The entries have changed since this file was reviewed. Review it again.")
            )
        apply(
            made,
            request.user,
            publish=form.cleaned_data["publish"] == "publish",
            skip_faulty=form.cleaned_data["skip_faulty"],
            log=log,
        )
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("imports:review", pk)
    messages.success(request, _("The file has been imported."))
    return redirect("imports:log", pk)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What one import did, entry by entry."""
    log, directory = _own(request, pk, Import.State.APPLIED, Import.State.UNDONE)
    page = Paginator(log.entries.all(), PER_PAGE).get_page(request.GET.get("p"))
    edit = directory.model.snippet_viewset.get_url_name("edit")
    return _page(
        request,
        "import_log",
        log.file_name,
        log=log,
        directory=directory,
        page=page,
        entries=[(entry, reverse(edit, args=[entry.object_id])) for entry in page],
        may_undo=log.state == Import.State.APPLIED
        and (may_publish(request.user, directory) or not log.is_published),
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import, or say what stands in the way."""
    log, directory = _own(request, pk, Import.State.APPLIED, Import.State.UNDONE)
    if log.is_published and not may_publish(request.user, directory):
        raise PermissionDenied
    try:
        undo(log, request.user)
    except ImportRefused as refused:
        messages.error(request, str(refused))
    except UndoRefused as refused:
        shown = "; ".join(refused.obstacles[:10])
        messages.error(request, _("Nothing was undone. In the way: %s") % shown)
    else:
        messages.success(request, _("The import has been undone."))
    return redirect("imports:log", pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that waits for its review."""
    log, _directory = _own(request, pk, Import.State.SENT)
    log.delete()
    return redirect("imports:index")


def import_permissions() -> models.QuerySet:
    """What the form of a group offers to grant beside the permissions of the models."""
    return Permission.objects.filter(content_type__app_label="directory", codename="add_import")


class ImportMenuItem(MenuItem):
    """Shown to those who may bring a file for any directory."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(may_import(request.user, each) for each in exchangeable().values())


class ImportViewSet(ViewSet):
    """The pages of imports, in the menu of the directory."""

    icon = "upload"
    menu_label = gettext_lazy("Imports")
    menu_hook = "register_directory_menu_item"
    menu_order = 900
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", index, name="index"),
            path("send/", send, name="send"),
            path("<int:pk>/columns/", columns, name="columns"),
            path("<int:pk>/review/", review, name="review"),
            path("<int:pk>/apply/", accept, name="apply"),
            path("<int:pk>/drop/", drop, name="drop"),
            path("<int:pk>/undo/", take_back, name="undo"),
            path("<int:pk>/", show, name="log"),
        ]
