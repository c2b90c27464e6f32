"""A file's way through the admin: sent, its columns named, reviewed, applied; the log, undo."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from directory.admin import import_reviews
from directory.admin.import_forms import (
    FileForm,
    MappingForm,
    may_import,
    may_publish,
)
from directory.admin.import_pages import (
    State,
    address,
    own,
    page,
    progress_page,
    refuse_publishing,
)
from directory.admin.import_reviews import TYPES
from directory.admin.menus import shown_to
from directory.catalog.directories import Directory
from directory.editions.files import (
    WRITERS,
    TooLongForWorkbook,
    all_entries,
    exchangeable,
)
from directory.imports import ImportRefused, UnreadableFile, begin, is_stopped, read_header
from directory.models import ColumnMapping, Import

# How long a file waits for its review.
KEPT = timedelta(hours=24)
NOT_IMPORTED = (State.SENT, State.CHECKING, State.CHECKED, State.APPLYING)
PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the log of all imports, and where a new one begins."""
    slugs = [slug for slug, each in exchangeable().items() if may_import(request.user, each)]
    if not slugs:
        raise PermissionDenied
    logs = Import.objects.filter(directory__in=slugs).select_related("user").defer("content")
    found = Paginator(logs, PER_PAGE).get_page(request.GET.get("p"))
    rows = [
        (log, exchangeable()[log.directory].title, address(log), is_stopped(log)) for log in found
    ]
    return page(request, "imports", _("Imports"), page=found, rows=rows)


def send(request: HttpRequest) -> HttpResponse:
    """Take a file; those that nobody reviewed in a day are dropped."""
    form = FileForm(request.POST or None, request.FILES or None, user=request.user)
    if not form.fields["directory"].choices:
        raise PermissionDenied
    if form.is_valid():
        Import.objects.filter(state__in=NOT_IMPORTED, started__lt=timezone.now() - KEPT).delete()
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
    offered = [(slug, title, list(WRITERS)) for slug, title in form.fields["directory"].choices]
    return page(request, "import_send", _("Import a file"), form=form, offered=offered)


@require_safe
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Send the whole directory, drafts too, as the file to begin with."""
    directory = exchangeable().get(slug)
    if directory is None or kind not in WRITERS:
        raise Http404
    if not may_import(request.user, directory):
        raise PermissionDenied
    try:
        content = WRITERS[kind](directory, all_entries(directory, unpublished=True))
    except TooLongForWorkbook as refused:
        messages.error(request, str(refused))
        return redirect("imports:send")
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{slug}.{kind}"'},
    )


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which column each heading means; the answer of the last file is remembered."""
    log, directory = own(request, pk)
    if log.state not in (State.SENT, State.CHECKED):
        return redirect(address(log))
    last = ColumnMapping.objects.filter(directory=log.directory).first()
    try:
        header = read_header(log.file_name, bytes(log.content))
    except UnreadableFile as error:  # when it was sent the limits were others, or time sufficed
        messages.error(request, str(error))
        return redirect("imports:index")
    form = MappingForm(
        request.POST or None,
        headings=header.names,
        directory=directory,
        remembered=log.mapping or (last.mapping if last else {}),
    )
    if form.is_valid():
        ColumnMapping.objects.update_or_create(
            directory=log.directory, defaults={"mapping": form.mapping}
        )
        try:
            begin(log, State.CHECKING, request.user, mapping=form.mapping)
        except ImportRefused as refused:
            messages.error(request, str(refused))
        return redirect(address(log))
    title, notes = _("Columns of the file"), header.notes
    return page(request, "import_columns", title, form=form, log=log, notes=notes)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one import did, entry by entry."""
    log, directory = own(request, pk)
    if log.state in (State.APPLYING, State.UNDOING):
        return progress_page(request, log, directory)
    if log.state not in (State.APPLIED, State.UNDONE):
        return redirect(address(log))
    found = Paginator(log.entries.all(), PER_PAGE).get_page(request.GET.get("p"))
    edit = directory.model.snippet_viewset.get_url_name("edit")
    stands = log.state == State.APPLIED
    publishes = may_publish(request.user, directory)
    return page(
        request,
        "import_log",
        log.file_name,
        log=log,
        directory=directory,
        page=found,
        entries=[(entry, reverse(edit, args=[entry.object_id])) for entry in found],
        may_undo=stands and (publishes or not log.is_published),
        publish=_publish_all(log, directory) if stands and publishes else "",
    )


def _publish_all(log: Import, directory: Directory) -> str:
    """Return where the drafts of an import are published together; nothing for one without."""
    if log.is_published:
        return ""
    options = directory.model._meta
    path = reverse("wagtail_bulk_action", args=[options.app_label, options.model_name, "publish"])
    return f"{path}?{urlencode({'id': 'all', 'import': log.pk, 'next': address(log)})}"


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import, or say what stands in the way."""
    log, directory = own(request, pk)
    refuse_publishing(request, log, directory)
    try:
        begin(log, State.UNDOING, request.user)
    except ImportRefused as refused:
        messages.error(request, str(refused))
    else:
        import_reviews.say(request, log, State.UNDONE, _("The import has been undone."))
    return redirect(address(log))


def import_permissions() -> models.QuerySet:
    """Return what the form of a group offers to grant beside the permissions of the models."""
    return Permission.objects.filter(content_type__app_label="directory", codename="add_import")


def may_import_any(user: AbstractBaseUser) -> bool:
    """Return whether somebody may bring a file for any directory."""
    return any(may_import(user, each) for each in exchangeable().values())


class ImportViewSet(ViewSet):
    """The pages of imports, in the menu of the directory."""

    icon = "upload"
    menu_label = gettext_lazy("Imports")
    menu_hook = "register_directory_menu_item"
    menu_order = 900
    menu_item_class = shown_to(may_import_any)

    def get_urlpatterns(self) -> list:
        return [
            path("", index, name="index"),
            path("send/", send, name="send"),
            path("export/<slug:slug>.<slug:kind>", export, name="export"),
            path("<int:pk>/columns/", columns, name="columns"),
            path("<int:pk>/review/", import_reviews.review, name="review"),
            path("<int:pk>/apply/", import_reviews.accept, name="apply"),
            path("<int:pk>/again/", import_reviews.again, name="again"),
            path("<int:pk>/leave/", import_reviews.leave, name="leave"),
            path("<int:pk>/drop/", import_reviews.drop, name="drop"),
            path("<int:pk>/undo/", take_back, name="undo"),
            path("<int:pk>/", show, name="log"),
        ]
