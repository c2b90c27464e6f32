"""What an editor types is not lost when the session ends before it is saved.

A script of the editor (cms/static/js/saving.js) asks before a form is sent whether somebody is
still signed in, and else holds it back. What is sent all the same comes back on a page that keeps
it.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.accounts.second_step import OPEN
from home.submissions.origins import is_from_our_page

# What a form says beside what somebody typed.
NOT_TYPED = {"csrfmiddlewaretoken", "next"}


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Say whether whoever asks is signed in to the editor; if so, as whom, and the token that forms
    have to bear now. For everybody: it says nothing of anybody else."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return JsonResponse({"signed_in": False})
    name = request.user.get_full_name() or request.user.get_username()
    return JsonResponse({"signed_in": True, "name": name, "token": get_token(request)})


def script() -> SafeString:
    """Return the script element for every page of the editor, with its words."""
    return format_html(
        '<script src="{}" data-session="{}" data-login="{}" data-out="{}" data-link="{}" '
        'data-again="{}"></script>',
        static("js/saving.js"),
        reverse("editor_session"),
        reverse(settings.LOGIN_URL),
        _("You are signed out. What you typed stays here: sign in in a new tab, then save."),
        _("Sign in (new tab)"),
        _("You are signed in again, as {name}. Save now."),
    )


def kept(request: HttpRequest) -> HttpResponse | None:
    """Return the page that holds what was sent from a form of the editor, to be sent again.

    None for what nobody typed there, and for passwords and files, which no page repeats.
    """
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
    """Answer a token that is missing or of another session: a form of the editor with the page that
    keeps what it said, any other as Django does."""
    return kept(request) or csrf.csrf_failure(request, reason=reason)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in NOT_TYPED:
            yield from ((name, value) for value in values)
