from wagtail.admin.panels import FieldRowPanel
from wagtail.snippets.models import register_snippet

from directory.admin.record_viewsets import EntryViewSet, columns, tabs
from directory.editing.comparisons import FieldPanel

from .models import Job


class JobViewSet(EntryViewSet):
    model = Job
    icon = "user"
    list_display = columns("place", "employer")
    list_filter = ["place", "confidence"]
    search_fields = ["name", "employer", "slug"]
    menu_hook = "register_directory_menu_item"
    add_to_admin_menu = True
    edit_handler = tabs(
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("employer")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("closes_on")]),
        FieldPanel("summary"),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


register_snippet(JobViewSet)
