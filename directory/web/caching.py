"""Validators and cache headers; 304 for a repeated question, and what is kept for one that others
asked, before any other work.

A public answer is the same for everybody as long as the stamps, the release, the day and the held
snapshots are. A signed-in editor's page is not, and gets no ETag; what is for programs has no
editors.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial, wraps
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.utils.translation import get_language

from directory.models import Stamp
from directory.search.snapshots import snapshot_cache
from directory.web.compression import ENCODING
from directory.web.cors import View
from directory.web.kept import answers
from directory.web.problems import Problem, unmet

COOKIE, REFERRER = "Cookie", "Referer"
# What of a request every page depends on beside its address; the way back to a list depends on the
# page before as well (directory/listings/referrers.py).
PAGES_VARY = (
    "HX-Request", "HX-Current-URL", "HX-History-Restore-Request", COOKIE, ENCODING,
)  # fmt: skip
ASK_AGAIN = "no-cache"
READING = ("GET", "HEAD")


def is_anonymous(request: HttpRequest) -> bool:
    """Tell whether nobody can be signed in: the request brings no session."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def etag(
    request: HttpRequest,
    stamps: Mapping[str, int] | str,
    vary: Iterable[str] = (ENCODING,),
    *,
    is_strong: bool = False,
) -> str:
    """Return the validator of an answer to `request`, which depends on its headers `vary`.

    It holds while the data are at `stamps`; that of a file, while its digest is this. A strong one
    promises the same bytes, which each encoding makes different. A cookie is of no matter: who is
    signed in gets no validator, or what everybody gets.
    """
    ignored = (COOKIE,) if is_strong else (COOKIE, ENCODING)
    state = (
        stamps if isinstance(stamps, str) else _data_at(stamps),
        get_language(),
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        [request.headers.get(name) for name in vary if name not in ignored],
    )
    return f'"{_hashed(state)}"' if is_strong else f'W/"{_hashed(state)}"'


def _data_at(stamps: Mapping[str, int]) -> str:
    minute = int(timezone.now().timestamp()) // 60
    return _data_of_minute(tuple(stamps.items()), tuple(snapshot_cache.moments()), minute)


@lru_cache(maxsize=16)  # the same for all readers: worked out once a minute, or after a change
def _data_of_minute(stamps: tuple, moments: tuple, minute: int) -> str:
    """What an answer depends on that is no matter of the request; a day begins with a minute."""
    day = timezone.localdate(datetime.fromtimestamp(minute * 60, UTC))
    return _hashed((settings.RELEASE, sorted(stamps), moments, day))


def _hashed(state: tuple) -> str:
    return blake2b(repr(state).encode(errors="replace"), digest_size=16).hexdigest()


def names_a_validator(request: HttpRequest) -> bool:
    """Tell whether a reader has an earlier answer at hand. A star asks whether there is anything
    at all, which nobody knows before the answer is made."""
    return request.method in READING and request.headers.get("If-None-Match", "*").strip() != "*"


def answered_before(request: HttpRequest, stamps: Mapping[str, int]) -> HttpResponse | None:
    """Return the 304 that answers `request`, or the answer that is kept for it; None when it has
    to be made."""
    request.is_behind = snapshot_cache.is_behind(stamps)
    if not is_anonymous(request) or snapshot_cache.is_overdue():
        return None
    known = parse_etags(request.headers["If-None-Match"]) if names_a_validator(request) else ()
    # Whether the answer depends on the page before is not known yet; its validator tells.
    for vary in (PAGES_VARY, (*PAGES_VARY, REFERRER)):
        tag = etag(request, stamps, vary)
        if tag in known:
            answer = HttpResponseNotModified()
            answer["ETag"] = tag
            answer["Cache-Control"] = ASK_AGAIN
            answer["Vary"] = ", ".join(vary)
            return answer
        if kept := answers.find(tag, request.headers.get(ENCODING, "")):
            return get_conditional_response(request, etag=tag, response=kept)
    return None


def label(request: HttpRequest, response: HttpResponse, stamps: Mapping[str, int]) -> HttpResponse:
    """Give an answer its validator and say what it varies by; an editor's is kept by nobody.

    Returns the 304 with the same headers in its place where the request knows that validator.
    """
    # A form that asks for a password carries a token of this reader.
    is_shared = is_anonymous(request) and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
    # What was made of an older state of a large directory holds for this once.
    is_shared_later = is_shared and not request.is_behind
    vary = (*PAGES_VARY, REFERRER) if has_vary_header(response, REFERRER) else PAGES_VARY
    if not is_shared:
        response["Cache-Control"] = "private, no-cache"
    response.setdefault("Cache-Control", ASK_AGAIN)
    patch_vary_headers(response, vary)
    if response.status_code == 200 and is_shared_later:
        response["ETag"] = tag = etag(request, stamps, vary)
        answers.keep(tag, request.headers.get(ENCODING, ""), response)
    return get_conditional_response(request, etag=response.get("ETag"), response=response)


def cached(
    view: View | None = None,
    *,
    kept: str,
    stamps: Callable[[], Mapping[str, int]] | None = None,
    changed: Callable[[Mapping[str, int]], datetime] | None = None,
    is_strong: bool = False,
) -> View:
    """Let `view`, which is for programs, be kept as the Cache-Control `kept` says; a repeated
    question is 304 after one query.

    One that was answered before is kept (see `web/kept.py`). It finds what `stamps` gives, all
    stamps by default, as `request.stamps`, and may raise Problem.
    `changed` says when the data at the stamps last changed, for a Last-Modified.
    """
    if view is None:
        return partial(cached, kept=kept, stamps=stamps, changed=changed, is_strong=is_strong)

    def labelled(
        response: HttpResponse, request: HttpRequest, tag: str, at: datetime | None = None
    ):
        response["ETag"] = tag
        response.setdefault("Cache-Control", kept)
        patch_vary_headers(response, [ENCODING])
        settled = None
        if at:
            modified = int(at.timestamp())
            response["Last-Modified"] = http_date(modified)
            # A moment of which the second is not over may still see another change.
            settled = modified if timezone.now().timestamp() - modified > 2 else None
        answer = get_conditional_response(
            request, etag=tag, last_modified=settled, response=response
        )
        return unmet() if answer.status_code == 412 else answer

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.stamps = (stamps or Stamp.read)()
        accepted = request.headers.get(ENCODING, "")
        is_behind = snapshot_cache.is_behind(request.stamps)
        is_shared = request.method in READING and is_anonymous(request)
        if not snapshot_cache.is_overdue():
            tag = etag(request, request.stamps, is_strong=is_strong)
            if is_shared and (known := answers.find(tag, accepted)):
                return labelled(known, request, tag, changed and changed(request.stamps))
            if names_a_validator(request):
                answer = labelled(HttpResponse(), request, tag)
                if answer.status_code != 200:
                    return answer
        try:
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem.response()
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        # What the answer was made of may have been read anew meanwhile, and expire later.
        if response.status_code != 200 or "no-store" in response.get("Cache-Control", ""):
            response.setdefault("Cache-Control", "no-store")
            return response
        if is_behind:
            response["Cache-Control"] = ASK_AGAIN
            return response
        tag = etag(request, request.stamps, is_strong=is_strong)
        if is_shared:
            answers.keep(tag, accepted, response)
        return labelled(response, request, tag, changed and changed(request.stamps))

    return answered
