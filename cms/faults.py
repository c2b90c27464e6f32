"""What is said while something that the site needs is away: 503 in words, with the time to come
back; and 400 for a value that was sent and that no field or database takes."""

import logging
import sys
from collections.abc import Iterator
from json import JSONDecodeError
from sqlite3 import SQLITE_ERROR

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.views import defaults

from cms.storage.faults import StorageAway
from directory.web.problems import Problem

logger = logging.getLogger(__name__)


class Busy(Exception):
    """More is asked than can be answered in time."""


COME_BACK_IN = {StorageAway: 60, OperationalError: 10, InterfaceError: 10, Busy: 10}  # seconds
NUL = "\0"
TOLD = 150  # characters of a value, of which Python tells no more than 200
HUGE = 10  # digits: where PostgreSQL keeps four bytes, more than that is too much


class Faults:
    """Answers in words where a view needed what is away."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, InvalidPage):
            raise Http404("There is no such page of a list.") from error
        if is_of_what_was_sent(request, error):
            raise BadRequest(f"What was sent cannot be taken ({type(error).__name__})") from error
        return away(request, error)


def unanswered(request: HttpRequest) -> HttpResponse:
    """Answer where no view could, as before one is asked: Django's handler500."""
    error = sys.exc_info()[1]
    return away(request, error) or defaults.server_error(request)


def away(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return the 503 for an error that says that something is away; None for all other errors.

    The answer needs nothing that may be away, and nobody is signed in from here on: who that is,
    the database would have to say.
    """
    come_back_in = next((each for kind, each in COME_BACK_IN.items() if isinstance(error, kind)), 0)
    # SQLite calls a wrong statement operational too; that is a fault of ours.
    if not come_back_in or getattr(error.__cause__, "sqlite_errorcode", 0) == SQLITE_ERROR:
        return None
    is_storage, is_busy = isinstance(error, StorageAway), isinstance(error, Busy)
    if is_busy:
        words = "More is asked than can be answered"
    else:
        words = f"The {'storage of uploads' if is_storage else 'database'} is away"
        logger.error("%s: %s", words, str(error).strip().replace("\n", " "))
    if not is_storage:
        request.user = AnonymousUser()
    if request.path.startswith("/api/"):
        response = Problem(503, f"{words}. Try again later.").response()
    else:
        told = {"is_storage": is_storage, "is_busy": is_busy}
        response = render(request, "503.html", told, status=503)
        response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(come_back_in)
    return response


def is_of_what_was_sent(request: HttpRequest, error: Exception) -> bool:
    """Say whether a view failed for a value that this request sent, which no form of ours sends:
    Wagtail and Django look at most values before they use them, and at these they do not.

    An error that names no such value is a fault of ours.
    """
    match error:
        case ValidationError() | MultiValueDictKeyError():
            return True
        case JSONDecodeError():
            return any(error.doc == value for value in _sent(request))
        case UnicodeEncodeError():  # half a sign, as JSON can write it
            return any("\\ud" in value.lower() for value in _sent(request))
        case OverflowError() | DataError() if "NUL" not in str(error):
            return any(_is_huge(value) for value in _sent(request))
        case DataError() | ValueError() if "NUL" in str(error):
            return any(NUL in value for value in _sent(request))
        case ValueError() if "Exceeds the limit" in str(error):  # of digits of a number
            return any(_is_huge(value) for value in _sent(request))
        case ValueError():  # "expected a number but got 'x'."
            return any(repr(value)[:TOLD] in str(error) for value in _sent(request))
        case NoReverseMatch():
            told = str(error)
            return any(f"'{value}'" in told or repr(value) in told for value in _sent(request))
        case KeyError(args=("ORDER",)):  # a form of rows that does not say how many there are
            return True
    return False


def _sent(request: HttpRequest) -> Iterator[str]:
    for data in (request.GET, request.POST):
        for _name, values in data.lists():
            yield from values


def _is_huge(value: str) -> bool:
    """Whether it is a whole number that a database may not hold."""
    return value.strip().removeprefix("-").isdecimal() and len(value.strip()) >= HUGE
