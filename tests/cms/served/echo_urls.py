"""The site, and addresses at which it says who it thinks has asked, and takes its time."""

import time
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cms.urls import handler500  # noqa: F401 - Django looks for it here
from cms.urls import urlpatterns as site_urls
from directory.web.peers import peer_of


def echo(request: HttpRequest) -> JsonResponse:
    """The address and the scheme of whoever asks."""
    return JsonResponse({"peer": peer_of(request), "scheme": request.scheme})


def hold(request: HttpRequest) -> HttpResponse:
    """Answer when there is a file of the name "go"."""
    while not (settings.VAR_DIR / "go").exists():
        time.sleep(0.01)
    return HttpResponse("gone")


def work(request: HttpRequest) -> HttpResponse:
    """Answer after 50 milliseconds of work, which leave nobody else the processor."""
    until = time.thread_time() + 0.05
    while time.thread_time() < until:
        pass
    return HttpResponse("done")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Answer in parts."""
    return StreamingHttpResponse(iter([b"a", b"b"]))


@csrf_exempt
def digest(request: HttpRequest) -> HttpResponse:
    """Answer with the digest of what was sent, read in parts."""
    found = sha256()
    while part := request.read(10_000):
        found.update(part)
    return HttpResponse(found.hexdigest())


urlpatterns = [
    path("digest", digest),
    path("echo", echo),
    path("hold", hold),
    path("stream", stream),
    path("work", work),
    *site_urls,
]
