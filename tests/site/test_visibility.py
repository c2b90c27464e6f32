"""Only what is published and public is ever shown, wherever one looks."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from directory.models import Association, Place, Program, Resource
from home.models import AnnouncementPage, DirectoryPage
from tests.factories import make_announcement, make_program

pytestmark = pytest.mark.django_db

CANARY = "zanzibarcanary"
LISTS = [
    "/programs/", "/programs/list.csv", "/programs/list.json", "/programs/list.atom",
    "/other-resources/", "/other-resources/list.csv", "/announcements/",
    "/announcements/list.json", "/announcements/list.atom", "/search/", "/sitemap.xml", "/",
    "/places/ohio/", "/education-training/",
]  # fmt: skip


def everywhere(client) -> dict[str, str]:
    """What the public gets at every place where an entry or page could show."""
    found = {}
    for path in LISTS:
        for params in ({}, {"q": CANARY}):
            response = client.get(path, params, follow=True)
            body = b"".join(response) if response.streaming else response.content
            found[f"{path}?{params}"] = body.decode().lower()
    return found


def shows(client) -> set[str]:
    """The places that give the canary away: its address, or its slug in a file."""
    return {
        path.partition("?")[0]
        for path, body in everywhere(client).items()
        if re.search(rf"(/|^|[\",]){CANARY}[/\",]", body.replace(f"q={CANARY}", ""), re.MULTILINE)
        and (f"/{CANARY}" in body or f"{CANARY},program" in body)
    }


def program(**changes) -> Program:
    return make_program(name=f"Program {CANARY}", slug=CANARY, **changes)


def announcement(**changes) -> AnnouncementPage:
    return make_announcement(title=f"Announcement {CANARY}", slug=CANARY, summary="x", **changes)


def test_a_published_entry_shows_at_once(client):
    everywhere(client)
    program()
    assert {"/programs/", "/programs/list.csv", "/search/", "/sitemap.xml"} <= shows(client)
    assert client.get(f"/programs/{CANARY}/").status_code == 200


@pytest.mark.parametrize("changes", [
    {"live": False},
    {"expire_at": timezone.now() - timedelta(minutes=1)},
])  # fmt: skip
def test_a_draft_or_expired_entry_shows_nowhere(client, changes):
    everywhere(client)
    program(**changes)
    assert shows(client) == set()
    assert client.get(f"/programs/{CANARY}/").status_code == 404


def test_an_unpublished_entry_goes_at_once(client):
    made = program()
    assert shows(client)
    made.unpublish()
    assert shows(client) == set()


def test_the_text_of_a_draft_stays_unseen_while_the_old_text_stands(client):
    made = program()
    made.name = "Changed canarydraft"
    made.save_revision()
    assert not any("canarydraft" in body for body in everywhere(client).values())
    assert "canarydraft" not in client.get(f"/programs/{CANARY}/").content.decode()


@pytest.mark.parametrize("changes", [
    {"live": False},
    {"expire_at": timezone.now() - timedelta(minutes=1)},
])  # fmt: skip
def test_a_draft_or_expired_announcement_shows_nowhere(client, changes):
    everywhere(client)
    announcement(**changes)
    assert shows(client) == set()


def test_a_current_announcement_shows_on_the_welcome_page_and_an_old_one_in_the_archive(client):
    announcement()
    assert {"/", "/announcements/", "/announcements/list.atom", "/search/"} <= shows(client)
    AnnouncementPage.objects.get(slug=CANARY).delete()
    past = date.today() - timedelta(days=400)
    announcement(date=past, current_until=past)
    assert "/" not in shows(client)
    assert "/announcements/" in shows(client)


def test_a_private_page_shows_nowhere_and_asks_for_its_password(client):
    made = announcement()
    PageViewRestriction.objects.create(page=made, restriction_type="password", password="secret")
    assert shows(client) == set()
    response = client.get(f"/announcements/{CANARY}/")
    assert "x</p>" not in response.content.decode()
    assert "password" in response.content.decode().lower()


def test_whoever_knows_the_password_of_a_page_sees_it(client):
    made = announcement()
    PageViewRestriction.objects.create(page=made, restriction_type="password", password="secret")
    path = f"/announcements/{CANARY}/"
    asked = client.get(path)
    assert "ETag" not in asked
    assert "private" in asked["Cache-Control"]
    assert "wordmark" in asked.content.decode()  # it looks like the rest of the site
    assert CANARY not in asked.content.decode().replace(path, "")
    action = re.search(r'method="post" action="([^"]+)"', asked.content.decode())[1]
    wrong = client.post(action, {"password": "guess", "return_url": path})
    assert wrong.status_code == 200
    assert "field-error" in wrong.content.decode()
    assert "x</p>" not in client.get(path).content.decode()
    right = client.post(action, {"password": "secret", "return_url": path}, follow=True)
    assert right.redirect_chain == [(path, 302)]
    assert "x</p>" in right.content.decode()


def test_a_page_for_accounts_leads_to_the_sign_in_of_the_editor(client):
    made = announcement()
    PageViewRestriction.objects.create(page=made, restriction_type="login")
    asked = client.get(f"/announcements/{CANARY}/", follow=True)
    assert asked.redirect_chain[0][0] == f"/admin/login/?next=/announcements/{CANARY}/"
    assert asked.status_code == 200


def test_a_private_directory_gives_no_file_and_no_list(client):
    page = DirectoryPage.objects.get(directory="programs")
    client.get("/programs/")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/programs/list.csv").status_code == 404
    response = client.get("/programs/")
    assert response.status_code == 302
    assert "Kent" not in client.get("/programs/", follow=True).content.decode()


def test_an_unpublished_institution_or_place_is_not_linked_as_if_it_were_there(client):
    made = program()
    made.institution.unpublish()
    assert client.get(made.institution.get_absolute_url()).status_code == 404
    place = Place.objects.get(slug="guam")
    place.unpublish()
    assert client.get("/places/guam/").status_code == 404
    assert "/places/guam/" not in client.get("/places/").content.decode()


def test_a_change_of_a_related_record_reaches_the_lists(client):
    made = program()
    client.get("/programs/", {"q": CANARY})
    institution = made.institution
    institution.name = "Renamed University"
    institution.save()
    html = client.get("/programs/", {"q": CANARY}).content.decode()
    assert "Renamed University" in html


def test_a_moved_page_takes_its_entries_along(client):
    page = DirectoryPage.objects.get(directory="programs")
    client.get("/programs/")
    page.slug = "study"
    page.save_revision().publish()
    assert client.get("/study/").status_code == 200
    assert client.get("/programs/").status_code == 404
    resource = Program.objects.first()
    assert resource.get_absolute_url().startswith("/study/")
    assert f'href="/study/{resource.slug}/"' in client.get("/study/").content.decode()


def test_bulk_changes_reach_the_lists_too(client):
    total = client.get("/other-resources/list.json").json()["total"]
    Resource.objects.filter(section="advocacy").update(live=False)
    gone = Resource.objects.filter(section="advocacy").count()
    assert client.get("/other-resources/list.json").json()["total"] == total - gone
    assert Page.objects.count()


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/places/", "/search/",
                                  "/certification/", "/other-resources/"])  # fmt: skip
def test_the_site_stands_while_any_one_of_its_pages_is_unpublished(client, path):
    page = next(page for page in Page.objects.live() if page.url == path)
    page.unpublish()
    assert client.get(path).status_code == 404
    assert client.get(f"{path}list.csv").status_code == 404
    for other in ("/", "/places/ohio/", "/search/?q=ohio", "/programs/", "/overview/", "/nope/"):
        response = client.get(other)
        assert response.status_code in (200, 404)
        if response.status_code == 200:
            assert f'href="{path}list.' not in response.content.decode()


def test_a_file_does_not_name_a_larger_body_that_is_not_published(client):
    child = Association.objects.exclude(parent=None).first()
    child.parent.unpublish()
    for kind in ("csv", "json"):
        body = client.get(f"/colleague-connection/list.{kind}", {"q": child.name})
        text = (body.getvalue() if kind == "csv" else body.content).decode()
        assert child.slug in text
        assert f'"{child.parent.slug}"' not in text
        assert f",{child.parent.slug}," not in text


def test_an_entry_is_found_by_its_larger_body_only_while_the_public_may_see_that(client):
    def found() -> set[str]:
        listed = client.get("/colleague-connection/list.json", {"q": "thylacine"}).json()
        return {item["slug"] for item in listed["items"]}

    part = Association.objects.published().exclude(parent=None).first()
    part.parent.name = "Thylacine union"
    part.parent.save()
    assert part.slug in found()
    hour = timedelta(hours=1)
    for changes in ({"live": False}, {"expire_at": timezone.now() - hour},
                    {"go_live_at": timezone.now() + hour}):  # fmt: skip
        usual = {"live": True, "expire_at": None, "go_live_at": None}
        Association.objects.filter(pk=part.parent_id).update(**{**usual, **changes})
        assert found() == set(), changes
        Association.objects.filter(pk=part.parent_id).update(**usual)
        assert part.slug in found()
