"""Every address, file and right of a directory that is new. Run by tests/site/test_new_directory.py
in a process of its own, with settings of its own."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.urls import reverse

from directory import editions
from directory.api.collections import COLLECTIONS
from directory.catalog.directories import DIRECTORIES
from directory.editions.keeping import root
from directory.imports import apply, plan, read_table
from directory.models import Change, Place
from home.models import DirectoryPage, WelcomePage
from tests.factories import make_user
from tests.site.jobs.models import Job

pytestmark = pytest.mark.django_db

API = "/api/directory/v1/"


@pytest.fixture(autouse=True)
def job(db) -> Job:
    """One open job in Ohio, verified, below a page of the directory."""
    welcome = WelcomePage.objects.get()
    welcome.add_child(
        instance=DirectoryPage(title="Jobs", slug="jobs", directory="jobs", show_in_menus=True)
    )
    made = Job(
        name="Shelving clerk", slug="shelving-clerk", employer="Quillmark Library", hours=20,
        place=Place.objects.get(slug="ohio"), closes_on=date(2999, 1, 31),
        summary="Puts books back.", url="https://example.org/job",
        source_url="https://example.org/job", verified_on=date(2026, 11, 1),
    )  # fmt: skip
    made.save()
    made.save_revision().publish()
    return made


PUBLIC = [
    "/jobs/", "/jobs/?place=ohio", "/jobs/?hours=recorded&q=shelving", "/jobs/shelving-clerk/",
    "/jobs/list.csv", "/jobs/list.json", "/jobs/list.atom", "/jobs/list.feed.json",
    "/jobs/changes.atom", "/jobs/changes.feed.json", "/jobs/index.md",
    "/jobs/shelving-clerk/index.md", "/embed/jobs/",
    "/oembed?url=http%3A%2F%2Ftestserver%2Fjobs%2F", "/places/ohio/",
    "/places/ohio/index.md", "/embed/places/ohio/", "/places/ohio/changes.atom",
    "/report/jobs/shelving-clerk/", "/suggest/?kind=jobs", "/freshness/", "/freshness.json",
    "/llms.txt", "/sitemap.xml", f"{API}", f"{API}jobs", f"{API}jobs?place=ohio&facets=true",
    f"{API}jobs.ndjson", f"{API}jobs/shelving-clerk", f"{API}freshness", f"{API}openapi.json",
    f"{API}docs", "/data/",
]  # fmt: skip
SAYS_IT = [
    "/jobs/", "/jobs/?hours=recorded&q=shelving", "/jobs/shelving-clerk/", "/jobs/list.csv",
    "/jobs/list.json", "/jobs/list.atom", "/jobs/list.feed.json", "/jobs/changes.atom",
    "/jobs/index.md", "/jobs/shelving-clerk/index.md", "/embed/jobs/",
    "/places/ohio/", "/places/ohio/index.md",
    "/search/?q=shelving+clerk", f"{API}jobs", f"{API}jobs.ndjson", f"{API}jobs/shelving-clerk",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_every_address_answers(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", SAYS_IT)
def test_every_output_says_it(client, address):
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    said = re.sub("</?mark>", "", body.decode("utf-8-sig"))
    assert "Shelving clerk" in said


def test_a_live_filter_answers_with_a_part_of_the_page(client):
    response = client.get("/jobs/?place=ohio", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert b"Shelving clerk" in response.content
    assert b"<html" not in response.content


def test_its_facts_are_on_its_page_and_in_the_words_of_schema_org(client):
    body = client.get("/jobs/shelving-clerk/").content.decode()
    assert "Quillmark Library" in body
    assert "Hours a week" in body
    assert '"@type":"JobPosting"' in body


def test_it_is_in_the_sitemap_and_has_a_picture_to_share(client):
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/jobs/shelving-clerk/" in sitemap
    body = client.get("/jobs/shelving-clerk/").content.decode()
    picture = body.partition('property="og:image" content="')[2].partition('"')[0]
    assert client.get(picture.partition("testserver")[2]).headers["Content-Type"] == "image/png"


def test_a_change_is_noted(job):
    job.hours = 30
    job.save_revision().publish()
    change = Change.objects.filter(directory="jobs", kind=Change.Kind.CHANGED).get()
    assert [column for column, _old, _new in change.changed_columns] == ["hours"]


def test_the_api_knows_it(client):
    assert COLLECTIONS["jobs"].slug == "jobs"
    found = client.get(f"{API}jobs?place=ohio").json()["data"]
    assert [each["employer"] for each in found] == ["Quillmark Library"]
    described = client.get(f"{API}openapi.json").json()
    assert f"{API}jobs" in described["paths"] or "/jobs" in str(described["paths"])


def test_an_edition_has_it_and_is_loaded_again(client):
    edition = editions.build()
    for kind in ("csv", "ndjson", "xlsx", "schema.json"):
        assert client.get(f"/data/latest/jobs.{kind}").status_code == 200, kind
    Job.objects.all().delete()
    assert editions.rebuild(root() / edition.version)["jobs"] == 1
    assert Job.objects.get().employer == "Quillmark Library"


def test_a_file_of_it_is_imported(job):
    directory = DIRECTORIES["jobs"]
    header = ["slug", "name", "place", "employer", "hours", "closes_on"]
    out = io.StringIO()
    csv.writer(out).writerows(
        [header, ["page", "Page", "ohio", "Other Library", "12", "2999-02-01"],
         ["shelving-clerk", "Shelving clerk", "ohio", "Quillmark Library", "25", "2999-01-31"]]
    )  # fmt: skip
    made = plan(directory, read_table("jobs.csv", out.getvalue().encode(), directory))
    assert (made.counts["new"], made.counts["changed"]) == (1, 1)
    apply(made, None, publish=True)
    job.refresh_from_db()
    assert job.hours == 25
    assert Job.objects.get(name="Page").place.slug == "ohio"


GROUPS = {"Editors": False, "Moderators": True, "Administrators": True}


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_opens_its_list_and_form(client, job, group):
    client.force_login(make_user(group))
    for name, args in (("list", []), ("add", []), ("edit", [job.pk]), ("history", [job.pk]),
                       ("inspect", [job.pk]), ("usage", [job.pk]), ("copy", [job.pk]),
                       ("verify", [job.pk])):  # fmt: skip
        url = reverse(f"wagtailsnippets_jobs_job:{name}", args=args)
        assert client.get(url).status_code == 200, name


@pytest.mark.parametrize(("group", "may_publish"), GROUPS.items())
def test_the_rights_are_those_of_all_entries(group, may_publish):
    user = make_user(group)
    assert user.has_perm("jobs.change_job")
    assert user.has_perm("jobs.verify_job")
    assert user.has_perm("jobs.lock_job")
    assert user.has_perm("jobs.publish_job") is may_publish
    assert user.has_perm("jobs.delete_job") is may_publish


def test_what_was_taken_away_stays_away():
    group = Group.objects.get(name="Editors")
    group.permissions.remove(Permission.objects.get(codename="change_job"))
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert not group.permissions.filter(codename="change_job").exists()


def test_it_is_in_the_menu_and_its_drafts_are_approved(client, job):
    client.force_login(make_user("Moderators"))
    assert reverse("wagtailsnippets_jobs_job:list") in client.get("/admin/").content.decode()
    assert job.get_workflow() is not None


def test_an_import_page_offers_it(client):
    client.force_login(make_user("Moderators"))
    assert "jobs" in client.get("/admin/imports/").content.decode().lower()


def test_the_checks_find_nothing():
    call_command("check", databases=["default"])


def test_its_list_as_json_says_what_is_unknown(client, job):
    job.hours = None
    job.save_revision().publish()
    item = json.loads(client.get("/jobs/list.json").content)["items"][0]
    assert item["hours"] is None
