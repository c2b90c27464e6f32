"""Announcements, questions and pages as directories: listed, filtered and searched like entries."""

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.models import Page

from directory.catalog.directories import register
from directory.catalog.directory import Directory
from directory.catalog.facets import Facet, Year
from directory.catalog.facts import (
    Fact,
    FactPart,
    places_fact,
    said,
)
from directory.catalog.place_parts import PlaceGroup, PlacePart
from directory.catalog.sorts import Sort
from directory.models import NOT_RECORDED
from directory.models.trust_states import months_after
from home.models import AnnouncementPage, PageSection, QuestionPage, published_pages
from home.pages.base import CenterPage

RECENT_MONTHS = 24


def _listed_pages():
    """Public pages apart from announcements and questions, which have directories of their own."""
    return published_pages().filter(
        ~Q(content_type__model__in=["announcementpage", "questionpage"])
    )


def _is_recent(announcement: AnnouncementPage) -> bool:
    return announcement.date > months_after(timezone.localdate(), -RECENT_MONTHS)


def _of_years_ago() -> Q:
    """What is no news any more; as of the day on which the list was read."""
    return Q(date__lte=months_after(timezone.localdate(), -RECENT_MONTHS))


def _year(announcement: AnnouncementPage) -> int:
    return announcement.date.year


def _facts(announcement: AnnouncementPage) -> list[Fact]:
    source = announcement.source_url
    note = announcement.source_note
    parts = (FactPart(source, source, is_outside=True, note=note),) if source else ()
    return [
        said(_t("Kind"), announcement.get_kind_display(), in_brief=True),
        said(_t("Date"), announcement.date_words, in_brief=True),
        places_fact(_t("Concerns"), announcement.places.all(), _t("Everywhere")),
        Fact(_t("Source"), parts),
    ]


def _question_facts(question: QuestionPage) -> list[Fact]:
    audiences = ", ".join(str(audience) for audience in question.audiences.all())
    sources = tuple(
        FactPart(f"{each['title']}, {each['publisher']}", each["url"], is_outside=True)
        for each in question.shown_sources
    )
    return [
        said(_t("Short answer"), question.summary),
        said(_t("Who it is for"), audiences or _t("Everybody"), in_brief=True),
        Fact(_t("Sources"), sources, shape="list"),
        said(_t("Checked on"), question.checked_on and date_format(question.checked_on, "j F Y")),
    ]


register(
    Directory(
        slug="announcements",
        model=AnnouncementPage,
        published=lambda: AnnouncementPage.objects.published(),
        facts=_facts, api_name="announcements", search_order=8,
        named=["title"], is_tied=True, past=_of_years_ago,
        place_parts=[
            PlacePart(
                "news", 6, _("News"), _("What is new?"),
                _("Nothing of the last two years about %(place)s is recorded."), most=2,
                groups=[PlaceGroup(onward=_("%(counted)s about %(place)s, of all years"))],
                fits=_is_recent, is_dated=True,
            ),
        ],
        title=_("Announcements"), nouns=_("announcement"),
        count=ngettext_lazy("%(number)d announcement", "%(number)d announcements", "number"),
        prefetch=["places", "audiences"],
        facets=[
            Facet("kind", _("Kind"), "kind", blank=None, help=_("What is announced."),
                  phrase=_("of the kind %s")),
            Year("year", _("Year"), "date", blank=None, help=_("When it was."),
                 phrase=_("of %s")),
            Facet("place", _("State or province"), "places", phrase=_("for %s"),
                  help=_("Whom it concerns."), blank=_("Everywhere"),
                  names={NOT_RECORDED: _("all places")}),
            Facet("audience", _("Who it is for"), "audiences", phrase=_("for %s"),
                  help=_("Whose work it is about."), blank=_("Everybody"),
                  names={NOT_RECORDED: _("everybody")}),
        ],
        search=["title", "summary"],
        sorts={
            "newest": Sort(_("newest"), ["-date", "title"], group=_year),
            "oldest": Sort(_("oldest"), ["date", "title"], group=_year),
            "title": Sort(_("title"), ["title"]),
        },
        columns=["slug", "title", "kind", "date", "place", "place_code", "audience", "summary",
                 "url", "source_url"],
    )
)  # fmt: skip
register(
    Directory(
        slug="questions",
        model=QuestionPage,
        published=lambda: QuestionPage.objects.published(),
        facts=_question_facts, api_name="questions", search_order=1,
        title=_("Questions people ask"), nouns=_("question answer"),
        count=ngettext_lazy("%(number)d question", "%(number)d questions", "number"),
        prefetch=["audiences"],
        facets=[
            Facet("audience", _("Who it is for"), "audiences", phrase=_("for %s"),
                  help=_("Whose question it is."), blank=_("Everybody"),
                  names={NOT_RECORDED: _("everybody")}),
        ],
        named=(),  # a question is no name
        search=[("title", "also_asked"), "shown_answer"],
        sorts={
            "usual": Sort(_("the editors’ order"), ["path"]),
            "title": Sort(_("title"), ["title"]),
        },
        columns=["slug", "title", "short_answer", "audience", "citations", "checked_on"],
    )
)  # fmt: skip
register(
    Directory(
        slug="pages",
        model=Page,
        published=_listed_pages,
        stamp=CenterPage.stamp_name,  # Wagtail's own pages have none
        search_order=2,
        named=["title"],
        title=_("Pages"),
        count=ngettext_lazy("%(number)d page", "%(number)d pages", "number"),
        search=["title", "search_description"],
        sorts={"name": Sort(_("title"), ["title"])},
    )
)
register(
    Directory(
        slug="sections",
        model=PageSection,
        published=lambda: PageSection.objects.published(),
        search_order=2,
        related=["page"],
        named=["heading"],
        title=_("In the pages of the center"),
        count=ngettext_lazy("%(number)d section", "%(number)d sections", "number"),
        search=["heading", "page__title", "text"],
        sorts={"page": Sort(_("page"), ["page__path", "number"])},
    )
)
