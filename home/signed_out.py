"""What an editor types is not lost when the session ends before it is saved.

A script of the editor (cms/static/js/signed-out.js) asks before a form is sent whether somebody is
still signed in, and else holds it back. What is sent all the same comes back on a page that keeps
it.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.origins import is_from_our_page
from home.second_step import OPEN

# What a form says beside what somebody typed.
NOT_TYPED = {"csrfmiddlewaretoken", "next"}


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Whether whoever asks is signed in to the editor; if so, as whom, and the token that forms
    have to bear now. For everybody: it says nothing of anybody else."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return JsonResponse({"signed_in": False})
    name = request.user.get_full_name() or request.user.get_username()
    return JsonResponse({"signed_in": True, "name": name, "token": get_token(request)})


def kept(request: HttpRequest) -> HttpResponse | None:
    """The page that holds what was sent from a form of the editor, to be sent again; None for what
    nobody typed there, and for passwords and files, which no page repeats."""
    typed = list(_typed(request))
    is_by_script = request.headers.get("X-Requested-With") or "json" in request.headers.get(
        "Accept", ""
    )
    if (
        request.method != "POST"
        or not request.path.startswith("/admin/")
        or request.path.startswith(OPEN)
        or is_by_script
        or not typed
        or request.FILES
        or any("password" in name for name, _value in typed)
        or not is_from_our_page(request)
    ):
        return None
    is_signed_in = request.user.has_perm("wagtailadmin.access_admin")
    values = {"typed": typed, "is_signed_in": is_signed_in, "login": reverse(settings.LOGIN_URL)}
    return render(request, "wagtailadmin/kept.html", values, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token was missing or is of another session: for a form of the editor the page that keeps
    what it said, else the usual refusal."""
    return kept(request) or csrf.csrf_failure(request, reason=reason)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in NOT_TYPED:
            yield from ((name, value) for value in values)
