"""`/api/content/v2/`: each endpoint, and a list of them."""

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.api.endpoints import DocumentsEndpoint, ImagesEndpoint, PagesEndpoint, RedirectsEndpoint
from home.open_data import open_data

ENDPOINTS = {
    "pages": PagesEndpoint,
    "images": ImagesEndpoint,
    "documents": DocumentsEndpoint,
    "redirects": RedirectsEndpoint,
}

router = WagtailAPIRouter("content_api")
for name, endpoint in ENDPOINTS.items():
    router.register_endpoint(name, endpoint)


@require_safe
def endpoints(request: HttpRequest) -> JsonResponse:
    """Where each kind of content is. Public."""
    here = request.build_absolute_uri(request.path)
    return JsonResponse({name: f"{here}{name}/" for name in ENDPOINTS})


app_name = "content_api"
urlpatterns = decorate_urlpatterns(
    [path("", endpoints, name="endpoints"), *router.get_urlpatterns()], open_data
)
