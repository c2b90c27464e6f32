"""The addresses that the center had on ALA's own site, which links all over the web still name."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from directory.models import SeededRow
from home.models import WelcomePage

DATASET = "former-addresses"
# Each leads to a page below the welcome page, by its slug, or to that page itself.
FORMER = {
    "/aboutala/offices/hrdr/librarysupportstaff": "",
    "/aboutala/offices/hrdr/librarysupportstaff/library_support_staff_resource_center": "",
    "/ala/hrdr/librarysupportstaff": "",
    "/ala/hrdr/librarysupportstaff/History_of_Library_Support_Staff.htm": "overview",
    "/offices/hrdr/librarysupportstaff": "",
    "/offices/hrdr/librarysupportstaff/library_support_staff_resource_center": "",
}


def load() -> int:
    """Send on each address that never was; return how many. What editors changed or removed stays
    so, and an address whose page is gone waits for nothing."""
    remembered = set(SeededRow.objects.filter(dataset=DATASET).values_list("key", flat=True))
    new = {old: slug for old, slug in FORMER.items() if old not in remembered}
    welcome = WelcomePage.objects.first()
    made = 0
    for old, slug in new.items():
        path = Redirect.normalise_path(old)
        page = _page(welcome, slug)
        if page and not Redirect.objects.filter(old_path=path).exists():
            Redirect.objects.create(old_path=path, redirect_page=page)
            made += 1
    SeededRow.objects.bulk_create(SeededRow(dataset=DATASET, key=old) for old in new)
    return made


def _page(welcome: WelcomePage | None, slug: str) -> Page | None:
    if welcome is None or not slug:
        return welcome
    return welcome.get_children().filter(slug=slug).first()
