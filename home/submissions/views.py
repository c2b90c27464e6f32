"""The public's part: suggest an entry, report a problem, see how it stands. All are public.

Nothing that is sent here is fetched, shown to others or acted upon before an editor saw it.
"""

from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.catalog.directories import DIRECTORIES, suggestible
from directory.models import Record, Submission
from directory.submissions import limits, tickets, workflow
from directory.submissions.likeness import Like
from directory.web.peers import scrambled_network
from home.formats.fixed_pages import SUGGEST
from home.pages.routes import routes
from home.submissions.forms import (
    ReportForm,
    SubmissionForm,
    SuggestionForm,
)
from home.submissions.gates import TOO_MUCH, of_one_person, read_ticket, refusal


def _kinds() -> dict[str, str]:
    return {each.slug: str(each.suggestion) for each in suggestible()}


SENT_BEFORE = _("This form has been sent already. If this is something else, send it again.")
# What makes two submissions the same.
TYPED = ("kind", "directory", "object_id", "name", "url", "place_id", "problem", "text", "email")


# refusal() stands in for the cookie; home/submissions/origins.py says why.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Show the form for a new resource, program, association or rule, or take what it sends."""
    if request.method == "POST":
        return _take(request, "suggest", SuggestionForm)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind if kind in _kinds() else "", "place": request.GET.get("place", "")}
    return _draw(request, "suggest", SuggestionForm(initial=initial))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, directory: str, slug: str) -> HttpResponse:
    """Show the form for a problem with one public entry, or take what it sends.

    A merged entry leads to the one that was kept; 404 for what is not public.
    """
    shown = DIRECTORIES.get(directory)
    record = None
    if shown is not None and issubclass(shown.model, Record):
        record = shown.records().filter(slug=slug).first()
        if record is None and (kept := shown.kept_for(slug)):
            return HttpResponseRedirect(
                reverse("report", args=[directory, kept.slug]), preserve_request=True
            )
    if record is None:
        raise Http404
    make_form = partial(ReportForm, record=record)
    if request.method == "POST":
        return _take(request, "report", make_form)
    return _draw(request, "report", make_form())


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a submission stands, for whoever has its word."""
    submission = get_object_or_404(Submission.objects.select_related("place"), token=token)
    entry = submission.entry
    routes()
    response = render(
        request,
        "home/submission.html",
        {
            "submission": submission,
            "what": _kinds().get(submission.directory, ""),
            "entry": entry if entry is not None and entry.is_published else None,
            "State": Submission.State,
        },
    )
    # The address is the key: it goes to no other site and into no search engine.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return of_one_person(response)


def _take(
    request: HttpRequest, name: str, make_form: Callable[..., SubmissionForm]
) -> HttpResponse:
    """Take what was sent, or draw the form again with all that was typed and what is to be done."""
    if refused := refusal(request):
        return refused
    form = make_form(request.POST)
    form.full_clean()
    word, ticket = read_ticket(request, name, form)
    if not form.is_valid():
        return _draw(request, name, form, ticket, status=422)
    submission = form.submission()
    submission.ticket = word
    submission.peer = scrambled_network(request, "submissions")
    submission.language = get_language() or settings.LANGUAGE_CODE
    if before := Submission.objects.filter(ticket=word).first():
        return _sent_before(request, name, form, before, submission)
    if limits.is_too_much(peer=submission.peer):
        form.add_error(None, TOO_MUCH)
        response = _draw(request, name, form, ticket, status=429)
        response["Retry-After"] = "3600"
        return response
    if "send_anyway" not in request.POST and (alike := form.alike(submission)):
        return _draw(request, name, form, ticket, status=409, alike=alike)
    try:
        with transaction.atomic():
            workflow.receive(submission)
    except IntegrityError:  # the same form at the same moment
        before = Submission.objects.get(ticket=word)
        return _sent_before(request, name, form, before, submission)
    return HttpResponseRedirect(_status_path(submission))


def _sent_before(
    request: HttpRequest, name: str, form: SubmissionForm, before: Submission, now: Submission
) -> HttpResponse:
    """The same sent twice is sent once; something else needs a form of its own."""
    if all(getattr(before, field) == getattr(now, field) for field in TYPED):
        return HttpResponseRedirect(_status_path(before))
    form.add_error(None, SENT_BEFORE)
    return _draw(request, name, form, tickets.issue(name), status=422)


def _status_path(submission: Submission) -> str:
    return reverse("submission", args=[submission.token])


def _draw(
    request: HttpRequest,
    name: str,
    form: SubmissionForm,
    ticket: str = "",
    *,
    status: int = 200,
    alike: Sequence[Like] = (),
) -> HttpResponse:
    routes()  # as they are now: the frame is drawn from them
    page = SUGGEST if name == "suggest" else None
    values = {"page": page, "form": form, "ticket": ticket or tickets.issue(name), "alike": alike}
    return of_one_person(render(request, f"home/{name}.html", values, status=status))
