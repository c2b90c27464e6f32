"""Each request counts for the metrics, has a number that all lines of its log bear, and is a line
of the log where LOG_REQUESTS asks for it."""

import logging
import re
import time
from random import getrandbits

from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms import audit
from cms.health.metrics import REQUESTS
from cms.logs import REQUEST_ID, without_secrets
from directory.web.peers import peer_of

logger = logging.getLogger("center.requests")

NUMBER = re.compile(r"[\w.-]{8,64}", re.ASCII)
# The editor, and where the passwords of pages and of documents are asked for.
GUARDED = ("/admin/", "/_util/", "/documents/authenticate_with_password/")
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


class Requests:
    """Stands behind what says who a client is, and before all that answers."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.number = _number(request)
        held = REQUEST_ID.set(request.number)
        try:
            response = self.get_response(request)
            took = time.perf_counter() - began
            method = request.method if request.method in METHODS else "other"
            REQUESTS.labels(method, response.status_code, _route(request)).observe(took)
            _audit(request, response)
            if logger.isEnabledFor(logging.INFO):
                _log(request, response, took)
            if response.status_code >= 500:
                response.headers["X-Request-ID"] = request.number
        finally:
            REQUEST_ID.reset(held)
        return response


def told_path(path: str) -> str:
    """Return a path as it may stand in a log: without what only one person is to know, and without
    what is no part of a line."""
    return without_secrets(path).encode("unicode_escape").decode("ascii")[:500]


def _number(request: HttpRequest) -> str:
    """The number that our proxy gave the request, or a new one. Strangers number nothing."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if NUMBER.fullmatch(given) else f"{getrandbits(64):016x}"


def _route(request: HttpRequest) -> str:
    found = request.resolver_match
    return (found.view_name or found._func_path) if found else "none"


def _log(request: HttpRequest, response: HttpResponse, took: float) -> None:
    path, ms = told_path(request.path), round(took * 1000, 1)
    told = {
        "method": request.method[:10], "path": path, "status": response.status_code, "ms": ms,
        "user": _user(request), "peer": peer_of(request),
    }  # fmt: skip
    logger.info("%s %s %d %s ms", told["method"], path, response.status_code, ms, extra=told)


def _user(request: HttpRequest) -> str:
    """Who is signed in, where somebody asked that already; else nobody is asked."""
    user = getattr(request, "_cached_user", None)
    return user.get_username() if user else ""


def _audit(request: HttpRequest, response: HttpResponse) -> None:
    if not request.path.startswith(GUARDED):
        return
    about = {"path": told_path(request.path), "user": _user(request), "peer": peer_of(request)}
    if _is_refused(request, response):
        audit.note("refused", **about)
    elif response.get("Content-Disposition", "").startswith("attachment"):
        audit.note("exported", **about)


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether somebody was not let in. Who lacks a right is sent by Wagtail to the first page,
    or to the sign-in, with a word of that."""
    if response.status_code in (403, 429):
        return True
    if response.status_code != 302 or not _user(request):
        return False
    where = response.get("Location", "").partition("?")[0]
    told = get_messages(request)
    return (
        where in (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
        and getattr(told, "added_new", False)
        and any(each.level == ERROR for each in told)
    )
