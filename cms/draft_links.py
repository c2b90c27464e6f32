"""The editor's link to a draft for a separate front end."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from cms.api.drafts import LIFE, token_for


class DraftLinkItem(ActionMenuItem):
    """An item in the menu of a page that is being edited."""

    name = "action-draft-link"
    label = _("Link to this draft")
    icon_name = "link"

    def is_shown(self, context) -> bool:
        return context["view"] == "edit"

    def get_url(self, parent_context) -> str:
        return reverse("draft_link", args=[parent_context["page"].pk])


@require_safe
def draft_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a link to the newest saved draft, good for 15 minutes, to who may edit the page."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    revision = page.get_latest_revision()
    url = ""
    if revision is not None:
        address = reverse("content_api:pages:preview")
        token = urlencode({"token": token_for(revision)})
        url = request.build_absolute_uri(f"{address}?{token}")
    context = {"page": page, "revision": revision, "url": url, "until": timezone.now() + LIFE}
    response = render(request, "wagtailadmin/draft_link.html", context)
    response["Cache-Control"] = "no-store"
    return response
