"""The pages of the center that editors write, and those that show a directory."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.fields import RichTextField, StreamField

from directory.catalog.directories import DIRECTORIES
from directory.editing.comparisons import FieldPanel
from directory.models import Entry
from home.blocks import SectionsBlock, UnderTitleBlock
from home.models.api_fields import BODY_AS_HTML
from home.models.page_sections import PageSection
from home.pages import search, views
from home.pages.base import CenterPage
from home.pages.changes import changes
from home.pages.welcome import figure_of, welcome

PROSE = ["bold", "italic", "link"]


class WelcomePage(CenterPage):
    """The front page: find your place, the sections, what is announced."""

    role = "welcome"

    headline = models.CharField(
        _("headline"), max_length=120, help_text=_("What the center gives, in one short line.")
    )
    newcomers = RichTextField(
        _("for newcomers"), features=PROSE, blank=True,
        help_text=_("Where people who are new to library work should begin."),
    )  # fmt: skip
    suggest = RichTextField(
        _("how to suggest a resource"), features=PROSE, blank=True,
        help_text=_("The contact's address is added from the settings when there is one."),
    )  # fmt: skip
    thanks = RichTextField(_("thanks"), features=PROSE, blank=True)

    content_panels = [
        *CenterPage.content_panels,
        FieldPanel("headline"),
        FieldPanel("newcomers"),
        FieldPanel("suggest"),
        FieldPanel("thanks"),
    ]
    template = "home/welcome_page.html"
    api_fields = [*CenterPage.api_fields, "headline", "newcomers", "suggest", "thanks"]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("welcome page")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            **welcome(getattr(request, "stamps", None)),
        }


class SectionPage(CenterPage):
    """A page of sections with a table of contents: the overview, training, what we keep."""

    body = StreamField(SectionsBlock(), verbose_name=_("sections"), blank=True)
    show_in_footer = models.BooleanField(
        _("in the foot of every page"), default=False,
        help_text=_("For what readers may look for on any page: privacy, accessibility."),
    )  # fmt: skip

    content_panels = [*CenterPage.content_panels, FieldPanel("body")]
    promote_panels = [*CenterPage.promote_panels, FieldPanel("show_in_footer")]
    template = "home/section_page.html"
    api_fields = [*CenterPage.api_fields, "body", BODY_AS_HTML, "show_in_footer"]
    parent_page_types = ["home.WelcomePage", "home.SectionPage"]

    class Meta:
        verbose_name = _("section page")

    @property
    def lists_entries(self) -> bool:
        """Whether a section holds a list of entries."""
        blocks = (block for section in self.body for block in section.value["content"])
        return any(block.block_type == "entries" for block in blocks)

    def figure(self, stamps: Mapping[str, int] | None) -> str:
        """Return how many sections the page has, for its card."""
        number = len(self.body)
        return ngettext("%(number)d topic", "%(number)d topics", number) % {"number": number}

    def save(self, *args, update_fields=None, **kwargs):
        super().save(*args, update_fields=update_fields, **kwargs)
        # Of a draft, which is held in memory, only what is about it is saved.
        if update_fields is None or "body" in update_fields:
            PageSection.follow(self)


class ListingPage(CenterPage):
    """A page that shows a directory, with a page below it for every entry."""

    caution = RichTextField(
        _("caution"), features=PROSE, blank=True,
        help_text=_("What readers must know before they rely on the list."),
    )  # fmt: skip
    body = StreamField(
        UnderTitleBlock(), verbose_name=_("introduction"), blank=True,
        help_text=_("Shown between the title and the list."),
    )  # fmt: skip

    content_panels = [*CenterPage.content_panels, FieldPanel("caution"), FieldPanel("body")]
    api_fields = [*CenterPage.api_fields, "caution", "body", BODY_AS_HTML]

    class Meta:
        abstract = True

    def figure(self, stamps: Mapping[str, int] | None) -> str:
        """Return how much the page holds now, for its card."""
        return figure_of(self.directory_shown(), stamps)

    def directory_shown(self):
        """Return the directory that this page lists."""
        raise NotImplementedError

    def serve(self, request, *args, **kwargs):
        return views.listing(request, self)


class IndexPage(ListingPage):
    """A page that shows a directory whose entries are pages below it."""

    class Meta:
        abstract = True

    def page_below(self, slug: str) -> CenterPage | None:
        """Return the public page at this address below it, with all that it shows."""
        directory = self.directory_shown()
        below = directory.records().child_of(self).prefetch_related(*directory.prefetch)
        return below.filter(slug=slug).first()


class DirectoryPage(ListingPage):
    """A directory, with a page for every entry: `/programs/` and `/programs/<slug>/`."""

    role = "directory"
    has_entries = True

    directory = models.SlugField(
        _("directory"), unique=True, help_text=_("A directory is shown by one page only.")
    )

    content_panels = [*ListingPage.content_panels, FieldPanel("directory")]
    api_fields = [*ListingPage.api_fields, "directory"]
    template = "directory/listing.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("directory page")

    def clean(self) -> None:
        super().clean()
        known = [slug for slug, each in DIRECTORIES.items() if issubclass(each.model, Entry)]
        if self.directory not in known:
            raise ValidationError(
                {"directory": _("Choose one of: %(known)s.") % {"known": ", ".join(known)}}
            )

    def directory_shown(self):
        return DIRECTORIES[self.directory]

    def serve(self, request, slug: str = "", part: str = "", *args, **kwargs):
        if part:
            return changes(request, self, slug)
        return views.entry(request, self, slug) if slug else super().serve(request)


class PlacesPage(CenterPage):
    """All states, territories and provinces, and a page for each: `/places/ohio/`."""

    role = "places"
    has_entries = True

    caution = RichTextField(
        _("caution"), features=PROSE, blank=True,
        help_text=_("Stands above what a place asks for."),
    )  # fmt: skip

    content_panels = [*CenterPage.content_panels, FieldPanel("caution")]
    api_fields = [*CenterPage.api_fields, "caution"]
    template = "home/places_page.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("places page")

    def directory_shown(self):
        return DIRECTORIES["places"]

    def figure(self, stamps: Mapping[str, int] | None) -> str:
        """Return how many places there are, for its card."""
        return figure_of(self.directory_shown(), stamps)

    def serve(self, request, slug: str = "", part: str = "", *args, **kwargs):
        if part:
            return changes(request, self, slug)
        return views.place(request, self, slug) if slug else views.places(request, self)


class SearchPage(CenterPage):
    """One box over pages, announcements, places and all entries."""

    role = "search"

    template = "home/search_page.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("search page")

    def serve(self, request, *args, **kwargs):
        return search.search(request, self)
