"""The Markdown twin of every public page: `/programs/index.md` beside `/programs/`."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from home.formats import markdown
from home.formats.embeds import query_of
from home.formats.open_data import open_data
from home.formats.targets import led_to, twin_path
from home.models import ListingPage
from home.pages.routes import routes


@open_data
@require_safe
def markdown_twin(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with what the page at `path` says, in Markdown. Public; 404 where it finds no page.

    An entry that was merged into another leads to the twin of the one that was kept.
    """
    subject = led_to(f"/{path}", routes(request.stamps))
    if subject is None:
        raise Http404
    if subject.path != f"/{path}":
        return HttpResponsePermanentRedirect(twin_path(subject.path))
    text = markdown.of_subject(subject, request)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    is_list = subject.record is None and isinstance(subject.page, ListingPage)
    query = query_of(subject, request.META.get("QUERY_STRING", "")) if is_list else ""
    page = request.build_absolute_uri(escape_uri_path(subject.path) + query)
    response["Link"] = f'<{page}>; rel="canonical"'
    return response
