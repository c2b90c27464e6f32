from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.admin import bulk_actions
from directory.admin.imports import ImportViewSet, import_permissions
from directory.admin.letters import LetterViewSet
from directory.admin.link_checks import LinksViewSet
from directory.admin.reports import report_viewsets
from directory.admin.submissions import SubmissionViewSet, submission_permissions
from directory.admin.viewsets import DirectoryGroup
from directory.admin.webhooks import DeliveryViewSet, WebhookViewSet
from directory.editing import logs

register_snippet(DirectoryGroup)
hooks.register("register_admin_viewset", lambda: ImportViewSet("imports"))
hooks.register("register_admin_viewset", lambda: SubmissionViewSet("submissions"))
hooks.register("register_admin_viewset", lambda: LetterViewSet("letters"))
hooks.register("register_admin_viewset", lambda: WebhookViewSet("webhooks"))
hooks.register("register_admin_viewset", lambda: DeliveryViewSet("deliveries"))
hooks.register("register_admin_viewset", report_viewsets)
hooks.register("register_admin_viewset", lambda: LinksViewSet("links"))
hooks.register("register_permissions", import_permissions)
hooks.register("register_permissions", submission_permissions)
hooks.register("register_log_actions", logs.register)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin-entries.css")),
)
hooks.register(
    "insert_global_admin_js",
    lambda: format_html('<script src="{}"></script>', static("js/as-typed.js")),
)
for action in bulk_actions.ACTIONS:
    # After Wagtail's own, one of which is replaced.
    hooks.register("register_bulk_action", action, order=100)
