"""What every answer has in common: who may read it, how often, and for how long it may be kept.

All is public and the same for everybody. An unchanged answer is 304 after one query.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from directory.api import limits
from directory.api.age import last_modified
from directory.models import Stamp
from directory.web import conditional
from directory.web.problems import Problem, unmet

METHODS = ("GET", "HEAD", "OPTIONS")
KEPT = "public, max-age=300, stale-while-revalidate=600"
EXPOSED = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After"
PREFLIGHT_SECONDS = "86400"

View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """`view` as a part of the API. It must be free of side effects: CSRF is not looked at."""

    @csrf_exempt
    @wraps(view)
    def gate(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        elif request.method not in METHODS:
            response = Problem(405, "Nothing can be written here.", allowed=METHODS).response()
            response["Allow"] = ", ".join(METHODS)
        else:
            response = _counted(request, view, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return gate


def _counted(request: HttpRequest, view: View, *args, **kwargs) -> HttpResponse:
    allowance = limits.take(request)
    if allowance and allowance.is_spent:
        detail = f"{allowance.quota} requests a minute are answered. Wait {allowance.reset} s."
        response = Problem(429, detail).response()
    else:
        response = _conditional(request, view, *args, **kwargs)
    if allowance:
        allowance.tell(response)
    return response


def _conditional(request: HttpRequest, view: View, *args, **kwargs) -> HttpResponse:
    request.stamps = stamps = Stamp.read()
    if conditional.names_a_validator(request) and not conditional.is_overdue():
        answer = _labelled(request, HttpResponse(), stamps)
        if answer.status_code != 200:
            return answer
    try:
        response = view(request, *args, **kwargs)
    except Problem as problem:
        return problem.response()
    if response.status_code != 200:
        return response
    return _labelled(request, response, stamps, last_modified(stamps))


def _labelled(
    request: HttpRequest,
    response: HttpResponse,
    stamps: Mapping[str, int],
    changed: datetime | None = None,
) -> HttpResponse:
    """The answer with its validators, or the 304 or 412 in its place that the request asks for."""
    response["ETag"] = tag = conditional.strong_etag(request, stamps)
    response.setdefault("Cache-Control", KEPT)
    patch_vary_headers(response, ["Accept-Encoding"])
    settled = None
    if changed:
        modified = int(changed.timestamp())
        response["Last-Modified"] = http_date(modified)
        # A moment of which the second is not over may still see another change.
        settled = modified if timezone.now().timestamp() - modified > 2 else None
    answer = get_conditional_response(request, etag=tag, last_modified=settled, response=response)
    if answer.status_code == 412:
        return unmet()
    return answer
