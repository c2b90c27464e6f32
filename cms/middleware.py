"""What no library does for us: policies for readers and editors, language, ways, compression."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from urllib.parse import SplitResult, urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from directory.admin import lists
from directory.catalog.text import MAX_QUERY_LENGTH
from directory.web.compression import CODINGS, ENCODING, TEXT, compress
from home.accounts.signed_out import kept
from home.admin.viewsets import announcements_instead

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
WITHOUT_CONTENT = (204, 304)
SEARCHES = ("q", "search")  # of pages of the editor, and of its own API
ALSO_CALLED = {"x-gzip": "gzip"}
WEIGHT = re.compile(r"0?\.\d*[1-9]\d*|1(\.0*)?", re.ASCII)  # anything but nothing


class ContentPolicy(CSPMiddleware):
    """The strict policy for readers; the editor's below /admin/, in previews and with userbar. Each
    is put into words once, but for views that change it."""

    # What a view that changes the policy has set on its response.
    CHANGES = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")

    @cached_property
    def policies(self) -> Mapping[bool, str]:
        """The policies as they are sent, by whether they are for editors."""
        return {False: build_policy(), True: build_policy(settings.EDITOR_CONTENT_POLICY)}

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and getattr(request, "is_for_editors", False):
            parts.config = settings.EDITOR_CONTENT_POLICY
        return parts

    def process_response(self, request, response):
        """Set the policy, and what it says of frames in the older header too."""
        is_changed = any(hasattr(response, change) for change in self.CHANGES)
        if settings.DEBUG or is_changed or getattr(request, "_csp_nonce", None):
            response = super().process_response(request, response)
        else:
            is_for_editors = getattr(request, "is_for_editors", False)
            response.headers.setdefault(HEADER, self.policies[is_for_editors])
        if "frame-ancestors 'none'" in response.headers.get("Content-Security-Policy", ""):
            response.headers["X-Frame-Options"] = "DENY"
        return response


class ForEditors:
    """Says of a request whether its answer is for somebody who edits the site. Whether a session is
    anybody's only the database knows, so that it is asked where a request has its connection."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        request.is_for_editors = self._is_for_editors(request)
        return response

    @staticmethod
    def _is_for_editors(request) -> bool:
        if request.path.startswith("/admin/") or getattr(request, "is_preview", False):
            return True
        if request.path.startswith("/embed/"):
            return False  # its frame policy is the same for everybody
        # Reading request.user would touch the session, and with it every cache.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        user = getattr(request, "user", None)
        return bool(user and user.is_authenticated)


class SafetyHeaders:
    """Headers on every answer, errors included."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code in WITHOUT_CONTENT:
            # Django counts the nothing that it sends, which these may not (RFC 9110, 8.6).
            response.headers.pop("Content-Length", None)
        return response


class SiteLanguage:
    """Every request begins in the language of the site. Django finds one that is set at once; for
    one that is not it looks anew, and in vain, at each of the two hundred words of a page."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        translation.activate(settings.LANGUAGE_CODE)
        return self.get_response(request)


class WayBack:
    """Who sends something from the editor and must sign in first gets a page that keeps what was
    typed, and where that is nothing comes back to the page from which it was sent: at the address
    of an action there is no page to come back to."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and request.path.startswith("/admin/"):
            asked, _mark, query = response.get("Location", "").partition("?")
            sender = _sender_of(request)
            if QueryDict(query).get("next") == request.get_full_path() and (
                sender.netloc == request.get_host() and sender.path
            ):
                if page := kept(request):
                    return page
                page = f"{sender.path}?{sender.query}" if sender.query else sender.path
                response.headers["Location"] = redirect_to_login(page, asked).url
        return response


def _sender_of(request) -> SplitResult:
    """The page that a form was sent from; an empty address where none is told."""
    try:
        return urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # as of "http://["
        return urlsplit("")


class AsLeft:
    """Who did something to what a list of the editor shows comes back to that list, not to all
    there is."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            if request.method == "GET" and response.status_code == 200:
                lists.note(request)
            elif request.method == "POST" and response.status_code == 302:
                index = announcements_instead(response.headers["Location"])
                response.headers["Location"] = lists.as_left(request, index)
        return response


class OfEveryPage:
    """Looks at what any page of the editor may be asked. A search is no longer than one of readers:
    each word is a condition more, and databases take only so many; the box shows what was looked
    for. A way on that is no address is refused before anything is done."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/admin/"):
            for name in SEARCHES:
                if len(words := request.GET.get(name, "")) > MAX_QUERY_LENGTH:
                    asked = request.GET.copy()
                    asked[name] = words[:MAX_QUERY_LENGTH].rstrip()
                    request.GET = asked
            for onwards in (request.GET.get("next"), request.POST.get("next")):
                # Anything else is not heard by those who would go there.
                if onwards and "/" not in onwards and url_has_allowed_host_and_scheme(onwards, ()):
                    raise BadRequest("The way on is no address")
        return self.get_response(request)


class AcceptedEncoding:
    """Names of what a client accepts the codings that we have, and drops those that it refuses.

    Stands before all that packs, here and in WhiteNoise: these look for the names alone. Of the few
    combinations each has one validator.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        asked = request.META.get("HTTP_ACCEPT_ENCODING")
        if asked is not None:
            request.META["HTTP_ACCEPT_ENCODING"] = accepted_codings(asked)
        return self.get_response(request)


@lru_cache(maxsize=256)
def accepted_codings(header: str) -> str:
    """Return those of CODINGS that an Accept-Encoding accepts (RFC 9110, 12.5.3), as one again.

    A star stands for all that is not named; what cannot be read accepts nothing.
    """
    accepted = {}
    for part in header.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weights = [each[2:] for each in parameters if each.startswith("q=")]
        accepted[name] = not weights or bool(WEIGHT.fullmatch(weights[0]))
    for other, name in ALSO_CALLED.items():
        accepted.setdefault(name, accepted.get(other))
    others = accepted.get("*", False)
    return ", ".join(
        name for name in CODINGS if (others if accepted.get(name) is None else accepted[name])
    )


class Compression:
    """Packs every text but the editor's.

    Pages hold no secrets of a reader beside attacker-chosen text (no tokens outside the editor,
    whose pages are left as they are), so the BREACH attack has nothing to find.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/") or not TEXT.match(response.get("Content-Type", "")):
            return response
        if not response.has_header("Content-Encoding"):
            patch_vary_headers(response, (ENCODING,))
            compress(response, request.headers.get(ENCODING, ""))
        return response
