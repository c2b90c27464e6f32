"""The site's addresses, and the floor: a view of two bytes behind the same middlewares."""

import time

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site_urls


def two_bytes(request) -> HttpResponse:
    """The least that a request can cost here."""
    return HttpResponse("ok")


class Meter:
    """Says in headers how much processor time an answer took and, when asked, how many queries."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        started = time.thread_time()
        count = 0

        def counting(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        if "X-Count-Queries" in request.headers:
            with connection.execute_wrapper(counting):
                response = self.get_response(request)
            response["X-Queries"] = str(count)
        else:
            response = self.get_response(request)
        response["X-Processor-Time"] = str(time.thread_time() - started)
        return response


urlpatterns = [path("two-bytes/", two_bytes), *site_urls]
