"""The addresses of the API. Every answer passes the gate, also of those that lead nowhere."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import path, re_path
from django.utils.encoding import escape_uri_path

from directory.api.collections import ROOT
from directory.api.description import openapi
from directory.api.endpoints import api
from directory.api.gate import framed
from directory.api.reference import reference
from directory.web.problems import Problem


def refusing(view):
    """`view`, whose Problems are answers; within the operations django-ninja sees to that."""

    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Problem as problem:
            return problem.response()

    return answer


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address with a slash too many is mended; any other leads nowhere."""
    if rest.endswith("/") and rest.strip("/"):
        query = request.META.get("QUERY_STRING", "")
        where = ROOT + escape_uri_path(rest.strip("/"))
        return HttpResponsePermanentRedirect(where + (f"?{query}" if query else ""))
    return Problem(404, f"There is nothing at this address. See {ROOT}docs.").response()


urlpatterns = [
    path("docs", reference, name="api_reference"),
    path("openapi.json", framed(refusing(openapi)), name="api_openapi"),
    *(
        path(str(operation.pattern), framed(operation.callback))
        for operation in api.urls[0]
        if operation.name != "api-root"
    ),
    re_path(r"^(?P<rest>[\s\S]*)$", framed(nowhere)),  # a line break is no way out
]
