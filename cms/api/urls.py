"""`/api/content/v2/`: each endpoint, and a list of them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path, reverse
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.api.endpoints import DocumentsEndpoint, ImagesEndpoint, PagesEndpoint, RedirectsEndpoint
from directory.api.questions import refuse_all_but
from directory.web.cors import METHODS
from directory.web.problems import Problem, read_only
from home.formats.open_data import open_data

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
    """Answer with the address of each kind of content. Public."""
    if request.method not in METHODS:
        return read_only()
    refuse_all_but(request.GET, ())
    here = request.build_absolute_uri(request.path)
    return JsonResponse({name: f"{here}{name}/" for name in ENDPOINTS})


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer 404 in the API's own words at every other address below it. Public."""
    root = reverse("content_api:endpoints")
    return Problem(404, f"There is nothing at this address. See {root}.").response()


app_name = "content_api"
urlpatterns = decorate_urlpatterns(
    [
        path("", endpoints, name="endpoints"),
        *router.get_urlpatterns(),
        re_path(r"^(?P<rest>[\s\S]+)/$", nowhere),
    ],
    open_data,
)
