"""The review of a file: what it would do, whether to do it, and how far that is."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from directory.admin.import_forms import ApplyForm
from directory.admin.import_pages import (
    State,
    address,
    own,
    page,
    progress_page,
    refuse_publishing,
)
from directory.catalog.text import whole_number
from directory.imports import (
    ImportRefused,
    Kind,
    begin,
    give_up,
    is_stopped,
    review_csv,
    review_xlsx,
    waits_in_vain,
)
from directory.models import Import, ReviewedRow

PER_PAGE = 50
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the file would do, over all rows, and ask whether to do it."""
    log, directory = own(request, pk)
    if log.state == State.CHECKING:
        return progress_page(request, log, directory)
    if log.state != State.CHECKED:
        return redirect(address(log))
    if (kind_of_file := request.GET.get("format")) in FILES:
        return FILES[kind_of_file](log)
    kind, asked = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:200]
    kind, asked = kind if kind in Kind.values else "", asked.replace("\x00", "")
    return page(
        request,
        "import_review",
        _("Review"),
        log=log,
        directory=directory,
        review=log.review,
        kind=kind,
        asked=asked,
        query="".join(
            f"{urlencode({name: value})}&"
            for name, value in (("kind", kind), ("q", asked))
            if value
        ),
        kinds=[(each.value, each.label, log.counts.get(each.value, 0)) for each in Kind],
        total=sum(log.counts.values()),
        to_do=log.counts.get(Kind.NEW, 0) + log.counts.get(Kind.CHANGED, 0),
        page=Paginator(_rows(log, kind, asked), PER_PAGE).get_page(request.GET.get("p")),
        form=ApplyForm(
            user=request.user,
            directory=directory,
            initial={"fingerprint": log.review.get("fingerprint")},
        ),
    )


def _rows(log: Import, kind: str, asked: str) -> QuerySet[ReviewedRow]:
    rows = log.rows.all()
    if kind:
        rows = rows.filter(kind=kind)
    if asked:
        wanted = Q(key__icontains=asked)
        if (line := whole_number(asked, 6)) is not None:
            wanted |= Q(line=line)
        rows = rows.filter(wanted)
    return rows


def _csv(log: Import) -> HttpResponse:
    return StreamingHttpResponse(
        review_csv(log),
        content_type=TYPES["csv"],
        headers={"Content-Disposition": 'attachment; filename="review.csv"'},
    )


def _xlsx(log: Import) -> HttpResponse:
    return HttpResponse(
        review_xlsx(log),
        content_type=TYPES["xlsx"],
        headers={"Content-Disposition": 'attachment; filename="review.xlsx"'},
    )


FILES = {"csv": _csv, "xlsx": _xlsx}


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the file as it was reviewed, or say why not."""
    log, directory = own(request, pk)
    form = ApplyForm(request.POST, user=request.user, directory=directory)
    if not form.is_valid():
        messages.error(request, _("Choose how the entries are imported."))
        return redirect(address(log))
    try:
        if log.state == State.CHECKED:
            form.compare(log)
        begin(
            log,
            State.APPLYING,
            request.user,
            is_published=form.cleaned_data["publish"] == "publish",
            skips_faulty=form.cleaned_data["skip_faulty"],
        )
    except ImportRefused as refused:
        messages.error(request, str(refused))
    else:
        say(request, log, State.APPLIED, _("The file has been imported."))
    return redirect(address(log))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin once more a step that was stopped, or check a file that waits for its review anew."""
    log, directory = own(request, pk)
    step = State(log.state) if log.state in Import.AT_WORK else State.CHECKING
    if step != State.CHECKING:
        refuse_publishing(request, log, directory)
    try:
        begin(log, step, request.user)
    except ImportRefused as refused:
        messages.error(request, str(refused))
    return redirect(address(log))


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to before a step that was stopped."""
    log, _directory = own(request, pk)
    give_up(log)
    log.refresh_from_db(fields=["state"])
    return redirect(address(log))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    log, _directory = own(request, pk)
    at_rest = log.state in (State.SENT, State.CHECKED)
    broken_off = log.state in (State.CHECKING, State.APPLYING) and (
        is_stopped(log) or waits_in_vain(log)
    )
    if not at_rest and not broken_off:
        messages.error(request, _("The file is being worked on, or has been imported already."))
        return redirect(address(log))
    Import.objects.filter(pk=pk, state=log.state, run=log.run).delete()
    return redirect("imports:index")


def say(request: HttpRequest, log: Import, done: State, text: str) -> None:
    """Say that a step is done, if it is; its page says everything else."""
    if log.state == done:
        messages.success(request, text)
