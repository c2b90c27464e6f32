"""The site's addresses, and the floor: a view of two bytes behind the same middlewares."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site_urls


def two_bytes(request) -> HttpResponse:
    """The least that a request can cost here."""
    return HttpResponse("ok")


class QueryCount:
    """Says in a header how many queries an answer took, when the client asks for it."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "X-Count-Queries" not in request.headers:
            return self.get_response(request)
        count = 0

        def counting(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response


urlpatterns = [path("two-bytes/", two_bytes), *site_urls]
