from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from directory.editing.comparisons import FieldPanel
from directory.models.records import check_schedule
from home.pages.forms import PageForm

# What stands below the address of an entry: what changed of it.
CHANGES = "changes"


def entry_in(parts: Sequence[str]) -> dict[str, str] | None:
    """Return which entry the last parts of an address name, and what of it, as the arguments with
    which its page is served; None where they name none."""
    match parts:
        case [slug]:
            return {"slug": slug}
        case [slug, part] if part == CHANGES:
            return {"slug": slug, "part": part}
    return None


class CenterPage(Page):
    """What every page of the center has: a lede, and words for its card on the welcome page."""

    lede = models.TextField(
        _("lede"), blank=True, help_text=_("One or two sentences under the title.")
    )
    card_text = models.CharField(
        _("text of its card"),
        max_length=200,
        blank=True,
        help_text=_("Shown on the welcome page, where every page that is in the menu has a card."),
    )

    menu_title = models.CharField(
        _("title in the menu"),
        max_length=40,
        blank=True,
        help_text=_("A shorter name for the menu and for its card; empty: the title."),
    )

    base_form_class = PageForm
    stamp_name = "pages"
    # What the site finds this page by, whoever moves or renames it: "places", "search" ...
    role: ClassVar[str] = ""
    # Whether each entry of what it lists has an address below it.
    has_entries: ClassVar[bool] = False
    # Whether it is one of many that are found by their index and not by the routes.
    is_routed: ClassVar[bool] = True
    # What the content API gives beside title, address and dates; see cms/api.
    api_fields: ClassVar[list] = ["lede", "menu_title", "card_text"]

    content_panels = [*Page.content_panels, FieldPanel("lede")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
                FieldPanel("menu_title"),
                FieldPanel("card_text"),
            ],
            heading=_("On the site and in search engines"),
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def drawn(self) -> dict[tuple, str]:
        """What was drawn of this page as it stands; see the tag `kept`."""
        return {}

    def page_below(self, slug: str) -> "CenterPage | None":
        """Return the public page below this one that is found by it, and not by the routes."""
        return None

    def clean(self) -> None:
        super().clean()
        check_schedule(self)

    def route(self, request, path_components):
        """Route as Wagtail does, and to the entries below a page that has some; raise Http404 for a
        page past its expiry at its very second, whether a job ran or not."""
        if not path_components and not self.is_in_time:
            raise Http404
        if self.has_entries and self.is_in_time and (entry := entry_in(path_components)):
            return RouteResult(self, kwargs=entry)
        return super().route(request, path_components)

    @property
    def is_in_time(self) -> bool:
        """Whether it is live now, by its dates too; published() also asks who may see it."""
        now = timezone.now()
        has_begun = self.go_live_at is None or self.go_live_at <= now
        return self.live and has_begun and (self.expire_at is None or self.expire_at > now)

    @property
    def menu_label(self) -> str:
        return self.menu_title or self.title
