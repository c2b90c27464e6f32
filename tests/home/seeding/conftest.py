"""What the tests of the starting content share: the command, and the pages that it makes."""

from io import StringIO

from django.core.management import call_command
from wagtail.models import Page

from home.models import AnnouncementPage, QuestionPage

PAGES = {
    "/": "Library Support Staff Resource Center",
    "/education-training/": "Education & Training",
    "/certification/": "Certification Information by State",
    "/programs/": "Library Certificate and Degree Programs",
    "/colleague-connection/": "Colleague Connection",
    "/other-resources/": "Other Resources",
    "/places/": "States and Provinces",
    "/announcements/": "Announcements",
    "/questions/": "Questions People Ask",
    "/overview/": "Overview of Library Support Staff",
    "/freshness/": "How Fresh the Facts Are",
    "/occupations/": "Occupations",
    "/institutions/": "Institutions",
    "/about-this-guide/": "About This Guide",
    "/accessibility/": "Accessibility",
    "/privacy/": "Privacy",
    "/search/": "Search",
}


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_site", stdout=out, **options)
    return out.getvalue()


def center_pages() -> list[Page]:
    pages = Page.objects.filter(depth__gt=1).not_type(AnnouncementPage, QuestionPage)
    return list(pages.order_by("path").specific())
