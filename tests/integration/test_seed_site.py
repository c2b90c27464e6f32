"""The starting pages and announcements: there once, and then the editors' own."""

import re
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.http import QueryDict
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision, Site

from directory.directories import DIRECTORIES
from directory.listings import Listing
from directory.models import Place, Program
from directory.seeding import SeedError
from home import seeding
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    DirectoryPage,
    SectionPage,
    WelcomePage,
)
from home.routes import routes
from home.seeding import announcements, former_addresses

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "Library Support Staff Resource Center",
    "/education-training/": "Education & Training",
    "/certification/": "Certification Information by State",
    "/programs/": "Library Certificate and Degree Programs",
    "/colleague-connection/": "Colleague Connection",
    "/other-resources/": "Other Resources",
    "/places/": "States and Provinces",
    "/announcements/": "Announcements",
    "/overview/": "Overview of Library Support Staff",
    "/freshness/": "How Fresh the Facts Are",
    "/institutions/": "Institutions",
    "/search/": "Search",
}


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_site", stdout=out, **options)
    return out.getvalue()


def center_pages() -> list[Page]:
    pages = Page.objects.filter(depth__gt=1).not_type(AnnouncementPage)
    return list(pages.order_by("path").specific())


def blocks():
    """Every block of content of every page, with the page."""
    for page in center_pages():
        for block in getattr(page, "body", []):
            inner = block.value["content"] if isinstance(page, SectionPage) else [block]
            yield from ((page, each) for each in inner)


# --- Pages ----------------------------------------------------------------------------------------


def test_the_tree_is_as_listed():
    root = Site.objects.get(is_default_site=True).root_page.url_path

    assert {f"/{page.url_path.removeprefix(root)}": page.title for page in center_pages()} == PAGES


def test_a_new_site_has_its_name_and_one_that_has_a_name_keeps_it(empty_site):
    seed()
    assert Site.objects.get().site_name == "Library Support Staff Resource Center"
    Site.objects.update(site_name="Ours")
    seed()
    assert Site.objects.get().site_name == "Ours"


def test_a_site_of_an_older_version_gets_its_name_by_migration():
    migration = import_module("home.migrations.0012_site_name")
    site = Site.objects.get(is_default_site=True)
    for before, after in (("", "Library Support Staff Resource Center"), ("Ours", "Ours")):
        Site.objects.filter(pk=site.pk).update(site_name=before)
        migration.name(apps, None)
        assert Site.objects.get(pk=site.pk).site_name == after


def test_every_page_is_published_and_has_all_its_words():
    for page in center_pages():
        assert page.live, page
        assert not page.has_unpublished_changes, page
        assert page.live_revision, page
        assert page.live_revision == page.latest_revision, page
        assert page.lede, page
        assert 0 < len(page.card_text) <= 200, page
        assert 0 < len(page.search_description) <= 160, page


def test_the_menu_is_in_its_order():
    assert [item.title for item in routes().menu] == [
        "Education & Training",
        "Certification by State",
        "Programs",
        "Colleague Connection",
        "Other Resources",
        "States and Provinces",
        "Announcements",
        "Overview",
    ]


def test_education_and_training_has_its_five_sections():
    page = SectionPage.objects.get(slug="education-training")

    assert [block.value["heading"] for block in page.body] == [
        "Training resources",
        "Competencies",
        "Certification programs",
        "Degree programs",
        "Financial assistance",
    ]
    for block in page.body:
        assert "entries" in {each.block_type for each in block.value["content"]}


@pytest.mark.parametrize(
    ("former", "path"),
    [
        ("/aboutala/offices/hrdr/librarysupportstaff/library_support_staff_resource_center", "/"),
        ("/offices/hrdr/librarysupportstaff/library_support_staff_resource_center", "/"),
        ("/offices/hrdr/librarysupportstaff/?utm=x", "/"),
        ("/ala/hrdr/librarysupportstaff/History_of_Library_Support_Staff.htm", "/overview/"),
    ],
)
def test_the_addresses_that_the_center_had_at_ala_lead_on(client, former, path):
    response = client.get(former, follow=True)
    assert response.redirect_chain[0][1] == 301
    assert response.request["PATH_INFO"] == path
    assert response.status_code == 200


def test_a_former_address_that_an_editor_removed_stays_removed():
    Redirect.objects.all().delete()
    assert former_addresses.load() == 0
    assert not Redirect.objects.exists()


def test_education_and_training_lists_what_the_center_always_recommended(client):
    html = client.get("/education-training/").content.decode()
    for slug in ("able", "webjunction", "infopeople", "a-to-z-training", "techsoup"):
        assert f'href="/other-resources/{slug}/"' in html
    for name in ("ALA eLearning", "Library Juice Academy", "Recorded LSSC presentations"):
        assert name in html


def test_every_live_list_asks_something_valid_and_has_entries():
    lists = [(page, each) for page, each in blocks() if each.block_type == "entries"]

    assert len(lists) > 20
    for page, each in lists:
        each.block.clean(each.value)
        listing = each.block.get_context(each.value)["listing"]
        assert listing.total, f"{page}: {each.value['filters']}"


def test_links_follow_pages_and_lists_that_they_lead_to_have_entries():
    fields = ("newcomers", "suggest", "thanks", "caution")
    words = [getattr(page, field, "") for page in center_pages() for field in fields]
    words += [each.value.source for _page, each in blocks() if each.block_type == "text"]
    text = " ".join(words)
    directories = {path: slug for slug, path in routes().directories.items()}

    assert not re.findall(r'href="/[\w/-]*"', text)
    for number in re.findall(r'linktype="page" id="(\d+)"', text):
        assert Page.objects.filter(pk=number, live=True).exists()
    addresses = re.findall(r'href="(/[^"?#]*)\?([^"]*)"', text)
    assert addresses
    for path, query in addresses:
        params = QueryDict(query.replace("&amp;", "&"))
        listing = Listing(DIRECTORIES[directories[path]], params)
        assert listing.total, query
        assert not listing.notes, query


def test_words_for_people_say_what_they_are():
    for page in center_pages():
        written = " ".join(str(getattr(page, name, "")) for name in ("title", "lede", "body"))
        assert not re.search(r"\b(non-?professional|sub-?professional|non-MLS)", written, re.I)


# --- Once -----------------------------------------------------------------------------------------


def test_an_empty_site_gets_everything(empty_site):
    said = seed()

    assert "\r" not in said
    assert re.search(rf"^pages +{len(PAGES)} new +[\d.]+ s$", said, re.M)
    assert re.search(r"^announcements +51 new", said, re.M)
    assert Site.objects.get(is_default_site=True).root_page.specific == WelcomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()
    assert not Page.find_problems()[4]  # every page knows how many are below it
    assert Program.objects.published().count() == 206


def test_a_second_run_changes_nothing_and_says_so_in_one_line():
    before = Page.objects.count(), Revision.objects.count()

    said = seed()

    assert (Page.objects.count(), Revision.objects.count()) == before
    assert said.startswith("Content is in place (")
    assert f"51 announcements, {len(PAGES)} pages" in said
    assert said.count("\n") == 1


def test_what_editors_did_to_pages_stays():
    overview = SectionPage.objects.get(slug="overview")
    overview.title, overview.slug = "Who we are", "who-we-are"
    overview.save_revision().publish()
    DirectoryPage.objects.get(slug="institutions").delete()
    places = Page.objects.get(slug="places")
    places.move(overview, pos="first-child")
    AnnouncementPage.objects.get(slug="new-president-for-lssirt").delete()
    WelcomePage.objects.get().unpublish()

    seeding.load()

    assert SectionPage.objects.get(title="Who we are").slug == "who-we-are"
    assert not Page.objects.filter(slug__in=["overview", "institutions"]).exists()
    assert Page.objects.get(slug="places").get_parent().title == "Who we are"
    assert AnnouncementPage.objects.count() == 50
    assert not WelcomePage.objects.get().live


def test_announcements_wait_for_nothing_when_their_page_is_gone():
    AnnouncementIndexPage.objects.get().delete()

    assert seeding.load()["announcements"] == 0


def test_a_site_with_a_root_of_its_own_keeps_it(empty_site):
    site = Site.objects.get()
    site.root_page = site.root_page.add_sibling(instance=SectionPage(title="Ours", slug="ours"))
    site.save()

    assert seeding.pages.load() == len(PAGES)
    site.refresh_from_db()
    assert site.root_page.title == "Ours"


# --- Announcements --------------------------------------------------------------------------------


def test_announcements_have_their_dates_no_more_exact_than_they_are_known():
    inexact = AnnouncementPage.objects.exclude(date_precision="day").order_by("date")

    assert AnnouncementPage.objects.published().count() == 51
    assert [page.date_text for page in inexact] == ["2015", "2015-09", "2016"]


def test_announcements_know_their_places_and_their_last_day():
    rebuilt = AnnouncementPage.objects.get(
        slug="free-basic-training-for-library-staff-to-be-rebuilt"
    )
    toronto = AnnouncementPage.objects.get(slug="oalt-abo-conference-2025")

    assert rebuilt.current_until.isoformat() == "2027-08-29"
    assert [place.code for place in toronto.places.all()] == ["CA-ON"]
    assert toronto.current_until == toronto.date


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("date", "spring 2012", "Give a day, a month or a year"),
        ("date", "2012-13", "Give a day, a month or a year"),
        ("date", "", "Give a day, a month or a year"),
        ("kind", "party", "is not a valid choice"),
        ("places", "US-XX", "There is no place with this code"),
        ("title", "", "cannot be blank"),
        ("url", "ala.org", "Enter a valid URL"),
        ("current_until", "soon", "invalid date format"),
        ("announcement_id", "not an address", "valid “slug”"),
    ],
)
def test_a_fault_names_file_line_column_value_and_reason(tmp_path, column, value, reason):
    file = written(tmp_path, {column: value})

    with pytest.raises(SeedError) as caught:
        announcements.read(file)

    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column, fault.value) == (file.name, 2, column, value)
    assert reason in fault.reason


def test_all_faults_are_told_and_nothing_is_loaded(empty_site, tmp_path, monkeypatch):
    read, file = announcements.read, written(tmp_path, {"date": "once", "kind": "party"})
    monkeypatch.setattr(announcements, "read", lambda: read(file))

    with pytest.raises(CommandError) as caught:
        seed()

    assert "announcements.csv, line 2, column date: “once”" in str(caught.value)
    assert "announcements.csv, line 2, column kind: “party”" in str(caught.value)
    assert not Place.objects.exists()
    assert not WelcomePage.objects.exists()


def written(folder: Path, cells: dict[str, str]) -> Path:
    row = {
        "announcement_id": "a-notice",
        "date": "2012-06",
        "current_until": "",
        "title": "A notice",
        "kind": "news",
        "places": "US-NY; CA-ON",
        "summary": "What it says.",
        "url": "https://example.org/",
        "source_url": "",
        "source_note": "",
    } | cells
    file = folder / "announcements.csv"
    file.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return file
