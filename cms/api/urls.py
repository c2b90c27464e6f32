"""`/api/content/v2/`: each endpoint, and a list of them."""

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.api.endpoints import DocumentsEndpoint, ImagesEndpoint, PagesEndpoint, RedirectsEndpoint
from directory.api.problems import Problem
from home.open_data import open_data

READING = ("GET", "HEAD", "OPTIONS")
ENDPOINTS = {
    "pages": PagesEndpoint,
    "images": ImagesEndpoint,
    "documents": DocumentsEndpoint,
    "redirects": RedirectsEndpoint,
}

router = WagtailAPIRouter("content_api")
for name, endpoint in ENDPOINTS.items():
    router.register_endpoint(name, endpoint)


@csrf_exempt  # it only reads, and refuses in its own words
def endpoints(request: HttpRequest) -> JsonResponse:
    """Where each kind of content is. Public."""
    if request.method not in READING:
        refused = Problem(405, "Nothing can be written here.", allowed=READING).response()
        refused["Allow"] = ", ".join(READING)
        return refused
    here = request.build_absolute_uri(request.path)
    return JsonResponse({name: f"{here}{name}/" for name in ENDPOINTS})


app_name = "content_api"
urlpatterns = decorate_urlpatterns(
    [path("", endpoints, name="endpoints"), *router.get_urlpatterns()], open_data
)
