"""Pages that are entries of a directory: found by the list above them, and not by the routes."""

from django.utils.cache import patch_vary_headers

from directory.catalog.directories import DIRECTORIES
from directory.listings.referrers import results_url
from directory.models.addresses import directory_path
from directory.web.caching import REFERRER
from home.pages.base import CenterPage
from home.pages.routes import held_routes


class ListedPage(CenterPage):
    """A page below the list of a directory, whose slug its kind names."""

    is_routed = False
    directory_slug = ""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return f"{directory_path(self.directory_slug)}{self.slug}/"

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, [REFERRER])
        return response

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        path = held_routes().directories.get(self.directory_slug)
        if path is None:  # the list is not public
            path = self.get_parent().get_url(request)
        context["results_url"] = results_url(
            request, DIRECTORIES[self.directory_slug], path, held_routes().search
        )
        context["directory_path"] = path
        return context
