"""Answers for other people's programs: from any site, kept for five minutes, 304 while they hold.

They are the same for everybody, signed in or not: no cookie changes what they say.
"""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from directory.snapshots import shelf
from home.routes import read_stamps

KEPT = "public, max-age=300, stale-while-revalidate=86400"
View = Callable[..., HttpResponse]


def open_data(view: View | None = None, *, kept: str = KEPT) -> View:
    """Let `view` answer GET, HEAD and OPTIONS to programs of any site, with 304 and caching."""
    if view is None:
        return partial(open_data, kept=kept)

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            return from_anywhere(HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"}))
        request.stamps = stamps = read_stamps()
        tag = validator(request, stamps)
        asks_again = "If-None-Match" in request.headers and request.method in ("GET", "HEAD")
        holds = not any(moment <= timezone.now() for _slug, moment in shelf.moments())
        if asks_again and holds and (unchanged := get_conditional_response(request, etag=tag)):
            return _kept(unchanged, tag, kept)
        response = view(request, *args, **kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        # What the answer was made of may have been read anew meanwhile, and expire later.
        if response.status_code == 200 and "no-store" not in response.get("Cache-Control", ""):
            _kept(response, validator(request, stamps), kept)
        else:
            response.setdefault("Cache-Control", "no-store")
        return from_anywhere(response)

    return answered


def validator(request: HttpRequest, stamps: Mapping[str, int]) -> str:
    """A validator for the answer to `request` while the data stand at `stamps`."""
    state = (
        settings.RELEASE,
        sorted(stamps.items()),
        shelf.moments(),
        timezone.localdate(),
        get_language(),
        request.get_host(),
        request.get_full_path(),
    )
    return f'W/"{blake2b(repr(state).encode(errors="replace"), digest_size=16).hexdigest()}"'


def from_anywhere(response: HttpResponse) -> HttpResponse:
    """Let programs of any site read the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _kept(response: HttpResponse, tag: str, kept: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = kept
    return from_anywhere(response)
