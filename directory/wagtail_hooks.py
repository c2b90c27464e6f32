from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.admin_views.imports import ImportViewSet, import_permissions
from directory.admin_views.letters import LetterViewSet
from directory.admin_views.submissions import SubmissionViewSet, submission_permissions
from directory.admin_views.webhooks import DeliveryViewSet, WebhookViewSet
from directory.viewsets import DirectoryGroup

register_snippet(DirectoryGroup)
hooks.register("register_admin_viewset", lambda: ImportViewSet("imports"))
hooks.register("register_admin_viewset", lambda: SubmissionViewSet("submissions"))
hooks.register("register_admin_viewset", lambda: LetterViewSet("letters"))
hooks.register("register_admin_viewset", lambda: WebhookViewSet("webhooks"))
hooks.register("register_admin_viewset", lambda: DeliveryViewSet("deliveries"))
hooks.register("register_permissions", import_permissions)
hooks.register("register_permissions", submission_permissions)
