"""The pages that a site starts with."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.http import QueryDict
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from directory.catalog.directories import DIRECTORIES, entry_directories
from directory.listings.listing import Listing
from home.formats.fixed_pages import FIXED
from home.models import SectionPage
from home.pages.routes import routes
from home.seeding import former_addresses
from tests.home.seeding.conftest import PAGES, center_pages, seed

pytestmark = pytest.mark.django_db


def blocks():
    """Every block of content of every page, with the page."""
    for page in center_pages():
        for block in getattr(page, "body", []):
            inner = block.value["content"] if isinstance(page, SectionPage) else [block]
            yield from ((page, each) for each in inner)


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

    # No editor can move the pages that have no author.
    assert set(re.findall(r'href="(/[\w/-]*)"', text)) <= set(FIXED)
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


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_summaries_say_what_people_are_too(directory):
    for entry in directory.records():
        assert not re.search(r"\bnon-?(?:MLS|professional|librarian)", entry.summary, re.I), entry
