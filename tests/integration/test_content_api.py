"""The content API gives what is public, within bounds, and says in words what it does not give."""

import re
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.api import drafts
from directory.models import Place
from home.models import AnnouncementIndexPage, AnnouncementPage, SectionPage

pytestmark = pytest.mark.django_db

ROOT = "/api/content/v2/"
PAGES = f"{ROOT}pages/"
HUGE = "99999999999999999999"


def get(client, path, **headers):
    return client.get(path, headers=headers, follow=True)


def announce(**changes) -> AnnouncementPage:
    made = AnnouncementPage(
        title="Quokka prize", slug="quokka", kind="news", summary="x", date=date.today(), **changes
    )
    AnnouncementIndexPage.objects.get().add_child(instance=made)
    return made


def picture(title="Reading room"):
    file = BytesIO()
    Picture.new("RGB", (1200, 600), "teal").save(file, "JPEG")
    return get_image_model().objects.create(
        title=title, file=ContentFile(file.getvalue(), name="room.jpg")
    )


def test_it_lists_its_endpoints_and_every_public_page(client):
    assert set(client.get(ROOT).json()) == {"pages", "images", "documents", "redirects"}
    answer = client.get(PAGES, {"limit": 100, "fields": "*"}).json()
    titles = {item["title"] for item in answer["items"]}
    assert answer["meta"]["total_count"] >= len(titles) > 10
    assert "Overview of Library Support Staff" in titles
    welcome = answer["items"][0]
    assert welcome["meta"]["html_url"] == "http://testserver/"
    assert welcome["meta"]["detail_url"].startswith("http://testserver/api/content/v2/pages/")


def test_each_type_of_page_gives_its_own_fields(client):
    expected = {
        "home.WelcomePage": {"headline", "newcomers", "suggest", "thanks", "lede"},
        "home.SectionPage": {"body", "body_html", "lede"},
        "home.DirectoryPage": {"directory", "caution", "body", "body_html"},
        "home.PlacesPage": {"caution"},
        "home.AnnouncementIndexPage": {"body", "body_html"},
        "home.AnnouncementPage": {"kind", "date", "places", "image", "body", "body_html"},
        "home.SearchPage": {"lede"},
    }
    for kind, fields in expected.items():
        first = client.get(PAGES, {"type": kind, "limit": 1}).json()["items"][0]
        detail = client.get(f"{PAGES}{first['id']}/").json()
        assert detail["meta"]["type"] == kind
        assert fields <= set(detail), kind


def test_a_body_comes_as_data_and_as_the_page_shows_it(client):
    page = SectionPage.objects.get(slug="overview")
    detail = client.get(f"{PAGES}{page.pk}/").json()
    first = detail["body"][0]
    assert first["type"] == "section"
    assert first["value"]["heading"] in detail["body_html"]
    assert 'linktype="' not in str(detail)
    education = SectionPage.objects.get(slug="education-training")
    html = client.get(f"{PAGES}{education.pk}/").json()["body_html"]
    assert 'class="entries-compact"' in html


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "Library Support Staff Resource Center"), ("/overview/", "Overview"),
     ("overview", "Overview"), ("/programs/?place=ohio", "Programs")],
)  # fmt: skip
def test_a_page_is_found_by_its_path(client, path, title):
    found = get(client, f"{PAGES}find/?html_path={quote(path)}")
    assert found.status_code == 200
    assert title in found.json()["title"]


def test_the_path_of_an_announcement_is_found_and_that_of_a_place_leads_to_its_data(client):
    announced = AnnouncementPage.objects.published().first()
    found = get(client, f"{PAGES}find/?html_path={announced.get_absolute_url()}")
    assert found.json()["title"] == announced.title
    sent = client.get(f"{PAGES}find/?html_path=/places/ohio/")
    assert sent.status_code == 302
    data = client.get(sent["Location"])
    assert data.status_code == 200
    assert "ohio" in data.content.decode()


@pytest.mark.parametrize("path", ["/nope/", "/places/atlantis/", "/programs/nope/", "/overview/x/",
                                  "/admin/", "//", "/\u0662/", "/" + "a/" * 900])  # fmt: skip
def test_a_path_that_shows_nothing_is_a_404_in_words(client, path):
    found = get(client, f"{PAGES}find/?html_path={quote(path)}")
    assert found.status_code == (200 if path == "//" else 404)
    if found.status_code == 404:
        assert found["Content-Type"] == "application/problem+json"
        assert found.json()["detail"]


BAD = [
    f"limit={value}" for value in ("99999", HUGE, "0", "-1", "²", "١", "+5", "1e2", "", "x", "101")
] + [
    f"offset={value}" for value in (HUGE, "-1", "²", "1.5", " 1")
] + [
    "search=ohio", "search_operator=or", "nope=1", "fields=nope", "fields=((((", "fields=*,title",
    "fields=" + "a(" * 3000, "order=random", "order=--title", "order=path", "order=title;drop",
    "type=home.Nope", "type=auth.User", "type=home", "type=,", f"id={HUGE}", "id=x",
    f"child_of={HUGE}", "child_of=x", "child_of=999999", f"descendant_of={HUGE}", "ancestor_of=²",
    "show_in_menus=perhaps", "kind=news", "type=home.AnnouncementPage&kind=nope",
    "slug=%00", "title=a%00b", "format=api", "site=other", "locale=fr", "translation_of=1",
    "rich_text_format=nope", "limit=1&limit=2", "live=false", "expired=true", "owner=1",
    "password__startswith=a", "has_unpublished_changes=true",
]  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_asked_is_a_400_that_says_why(client, query):
    name = query.partition("=")[0]
    response = client.get(f"{PAGES}?{query}")
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 400
    assert response.json()["detail"] == response.json()["message"]
    if name in ("limit", "offset", "nope"):
        assert name in response.json()["detail"]


@pytest.mark.parametrize("endpoint", ["pages", "images", "documents", "redirects"])
def test_numbers_and_methods_out_of_bounds_are_refused_everywhere(client, endpoint):
    path = f"{ROOT}{endpoint}/"
    for bad, status in (
        (f"{path}{HUGE}/", 404), (f"{path}999999/", 404), (f"{path}find/", 400),
        (f"{path}find/?id={HUGE}", 400), (f"{path}find/?id=%C2%B2", 400), (f"{path}?x=1", 400),
        (f"{path}?offset={HUGE}", 400), (f"{path}1/?limit=1", 400),
    ):  # fmt: skip
        assert client.get(bad).status_code == status, bad
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(path).status_code == 405
    assert client.get(path, headers={"Accept": "text/html"})["Content-Type"] == "application/json"


def test_a_page_of_the_list_and_an_order(client):
    def titles(**params):
        return [item["title"] for item in client.get(PAGES, params).json()["items"]]

    every = titles(order="title", limit=100)
    assert every == sorted(every, key=str)
    assert titles(order="title", limit=2, offset=1) == every[1:3]
    assert titles(order="-title", limit=1) == every[-1:]
    assert titles(offset=999_999_999) == []
    assert {"Announcements"} <= set(titles(show_in_menus="true", limit=100))


def test_programs_of_any_site_may_read_it_and_ask_again(client):
    first = client.get(PAGES)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "max-age=300" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert "stale-while-revalidate" in first["Cache-Control"]
    again = client.get(PAGES, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(PAGES, {"limit": 1})["ETag"] != first["ETag"]
    asked = client.options(PAGES)
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    refused = client.get(PAGES, {"limit": "x"})
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert refused["Cache-Control"] == "no-store"
    page = SectionPage.objects.get(slug="overview")
    page.title = "Another overview"
    page.save_revision().publish()
    assert client.get(PAGES, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_that_expires_is_no_longer_304_although_nothing_changed(client, monkeypatch):
    announce(expire_at=timezone.now() + timedelta(hours=1))
    query = {"type": "home.AnnouncementPage", "slug": "quokka"}
    first = client.get(PAGES, query)
    assert first.json()["meta"]["total_count"] == 1
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    again = client.get(PAGES, query, headers={"If-None-Match": first["ETag"]})
    assert again.json()["meta"]["total_count"] == 0


def test_the_number_of_queries_does_not_grow_with_the_list(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    announced = AnnouncementPage.objects.published().first()
    announced.image, announced.image_is_decorative = picture(), True
    announced.save()
    for query in ("type=home.AnnouncementPage&fields=*", "fields=*"):
        client.get(f"{PAGES}?{query}&limit=40")
        counted = []
        for limit in (4, 40):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{PAGES}?{query}&limit={limit}").status_code == 200
            counted.append(len(asked))
        assert counted[0] == counted[1], query


def test_neither_a_session_nor_a_password_shows_more(client):
    made = announce()
    restriction = PageViewRestriction.objects.create(
        page=made, restriction_type="password", password="secret"
    )
    session = client.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    client.force_login(User.objects.create_superuser("boss", "b@example.org", "x"))
    assert client.get(f"{PAGES}{made.pk}/").status_code == 404
    assert "quokka" not in client.get(PAGES, {"limit": 100}).content.decode().lower()
    assert "private" not in client.get(PAGES)["Cache-Control"]


@pytest.mark.parametrize("state", ["draft", "expired", "scheduled", "private"])
def test_what_only_an_unpublished_page_shows_is_not_given_out(client, state):
    image = picture("Numbat")
    document = get_document_model().objects.create(
        title="Numbat report", file=ContentFile(b"numbat", name="numbat.txt")
    )
    changes = {
        "draft": {"live": False},
        "scheduled": {"live": False, "go_live_at": timezone.now() + timedelta(days=1)},
        "expired": {"expire_at": timezone.now() - timedelta(minutes=1)},
        "private": {},
    }[state]
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = announce(image=image, image_alt="A room", body=[("text", link)], **changes)
    old = Redirect.objects.create(old_path="/numbat", redirect_page=made)
    if state == "private":
        PageViewRestriction.objects.create(page=made, restriction_type="login")
    for endpoint in ("pages", "images", "documents", "redirects"):
        body = client.get(f"{ROOT}{endpoint}/", {"limit": 100}).content.decode().lower()
        assert "numbat" not in body
        assert "quokka" not in body
    for path in (f"pages/{made.pk}", f"images/{image.pk}", f"documents/{document.pk}",
                 f"redirects/{old.pk}"):  # fmt: skip
        assert client.get(f"{ROOT}{path}/").status_code == 404
    assert get(client, f"{PAGES}find/?html_path=/announcements/quokka/").status_code == 404
    assert get(client, f"{ROOT}redirects/find/?html_path=/numbat").status_code == 404
    assert client.get(PAGES, {"child_of": made.pk}).status_code == 400


def test_what_a_public_page_shows_is_given_out_in_the_declared_sizes(client):
    image = picture()
    document = get_document_model().objects.create(
        title="Report", file=ContentFile(b"report", name="report.txt")
    )
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = announce(
        image=image,
        image_alt="A room",
        body=[("text", link)],
        places=[Place.objects.get(slug="ohio")],
    )
    Redirect.objects.create(old_path="/prize", redirect_page=made)
    detail = client.get(f"{ROOT}images/{image.pk}/").json()
    sizes = detail["meta"]["renditions"]
    assert set(sizes) == {f"{size}_{form}" for size in ("small", "medium", "large")
                          for form in ("webp", "jpeg")}  # fmt: skip
    assert (sizes["small_webp"]["width"], sizes["small_webp"]["height"]) == (480, 240)
    assert sizes["small_webp"]["url"].startswith("http://testserver/media/images/")
    assert client.get(f"{ROOT}documents/").json()["items"][0]["title"] == "Report"
    page = client.get(f"{PAGES}{made.pk}/").json()
    assert page["image"]["renditions"] == sizes
    assert page["places"][0]["slug"] == "ohio"
    assert page["places"][0]["html_url"] == "http://testserver/places/ohio/"
    found = get(client, f"{ROOT}redirects/find/?html_path=/prize").json()
    assert found["location"].endswith("/announcements/quokka/")
    for path in (f"{ROOT}images/", f"{ROOT}images/{image.pk}/", f"{ROOT}documents/",
                 f"{PAGES}{made.pk}/", f"{PAGES}?type=home.AnnouncementPage&fields=*"):  # fmt: skip
        named = set(re.findall(r'"http://testserver(/[^"]*)"', client.get(path).content.decode()))
        assert named
        assert [url for url in named if client.get(url).status_code != 200] == []
    Place.objects.get(slug="ohio").unpublish()
    assert client.get(f"{PAGES}{made.pk}/").json()["places"] == []
    private = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image.collection = private
    image.save()
    assert client.get(f"{ROOT}images/{image.pk}/").status_code == 404


def test_a_document_can_be_read_while_a_page_shows_it_to_the_reader(client, admin_client):
    document = get_document_model().objects.create(
        title="Report", file=ContentFile(b"numbat", name="report.txt")
    )

    def read(reader) -> int:
        return reader.get(document.url).status_code

    assert (read(client), read(admin_client)) == (404, 200)
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = announce(body=[("text", link)])
    assert read(client) == 200
    behind = PageViewRestriction.objects.create(
        page=made, restriction_type="password", password="secret"
    )
    assert read(client) == 404
    session = client.session
    session[behind.passed_view_restrictions_session_key] = [behind.pk]
    session.save()
    assert read(client) == 200
    made.unpublish()
    assert read(client) == 404


def test_a_page_is_written_the_same_way_for_every_host_it_is_asked_at(client):
    first = client.get(PAGES, {"limit": 1}, headers={"Host": "localhost"})
    assert first.json()["items"][0]["meta"]["detail_url"].startswith("http://localhost/")
    assert first["ETag"] != client.get(PAGES, {"limit": 1})["ETag"]


# --- Drafts ---------------------------------------------------------------------------------------


def draft(**changes):
    made = announce(live=False)
    made.title = "Bilby draft"
    return made, made.save_revision()


def shown(client, token):
    return client.get(f"{PAGES}preview/", {"token": token})


def test_a_token_shows_its_draft_and_nothing_newer(client):
    made, revision = draft()
    token = drafts.token_for(revision)
    made.title = "Bilby later"
    made.save_revision()
    response = shown(client, token)
    assert response.status_code == 200
    assert response.json()["title"] == "Bilby draft"
    assert response.json()["body_html"] == ""
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert client.get(f"{PAGES}{made.pk}/").status_code == 404


def test_a_token_that_was_changed_is_a_403_and_an_old_one_a_410(client, monkeypatch):
    _made, revision = draft()
    token = drafts.token_for(revision)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "", "a:b:c", "²", "x" * 5000):
        response = shown(client, bad)
        assert response.status_code == 403, bad
        assert response["Cache-Control"] == "no-store"
        assert "Bilby" not in response.content.decode()
        assert response.json()["detail"]
    assert client.get(f"{PAGES}preview/").status_code == 400
    import time

    later = time.time() + 15 * 60 + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    over = shown(client, token)
    assert over.status_code == 410
    assert "expired" in over.json()["detail"]


def test_a_token_of_a_page_that_was_deleted_is_a_410(client):
    made, revision = draft()
    token = drafts.token_for(revision)
    made.delete()
    assert shown(client, token).status_code == 410


def test_an_editor_gets_the_link_on_the_page_that_is_edited(client):
    made, revision = draft()
    client.force_login(User.objects.create_superuser("boss", "b@example.org", "x"))
    link = reverse("draft_link", args=[made.pk])
    assert link in client.get(reverse("wagtailadmin_pages:edit", args=[made.pk])).content.decode()
    response = client.get(link)
    assert "no-store" in response["Cache-Control"]
    assert '<h1 class="w-header__title"' in response.content.decode()
    assert drafts.token_for(revision).split(":")[0] in response.content.decode()
    client.logout()
    assert shown(client, drafts.token_for(revision)).status_code == 200


def test_only_those_who_may_edit_a_page_get_a_link_to_its_draft(client):
    made, _revision = draft()
    link = reverse("draft_link", args=[made.pk])
    assert client.get(link).status_code == 302
    stranger = User.objects.create_user("outsider", password="x")
    group = Group.objects.create(name="Only looks")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="access_admin"))
    stranger.groups.add(group)
    client.force_login(stranger)
    response = client.get(link, follow=True)
    assert "token=" not in response.content.decode()
    assert client.get(link).status_code in (302, 403)
