"""What every answer of the API has in common: who may read it, how often, and how it is kept.

All is public and the same for everybody. An unchanged answer is 304 after one query.
"""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from directory.api import limits
from directory.api.age import last_modified
from directory.web.caching import cached
from directory.web.cors import METHODS, View, from_anywhere
from directory.web.problems import Problem, read_only

KEPT = "public, max-age=300, stale-while-revalidate=600"
READABLE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def operation(view: View) -> View:
    """Make `view` an operation: counted, and 304 while nothing has changed."""
    return framed(cached(view, kept=KEPT, changed=last_modified, is_strong=True))


def framed(view: View) -> View:
    """Make `view` a part of the API. It must be free of side effects: CSRF is not looked at."""

    @wraps(view)
    def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in METHODS:
            return read_only()
        allowance = limits.take(request)
        if allowance and allowance.is_spent:
            detail = f"{allowance.quota} requests a minute are answered. Wait {allowance.reset} s."
            response = Problem(429, detail).response()
        else:
            response = view(request, *args, **kwargs)
        if allowance:
            allowance.tell(response)
        return response

    return csrf_exempt(from_anywhere(counted, READABLE, PREFLIGHT))
