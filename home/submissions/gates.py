"""What every form of the public asks before it takes anything: whence it comes, and its ticket."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from directory.submissions import tickets
from directory.submissions.tickets import TicketFault
from home.submissions.origins import is_from_our_page

MAX_BODY = 64 * 1024  # bytes; the longest honest form is a quarter of that
TOO_MUCH = _(
    "Too much has been sent from here lately. Nothing that you typed is lost: keep this page open "
    "and send it again in an hour."
)
TICKET_FAULTS = {
    TicketFault.TOO_YOUNG: _(
        "That was quicker than anybody types. Please look it over and send it again."
    ),
    TicketFault.TOO_OLD: _(
        "This form was open for more than a day. Please look it over and send it again."
    ),
    TicketFault.UNKNOWN: _(
        "This form cannot be taken as it is. Please look it over and send it again."
    ),
}


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to what is too long, or was not sent from one of our pages; else None."""
    if _body_is_too_large(request):
        return render(request, "413.html", status=413)
    if not is_from_our_page(request):
        return render(request, "403_csrf.html", status=403)
    return None


def read_ticket(request: HttpRequest, name: str, form: forms.Form) -> tuple[str, str]:
    """Return the word of the ticket that was sent for the form of that name, and the ticket with
    which the form is drawn again; what is wrong with it is added to `form`, and the word is ""."""
    ticket = request.POST.get("ticket", "")
    word = tickets.read(name, ticket)
    if not isinstance(word, TicketFault):
        return word, ticket
    form.add_error(None, TICKET_FAULTS[word])
    return "", ticket if word is TicketFault.TOO_YOUNG else tickets.issue(name)


def of_one_person(response: HttpResponse) -> HttpResponse:
    """Return the response as one that nobody keeps and no other reader gets."""
    response["Cache-Control"] = "private, no-store"
    return response


def _body_is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isascii() or not length.isdigit() or int(length[:12]) > MAX_BODY
