"""What is said while something that the site needs is away: 503 in words, with the time to come
back; and 400 for what no database keeps."""

import logging
import sys
from sqlite3 import SQLITE_ERROR

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from cms.storage.faults import StorageAway
from directory.web.problems import Problem

logger = logging.getLogger(__name__)


class Busy(Exception):
    """More is asked than can be answered in time."""


COME_BACK_IN = {StorageAway: 60, OperationalError: 10, InterfaceError: 10, Busy: 10}  # seconds
NUL = "\0"


class Faults:
    """Answers in words where a view needed what is away."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_nul(request, error):
            raise BadRequest("Text with NUL was sent.") from error
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


def is_nul(request: HttpRequest, error: Exception) -> bool:
    """Say whether the database refused text because of a NUL in it that this request sent: SQLite
    keeps it, PostgreSQL does not."""
    if not isinstance(error, (DataError, ValueError)) or "NUL" not in str(error):
        return False
    sent = (each for data in (request.GET, request.POST) for _name, each in data.lists())
    return any(NUL in value for values in sent for value in values)
