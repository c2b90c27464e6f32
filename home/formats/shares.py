"""The pictures of pages, as files that are kept for ever by whoever asked."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from home.formats.cards import card_of, picture, picture_path
from home.formats.targets import led_to
from home.pages.routes import routes


@require_safe
def share_picture(request: HttpRequest, path: str, digest: str) -> HttpResponse:
    """Answer with the picture of the page at `path`. Public; 404 where the public finds no page.

    The address names what the picture says, so it never changes; an outdated one leads to the
    picture of today, and that of a merged entry to the one that was kept.
    """
    known = routes()
    # One page, the reference of the API, has no slash at its end.
    target = led_to(f"/{path}", known) or led_to(f"/{path}".rstrip("/"), known)
    if target is None:
        raise Http404
    card = card_of(target)
    if request.path != (address := picture_path(target, card)):
        return HttpResponseRedirect(address)
    response = HttpResponse(picture(card), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
