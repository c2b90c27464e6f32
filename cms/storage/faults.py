"""What a reader is told while the storage of uploads is away."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

COME_BACK_IN = 60  # seconds


class StorageAway(OSError):
    """The storage of uploads does not answer, or refuses us."""


class StorageFaults:
    """Answers 503 in words, with the time to come back, where a view needed the storage."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StorageAway):
            return None
        logger.error("The storage of uploads is away: %s", exception)
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = str(COME_BACK_IN)
        response.headers["Cache-Control"] = "no-store"
        return response
