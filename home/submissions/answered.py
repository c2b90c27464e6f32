"""Did this answer it? A page of its own for each question, without an account, script or cookie.

The page of the question stays the same for everybody, and nothing that is sent here is shown to
readers.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from directory.models import within
from directory.submissions import limits, tickets
from directory.web.peers import scrambled_network
from home.models import QuestionPage, ReaderVerdict
from home.pages.routes import routes
from home.submissions.forms import AnsweredForm
from home.submissions.gates import TOO_MUCH, of_one_person, read_ticket, refusal

NAME = "answered"
THANKS = "sent"


# refusal() stands in for the cookie; home/submissions/origins.py says why.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answered(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether the answer to a public question was one, or take what a reader says.

    404 for what is not public.
    """
    question = get_object_or_404(QuestionPage.objects.published(), slug=slug)
    if request.method == "POST":
        return _take(request, question)
    if THANKS in request.GET:
        return _draw(request, question, None)
    said = request.GET.get("is", "")
    initial = {"answered": said if said in ("yes", "no") else ""}
    return _draw(request, question, AnsweredForm(initial=initial))


def _take(request: HttpRequest, question: QuestionPage) -> HttpResponse:
    if refused := refusal(request):
        return refused
    form = AnsweredForm(request.POST)
    form.full_clean()
    word, ticket = read_ticket(request, NAME, form)
    if not form.is_valid():
        return _draw(request, question, form, ticket, status=422)
    verdict = ReaderVerdict(
        question=question,
        is_answered=form.cleaned_data["answered"] == "yes",
        words=form.cleaned_data["text"],
        is_aside=_is_beyond(),
        ticket=word,
        peer=scrambled_network(request, "verdicts"),
    )
    if limits.is_too_much(peer=verdict.peer, among=ReaderVerdict.objects.all()):
        form.add_error(None, TOO_MUCH)
        response = _draw(request, question, form, ticket, status=429)
        response["Retry-After"] = "3600"
        return response
    try:
        with transaction.atomic():
            verdict.save()
    except IntegrityError:
        pass  # the same form sent twice counts once
    return HttpResponseRedirect(f"{request.path}?{THANKS}=yes")


def _is_beyond() -> bool:
    """Whether one more is more than is taken from all readers in an hour."""
    lately = ReaderVerdict.objects.filter(within("created_at", limits.HOUR))
    return lately.count() >= settings.SUBMISSION_LIMITS["all in an hour"]


def _draw(
    request: HttpRequest,
    question: QuestionPage,
    form: AnsweredForm | None,
    ticket: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    routes()  # as they are now: the frame is drawn from them
    context = {
        "question": question,
        "form": form,
        "ticket": ticket or tickets.issue(NAME),
        "kept_days": settings.READER_WORDS_KEPT_DAYS,
    }
    return of_one_person(render(request, "home/answered.html", context, status=status))
