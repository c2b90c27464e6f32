from home.models.announcements import AnnouncementIndexPage, AnnouncementPage
from home.models.attempts import Attempt
from home.models.freshness import FreshnessPage
from home.models.missed_searches import MissedSearch
from home.models.page_sections import PageSection
from home.models.pins import Pin
from home.models.questions import QuestionIndexPage, QuestionPage
from home.models.sections import (
    DirectoryPage,
    IndexPage,
    ListingPage,
    PlacesPage,
    SearchPage,
    SectionPage,
    WelcomePage,
)
from home.models.settings import ContactSettings
from home.models.verdicts import ReaderVerdict
from home.pages.published import published_pages

__all__ = [
    "AnnouncementIndexPage",
    "AnnouncementPage",
    "Attempt",
    "ContactSettings",
    "DirectoryPage",
    "FreshnessPage",
    "IndexPage",
    "ListingPage",
    "MissedSearch",
    "PageSection",
    "Pin",
    "PlacesPage",
    "QuestionIndexPage",
    "QuestionPage",
    "ReaderVerdict",
    "SearchPage",
    "SectionPage",
    "WelcomePage",
    "published_pages",
]
