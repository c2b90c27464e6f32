"""The first run of `seed_site` brings everything, and later ones leave it to the editors."""

import re

import pytest
from wagtail.models import Page, Revision, Site

from directory.models import Program
from home import seeding
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    DirectoryPage,
    SectionPage,
    WelcomePage,
)
from tests.home.seeding.conftest import PAGES, seed
from tests.starting_content import count, questions

pytestmark = pytest.mark.django_db


def test_an_empty_site_gets_everything(empty_site):
    said = seed()

    assert "\r" not in said
    assert re.search(rf"^pages +{len(PAGES) + len(questions())} new +[\d.]+ s$", said, re.M)
    assert re.search(rf"^announcements +{count('announcements')} new", said, re.M)
    assert Site.objects.get(is_default_site=True).root_page.specific == WelcomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()
    assert not Page.find_problems()[4]  # every page knows how many are below it
    assert Program.objects.published().count() == count("programs")


def test_a_second_run_changes_nothing_and_says_so_in_one_line():
    before = Page.objects.count(), Revision.objects.count()

    said = seed()

    assert (Page.objects.count(), Revision.objects.count()) == before
    assert said.startswith("Content is in place (")
    pages = f"{len(questions())} questions, {len(PAGES)} pages"
    assert f"{count('announcements')} announcements, {pages}" in said
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
    assert AnnouncementPage.objects.count() == count("announcements") - 1
    assert not WelcomePage.objects.get().live


def test_announcements_wait_for_nothing_when_their_page_is_gone():
    AnnouncementIndexPage.objects.get().delete()

    assert not seeding.load()["announcements"].new


def test_a_site_with_a_root_of_its_own_keeps_it(empty_site):
    site = Site.objects.get()
    site.root_page = site.root_page.add_sibling(instance=SectionPage(title="Ours", slug="ours"))
    site.save()

    assert len(seeding.pages.load().new) == len(PAGES) + len(questions())
    site.refresh_from_db()
    assert site.root_page.title == "Ours"
