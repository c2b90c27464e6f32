"""The last step of importing redirects. Wagtail fails where the file of the step before is gone, as
when it is sent twice, or where a row is shorter than the others, and keeps the rows above it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.redirects.views import process_import

# What it raises for a file or a form that it cannot read.
BROKEN = (OSError, LookupError, AttributeError, TypeError, ValueError)


@require_admin_access
def process(request: HttpRequest) -> HttpResponse:
    """Import the redirects, or none of them and say so. For those who may add redirects."""
    try:
        with transaction.atomic():
            return process_import(request)
    except BROKEN:
        words = _("Nothing was imported. The file is gone or cannot be read: choose it again.")
        messages.error(request, words)
        return redirect("wagtailredirects:start_import")
