"""Answers for other people's programs: from any site, kept for five minutes, 304 while they hold.

They are the same for everybody, signed in or not: no cookie changes what they say.
"""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from directory.search.snapshots import snapshot_cache
from directory.web import conditional
from directory.web.problems import Problem, unmet
from home.pages.routes import read_stamps

KEPT = "public, max-age=300, stale-while-revalidate=86400"
View = Callable[..., HttpResponse]


def open_data(view: View | None = None, *, kept: str = KEPT) -> View:
    """Let `view` answer GET, HEAD and OPTIONS to programs of any site, with 304 and caching.

    A Problem that it raises is the answer."""
    if view is None:
        return partial(open_data, kept=kept)

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight()
        request.stamps = read_stamps()
        if conditional.names_a_validator(request) and not conditional.is_overdue():
            answer = _kept(request, HttpResponse(), kept)
            if answer.status_code != 200:
                return answer
        try:
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem.response()
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        # What the answer was made of may have been read anew meanwhile, and expire later.
        if response.status_code == 200 and "no-store" not in response.get("Cache-Control", ""):
            return _kept(request, response, kept)
        response.setdefault("Cache-Control", "no-store")
        return from_anywhere(response)

    return answered


def preflight() -> HttpResponse:
    """What a browser is told that asks whether a program may send a validator."""
    return from_anywhere(HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"}))


def validator(request: HttpRequest, stamps: Mapping[str, int]) -> str:
    """A validator for the answer to `request` while the data stand at `stamps`."""
    state = (
        settings.RELEASE,
        sorted(stamps.items()),
        snapshot_cache.moments(),
        timezone.localdate(),
        get_language(),
        request.scheme,
        request.get_host(),
        request.get_full_path(),
    )
    return f'W/"{blake2b(repr(state).encode(errors="replace"), digest_size=16).hexdigest()}"'


def from_anywhere(response: HttpResponse) -> HttpResponse:
    """Let programs of any site read the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Notes"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _kept(request: HttpRequest, response: HttpResponse, kept: str) -> HttpResponse:
    """The answer with its validator, or the 304 in its place where the request knows that."""
    response["ETag"] = tag = validator(request, request.stamps)
    response["Cache-Control"] = kept
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=tag, response=response)
    return from_anywhere(unmet() if answer.status_code == 412 else answer)
