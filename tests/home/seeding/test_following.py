"""Pages and announcements follow the files until somebody touches them."""

import json
import shutil
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from directory.models import SeededRow
from home.models import AnnouncementPage, DirectoryPage, SectionPage, WelcomePage
from home.seeding import announcements, load, pages
from tests.factories import make_user
from tests.home.seeding.conftest import seed

pytestmark = pytest.mark.django_db

OVERVIEW = "80-overview.json"
ANNOUNCEMENT = "new-president-for-lssirt"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A copy of the files of the pages, of which a test changes some."""
    folder = tmp_path / "pages"
    shutil.copytree(pages.FOLDER, folder)
    monkeypatch.setattr(pages, "FOLDER", folder)
    return folder


@pytest.fixture
def corrected(files):
    """The overview as a later edition of the files has it."""
    rewrite(files / OVERVIEW, lede="Who they are, and what they do.")


def rewrite(file, **changes):
    """Change fields of a page in its file; None leaves one out."""
    words = json.loads(file.read_text("utf-8")) | changes
    words = {name: value for name, value in words.items() if value is not None}
    file.write_text(json.dumps(words), "utf-8")


def overview() -> SectionPage:
    return SectionPage.objects.get(slug="overview")


def test_a_page_that_nobody_has_touched_follows_its_file_and_the_command_says_so(
    client, corrected, files
):
    rewrite(files / "20-certification.json", caution=None)

    said = seed()

    assert "pages               2 brought up to date (/certification/, /overview/)" in said
    assert "Who they are, and what they do." in client.get("/overview/").content.decode()
    assert DirectoryPage.objects.get(slug="certification").caution == ""
    assert overview().latest_revision == overview().live_revision
    revisions = Revision.objects.count()
    assert "brought" not in seed()
    assert Revision.objects.count() == revisions


def by_revision(page, user):
    page.save_revision(user=user, log_action=False).publish(log_action=None)


def by_log(page, user):
    # The account of the revision is gone: the log still has its number.
    log(instance=page, action="wagtail.edit", user=user)
    get_user_model().objects.all().delete()


def by_draft(page, user):
    page.lede = "A draft."
    page.save_revision()


def by_script(page, user):
    page.lede = "Words of a script."
    page.save()


def by_unpublishing(page, user):
    page.unpublish()


def by_lock(page, user):
    Page.objects.filter(pk=page.pk).update(locked=True)


def by_schedule(page, user):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(days=9))


@pytest.mark.parametrize(
    "touch",
    [by_revision, by_log, by_draft, by_script, by_unpublishing, by_lock, by_schedule],
    ids=lambda touch: touch.__name__,
)
def test_a_page_that_somebody_has_touched_is_left_alone_and_named(corrected, touch):
    touch(overview(), make_user("Editors"))
    before = overview().lede

    said = seed()

    assert "pages               1 left alone: somebody has touched them (/overview/)" in said
    assert overview().lede == before


@pytest.mark.parametrize("digest_is_known", [True, False])
def test_a_site_that_was_seeded_before_there_were_digests_asks_who_worked_on_a_page(
    corrected, files, digest_is_known
):
    if not digest_is_known:
        SeededRow.objects.update(digest="")
    rewrite(files / "30-programs.json", lede="Otherwise.")
    programs = DirectoryPage.objects.get(slug="programs")
    by_revision(programs, make_user("Editors"))

    found = load()["pages"]

    assert found.updated == ["/overview/"]
    assert found.left_alone == ["/programs/"]
    row = SeededRow.objects.get(dataset="pages", key="/overview/")
    by_script(overview(), None)
    assert row.digest
    assert load()["pages"].left_alone == ["/programs/", "/overview/"]


def test_a_page_of_which_the_files_know_no_longer_is_unpublished_and_comes_back(files):
    file = files / OVERVIEW
    words = file.read_text("utf-8")
    file.unlink()
    assert load()["pages"].unpublished == ["/overview/"]
    assert not overview().live
    assert not load()["pages"].unpublished

    file.write_text(words, "utf-8")
    assert load()["pages"].updated == ["/overview/"]
    assert overview().live
    assert not load()["pages"].updated


def test_the_links_of_a_page_follow_those_that_somebody_moved(
    files, client, django_capture_on_commit_callbacks
):
    page = overview()
    page.slug = "who-we-are"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision(user=make_user("Editors")).publish()
    rewrite(files / "00-welcome.json", thanks='<p><a href="/overview/">We</a> thank you.</p>')

    found = load()["pages"]

    assert found.updated == ["/"]
    assert f'linktype="page" id="{page.pk}"' in WelcomePage.objects.get().thanks
    assert 'href="/who-we-are/"' in client.get("/").content.decode()


def test_a_page_that_an_editor_made_where_a_new_one_belongs_is_theirs(files):
    mine = WelcomePage.objects.get().add_child(instance=SectionPage(title="Ours", slug="new"))
    words = {"type": "SectionPage", "path": "/new/", "title": "New", "body": []}
    (files / "99-new.json").write_text(json.dumps(words), "utf-8")

    for found in (load()["pages"], load()["pages"]):
        assert not found.new + found.updated
    mine.refresh_from_db()
    assert mine.title == "Ours"


def test_an_announcement_follows_its_row_until_somebody_has_touched_it(monkeypatch):
    other = AnnouncementPage.objects.get(slug="special-libraries-association-to-dissolve")
    other.title = "The end of SLA"
    other.save_revision(user=make_user("HRDR")).publish()
    read = announcements.read

    def corrected():
        found = read()
        for slug in (ANNOUNCEMENT, other.slug):
            found[slug].title, found[slug].places = "Corrected", []
        return found

    monkeypatch.setattr(announcements, "read", corrected)
    found = load()["announcements"]

    assert (found.updated, found.left_alone) == ([ANNOUNCEMENT], [other.slug])
    assert AnnouncementPage.objects.get(slug=ANNOUNCEMENT).title == "Corrected"
    assert AnnouncementPage.objects.get(slug=other.slug).title == "The end of SLA"
    assert not load()["announcements"].updated
