"""How a form asks for one of the records."""

from wagtail.snippets.views.chooser import SnippetChooserViewSet


class RecordChooserViewSet(SnippetChooserViewSet):
    """Chooses among what is there. Wagtail gives every chooser an address that creates, also those
    without a form for it, and then that address knows no answer to what it is sent."""

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
