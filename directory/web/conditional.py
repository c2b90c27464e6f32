"""Answering a repeated question with 304 before any other work.

A public page is the same for everybody as long as the stamps, the release, the day and the held
snapshots are; a signed-in editor's page is not, and gets no ETag.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from directory.search.snapshots import snapshot_cache

# What of a request every page depends on beside its address; the way back to a list depends on the
# page before as well (directory/listings/referrers.py).
VARY = (
    "HX-Request", "HX-Current-URL", "HX-History-Restore-Request", "Cookie", "Accept-Encoding",
)  # fmt: skip
REFERRER = "Referer"
ASK_AGAIN = "no-cache"


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nobody can be signed in: the request brings no session."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def etag(request: HttpRequest, stamps: Mapping[str, int], vary: Iterable[str] = VARY) -> str:
    """A validator for the answer to `request` while the data stand at `stamps`, if it depends on
    the headers `vary`."""
    asked = request.META
    varying = (
        asked.get("HTTP_HX_REQUEST"),
        asked.get("HTTP_HX_CURRENT_URL") if "HTTP_HX_REQUEST" in asked else None,
        asked.get("HTTP_HX_HISTORY_RESTORE_REQUEST"),
    )
    if REFERRER in vary:
        varying += (asked.get("HTTP_REFERER", ""),)
    return f'W/"{_digest(request, stamps, varying)}"'


def strong_etag(request: HttpRequest, stamps: Mapping[str, int]) -> str:
    """As etag(), of an answer that depends on nothing but its address: the same means the same
    bytes, which the encoding that a client accepts makes different."""
    varying = (request.get_host(), request.scheme, request.headers.get("Accept-Encoding"))
    return f'"{_digest(request, stamps, varying)}"'


def proven_etag(request: HttpRequest, proof: str) -> str:
    """As strong_etag(), of a file that does not change while its digest is `proof`."""
    state = (proof, request.headers.get("Accept-Encoding"))
    return f'"{_hashed(state)}"'


def _digest(request: HttpRequest, stamps: Mapping[str, int], varying: tuple) -> str:
    minute = int(timezone.now().timestamp()) // 60
    standing = _standing(tuple(stamps.items()), tuple(snapshot_cache.moments()), minute)
    return _hashed((standing, get_language(), request.get_full_path(), *varying))


@lru_cache(maxsize=16)  # the same for all readers: worked out once a minute, or after a change
def _standing(stamps: tuple, moments: tuple, minute: int) -> str:
    """What an answer depends on that is no matter of the request; a day begins with a minute."""
    day = timezone.localdate(datetime.fromtimestamp(minute * 60, UTC))
    return _hashed((settings.RELEASE, sorted(stamps), moments, day))


def _hashed(state: tuple) -> str:
    return blake2b(repr(state).encode(errors="replace"), digest_size=16).hexdigest()


def names_a_validator(request: HttpRequest) -> bool:
    """Whether a reader has an earlier answer at hand. A star asks whether there is anything at
    all, which nobody knows before the answer is made."""
    is_reading = request.method in ("GET", "HEAD")
    return is_reading and request.headers.get("If-None-Match", "*").strip() != "*"


def is_overdue() -> bool:
    """Whether an entry has come or gone by its dates since the held snapshots were made."""
    now = timezone.now()
    return any(moment <= now for _slug, moment in snapshot_cache.moments())


def not_modified(request: HttpRequest, stamps: Mapping[str, int]) -> HttpResponse | None:
    """The 304 that answers `request`, or None when it has to be answered in full."""
    if not names_a_validator(request) or not is_anonymous(request) or is_overdue():
        return None
    known = parse_etags(request.headers["If-None-Match"])
    # Whether the answer depends on the page before is not known yet; its validator tells.
    for vary in (VARY, (*VARY, REFERRER)):
        if (tag := etag(request, stamps, vary)) in known:
            answer = HttpResponseNotModified()
            answer["ETag"] = tag
            answer["Cache-Control"] = ASK_AGAIN
            answer["Vary"] = ", ".join(vary)
            return answer
    return None


def label(request: HttpRequest, response: HttpResponse, stamps: Mapping[str, int]) -> HttpResponse:
    """Give an answer its validator and say what it varies by; an editor's is kept by nobody.

    Returns the 304 with the same headers in its place where the request knows that validator.
    """
    # A form that asks for a password carries a token of this reader.
    is_shared = is_anonymous(request) and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
    vary = (*VARY, REFERRER) if has_vary_header(response, REFERRER) else VARY
    if response.status_code == 200 and is_shared:
        response["ETag"] = etag(request, stamps, vary)
    if not is_shared:
        response["Cache-Control"] = "private, no-cache"
    response.setdefault("Cache-Control", ASK_AGAIN)
    patch_vary_headers(response, vary)
    return get_conditional_response(request, etag=response.get("ETag"), response=response)
