"""The site's addresses, and the floor: a view of two bytes behind the same middlewares."""

import time

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site_urls
from directory.search.snapshots import snapshot_cache
from tests.bench.memory import resident


def two_bytes(request) -> HttpResponse:
    """The least that a request can cost here."""
    return HttpResponse("ok")


class Meter:
    """Says in a header how much processor time an answer took and, when asked, how many megabytes
    its process holds. When asked it first forgets the drawn rows of all lists, as a change by an
    editor would do."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "HTTP_X_FORGET_ROWS" in request.META:
            for snapshot in snapshot_cache._snapshots.values():
                snapshot.rows.clear()
        started = time.thread_time()
        response = self.get_response(request)
        response["X-Processor-Time"] = str(time.thread_time() - started)
        if "HTTP_X_ASK_MEMORY" in request.META:
            response["X-Memory"] = str(resident() // 1024)
        return response


class Counter:
    """Says in a header, when asked, how many queries an answer took: innermost, where a request has
    its connection."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "HTTP_X_COUNT_QUERIES" not in request.META:
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
