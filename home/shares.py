"""The pictures of pages, as files that are kept for ever by whoever asked."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from home.cards import card_of, picture
from home.routes import routes
from home.subjects import subject_at


@require_safe
def share_picture(request: HttpRequest, path: str, digest: str) -> HttpResponse:
    """The picture of the page at `path`. Public; 404 where the public finds no page.

    The address names what the picture says, so it never changes; an outdated one leads to the
    picture of today.
    """
    subject = subject_at(f"/{path}", routes())
    if subject is None:
        raise Http404
    card = card_of(subject)
    if card.digest != digest:
        return HttpResponseRedirect(f"/share{subject.path}{card.digest}.png")
    response = HttpResponse(picture(card), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
