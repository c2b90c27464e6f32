"""The addresses of the API. Every answer passes the gate, also of those that lead nowhere."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, path, re_path
from django.utils.encoding import escape_uri_path

from directory.api import answers
from directory.api.collections import COLLECTIONS, ROOT
from directory.api.description import openapi
from directory.api.gate import framed, operation
from directory.api.reference import reference
from directory.web.problems import Problem


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Mend an address with a slash too many; any other leads nowhere."""
    if rest.endswith("/") and rest.strip("/"):
        query = request.META.get("QUERY_STRING", "")
        where = ROOT + escape_uri_path(rest.strip("/"))
        return HttpResponsePermanentRedirect(where + (f"?{query}" if query else ""))
    return Problem(404, f"There is nothing at this address. See {ROOT}docs.").response()


def operations() -> Iterator[URLPattern]:
    """Yield for each collection a list, that list in lines and one entry; and what is beside."""
    for name, collection in COLLECTIONS.items():
        known = {"collection": collection}
        yield path(name, operation(answers.listed), known)
        yield path(f"{name}.ndjson", operation(answers.lines), known)
        yield path(f"{name}/<slug>", operation(answers.one), known)
    yield path("freshness", operation(answers.numbers))
    yield path("", operation(answers.index))


urlpatterns = [
    path("docs", reference, name="api_reference"),
    path("openapi.json", operation(openapi), name="api_openapi"),
    *operations(),
    re_path(r"^(?P<rest>[\s\S]*)$", framed(nowhere)),  # a line break is no way out
]
