"""The page that says how fresh the facts of the center are."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from directory.editing.comparisons import FieldPanel
from home.models.sections import PROSE
from home.pages import views
from home.pages.base import CenterPage


class FreshnessPage(CenterPage):
    """The numbers are computed; the words around them are the editors' own."""

    role = "freshness"

    explanation = RichTextField(
        _("how facts are kept fresh"), features=[*PROSE, "ul"], blank=True,
        help_text=_("Stands below the numbers: who verifies, how often, how links are checked."),
    )  # fmt: skip

    content_panels = [*CenterPage.content_panels, FieldPanel("explanation")]
    api_fields = [*CenterPage.api_fields, "explanation"]
    template = "home/freshness_page.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("freshness page")

    def serve(self, request, *args, **kwargs):
        return views.freshness(request, self)
