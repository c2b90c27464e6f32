"""The endpoints of the content API. All are public, and hold what is published and nothing else."""

from collections.abc import Iterable
from typing import ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api.v2.filters import AncestorOfFilter, ChildOfFilter, DescendantOfFilter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.api import serializers
from cms.api.drafts import draft_of
from cms.api.parameters import MAX_NUMBER, Filters, Ordering, Pagination, known_only, whole
from directory.api.collections import COLLECTIONS
from directory.api.collections import ROOT as DIRECTORY_API
from directory.models import Record
from home.formats.public_files import public_files
from home.formats.targets import led_to
from home.models import published_pages
from home.pages.routes import routes

PROBLEM = "application/problem+json"


class AlwaysJson(BaseContentNegotiation):
    """JSON whatever is accepted: the browsable pages of the framework need what we do not serve."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Endpoint(BaseAPIViewSet):
    """Bounds, declared filters and orders, and errors in words for every endpoint."""

    renderer_classes: ClassVar[list] = [JSONRenderer]
    content_negotiation_class = AlwaysJson
    authentication_classes = ()  # nobody sees more for being signed in
    pagination_class = Pagination
    base_serializer_class = serializers.Objects
    filter_backends: ClassVar[list] = [Filters, Ordering]
    known_query_parameters = frozenset(["limit", "offset", "fields", "order", "rich_text_format"])
    shaping = frozenset(["fields", "rich_text_format"])
    filters: ClassVar[tuple[str, ...]] = ()
    orders: ClassVar[tuple[str, ...]] = ("id",)

    @classmethod
    def filters_of(cls, model) -> list[str]:
        """Return the declared filters that entries of `model` have."""
        return _own(model, cls.filters)

    @classmethod
    def orders_of(cls, model) -> list[str]:
        """Return the declared orders that entries of `model` have."""
        return _own(model, cls.orders)

    def check_query_parameters(self, queryset) -> None:
        known_only(
            self.request.GET, self.known_query_parameters.union(self.filters_of(queryset.model))
        )

    def detail_view(self, request, pk):
        known_only(request.GET, self.shaping)
        return super().detail_view(request, pk)

    def find_view(self, request):
        known_only(request.GET, self.shaping | self.find_query_parameters)
        if not self.find_query_parameters.intersection(request.GET):
            names = ", ".join(sorted(self.find_query_parameters))
            raise BadRequestError(_("Say what to find, by one of: %(names)s.") % {"names": names})
        if "id" in request.GET:
            whole(request.GET["id"], "id")
        found = self.find_object(self.get_queryset(), request)
        if found is None:
            raise Http404
        if isinstance(found, Record):
            return HttpResponseRedirect(entry_address(found))
        address = request.wagtailapi_router.get_object_detail_urlpath(self.model, found.pk)
        shaped = urlencode({name: request.GET[name] for name in self.shaping & set(request.GET)})
        return HttpResponseRedirect(f"{address}?{shaped}" if shaped else address)

    def find_object(self, queryset, request):
        """Return the object that the parameters name, or None."""
        return queryset.filter(pk=request.GET["id"]).first() if "id" in request.GET else None

    def get_object(self):
        if self.kwargs["pk"] > MAX_NUMBER:
            raise Http404
        return super().get_object()

    def handle_exception(self, exc):
        """Answer all errors as `application/problem+json`, with `message` for Wagtail's clients."""
        if isinstance(exc, Http404):
            return problem(status.HTTP_404_NOT_FOUND, _("Nothing public is there."))
        if isinstance(exc, BadRequestError):
            return problem(status.HTTP_400_BAD_REQUEST, str(exc))
        if isinstance(exc, APIException):
            return problem(exc.status_code, str(exc.detail))
        return super().handle_exception(exc)


def _own(model, names: Iterable[str]) -> list[str]:
    fields = {field.name for field in model._meta.get_fields()}
    return [name for name in names if name in fields]


def entry_address(record: Record) -> str:
    """Return the path at which the directory API has an entry, which has no page's number."""
    names = {each.slug: name for name, each in COLLECTIONS.items()}
    return f"{DIRECTORY_API}{names[record.directory_slug]}/{record.slug}"


def problem(code: int, detail: str) -> Response:
    """Return the answer to an error: its status `code`, and what is wrong in words."""
    content = {"type": "about:blank", "status": code, "detail": detail, "message": detail}
    return Response(content, status=code, content_type=PROBLEM)


class PagesEndpoint(Endpoint, PagesAPIViewSet):
    """Pages of every type: `type=home.AnnouncementPage` gives that type's own fields in lists."""

    draft: Page | None = None
    base_serializer_class = serializers.Pages
    filter_backends: ClassVar[list] = [
        Filters, ChildOfFilter, AncestorOfFilter, DescendantOfFilter, Ordering,
    ]  # fmt: skip
    known_query_parameters = Endpoint.known_query_parameters | {
        "type", "child_of", "ancestor_of", "descendant_of",
    }  # fmt: skip
    filters = ("id", "title", "slug", "show_in_menus", "kind", "directory")
    orders = ("id", "title", "slug", "first_published_at", "last_published_at", "date", "kind")
    meta_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.meta_fields, "html_url", "slug", "show_in_menus", "seo_title",
        "search_description", "first_published_at", "last_published_at", "parent",
    ]  # fmt: skip
    # Bodies name pictures and lists, each of which is a question: a list of pages asks none.
    detail_only_fields: ClassVar[list[str]] = ["parent", "body", "body_html"]

    @classmethod
    def get_detail_default_fields(cls, model):
        return cls.get_available_fields(model)

    @classmethod
    def get_listing_default_fields(cls, model):
        return list(cls.listing_default_fields)

    def get_base_queryset(self):
        """Return what the public may see: neither a cookie nor a password makes it more."""
        return published_pages()

    def get_queryset(self):
        asked = super().get_queryset()
        names = {field.name for field in asked.model._meta.get_fields()}
        if "image" in names:
            asked = asked.select_related("image").prefetch_related("image__renditions")
        return asked.prefetch_related(*names.intersection(("places", "audiences")))

    def check_query_parameters(self, queryset) -> None:
        super().check_query_parameters(queryset)
        for name in ("child_of", "ancestor_of", "descendant_of"):
            text = self.request.GET.get(name, "0")
            if text != "root" or name == "ancestor_of":
                whole(text, name)

    def find_object(self, queryset, request):
        """Find by number or by path; the path of a place or an entry gives its record."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        found = led_to(_as_path(request.GET["html_path"]), routes(request.stamps))
        shown = (found.record or found.page) if found else None
        return shown if isinstance(shown, Record | Page) else None

    def preview_view(self, request):
        """Answer with the draft that a signed token names, written like the page; never kept."""
        known_only(request.GET, self.shaping | {"token"})
        if "token" not in request.GET:
            raise BadRequestError(_("Give the token of an editor's link."))
        self.draft = draft_of(request.GET["token"])
        response = Response(self.get_serializer(self.draft).data)
        response["Cache-Control"] = "no-store"
        return response

    def get_object(self):
        return super().get_object() if self.draft is None else self.draft

    @classmethod
    def get_urlpatterns(cls):
        preview = path("preview/", cls.as_view({"get": "preview_view"}), name="preview")
        return [preview, *super().get_urlpatterns()]


def _as_path(text: str) -> str:
    """A path as the site writes it, whatever slashes it came with."""
    inner = text.partition("?")[0].strip("/")
    return f"/{inner}/" if inner else "/"


class ImagesEndpoint(Endpoint):
    """The pictures that public pages show, in the declared sizes; no original is served."""

    base_serializer_class = serializers.Images
    name = "images"
    model = get_image_model()
    filters = ("id", "title")
    orders = ("id", "title")
    body_fields: ClassVar[list[str]] = [*BaseAPIViewSet.body_fields, "title", "width", "height"]
    meta_fields: ClassVar[list[str]] = [*BaseAPIViewSet.meta_fields, "renditions"]
    listing_default_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.listing_default_fields, "title", "width", "height",
    ]  # fmt: skip
    nested_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.nested_default_fields, "title"]
    detail_only_fields: ClassVar[list[str]] = ["renditions"]

    def get_queryset(self):
        return public_files(self.model).order_by("id")


class DocumentsEndpoint(Endpoint):
    """The documents that public pages link to."""

    base_serializer_class = serializers.Documents
    name = "documents"
    model = get_document_model()
    filters = ("id", "title")
    orders = ("id", "title")
    body_fields: ClassVar[list[str]] = [*BaseAPIViewSet.body_fields, "title"]
    meta_fields: ClassVar[list[str]] = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.listing_default_fields, "title", "download_url",
    ]  # fmt: skip

    def get_queryset(self):
        return public_files(self.model).order_by("id")


class RedirectsEndpoint(Endpoint):
    """Old addresses and where they lead: to public pages, or elsewhere."""

    base_serializer_class = serializers.Redirects
    name = "redirects"
    model = Redirect
    filters = ("id", "old_path")
    orders = ("id", "old_path")
    find_query_parameters = Endpoint.find_query_parameters | {"html_path"}
    body_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.body_fields, "old_path", "location", "is_permanent",
    ]  # fmt: skip
    listing_default_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.listing_default_fields, "old_path", "location", "is_permanent",
    ]  # fmt: skip

    def get_queryset(self):
        public = Q(redirect_page=None) | Q(redirect_page__in=published_pages())
        return Redirect.objects.filter(public).select_related("redirect_page").order_by("id")

    def find_object(self, queryset, request: HttpRequest):
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        found = get_redirect(request, request.GET["html_path"])
        return queryset.filter(pk=found.pk).first() if found else None
