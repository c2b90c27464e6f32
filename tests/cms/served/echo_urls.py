"""The site, and an address at which it says who it thinks has asked."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from cms.urls import handler500  # noqa: F401 - Django looks for it here
from cms.urls import urlpatterns as site_urls
from directory.web.peers import peer_of


def echo(request: HttpRequest) -> JsonResponse:
    """The address and the scheme of whoever asks."""
    return JsonResponse({"peer": peer_of(request), "scheme": request.scheme})


urlpatterns = [path("echo", echo), *site_urls]
