from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.admin_views.imports import ImportViewSet, import_permissions
from directory.viewsets import DirectoryGroup

register_snippet(DirectoryGroup)
hooks.register("register_admin_viewset", lambda: ImportViewSet("imports"))
hooks.register("register_permissions", import_permissions)
