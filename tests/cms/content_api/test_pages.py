"""Pages for other programs: which there are, what each gives, how it is found, and for how long."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from directory.models import Audience
from home.models import AnnouncementPage, SectionPage
from tests.cms.content_api.conftest import PAGES, ROOT, get
from tests.factories import make_announcement, make_image

pytestmark = pytest.mark.django_db


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
        "home.AnnouncementPage": {
            "kind", "date", "places", "audiences", "image", "image_is_decorative", "body",
            "body_html",
        },
        "home.FreshnessPage": {"explanation"},
        "home.SearchPage": {"lede"},
    }  # fmt: skip
    for kind, fields in expected.items():
        first = client.get(PAGES, {"type": kind, "limit": 1}).json()["items"][0]
        detail = client.get(f"{PAGES}{first['id']}/").json()
        assert detail["meta"]["type"] == kind
        assert fields <= set(detail), kind
        # A field that is added to a page is given out, or left out on purpose.
        model = apps.get_model(kind)
        own = {each.name for each in model._meta.get_fields() if not each.auto_created}
        own -= {each.name for each in Page._meta.get_fields()} | {"page_ptr", "plain_text"}
        assert own <= set(detail), kind


def test_an_announcement_says_whom_it_is_for(client):
    page = AnnouncementPage.objects.published().first()
    page.audiences = [Audience.objects.get(slug="directors")]
    page.save_revision().publish()
    told = client.get(f"{PAGES}{page.pk}/").json()["audiences"]
    assert told == [{"slug": "directors", "name": page.audiences.get().name}]


def test_an_address_below_that_leads_nowhere_says_so_as_the_api_does(client):
    for path in (f"{PAGES}abc/", f"{ROOT}nope/", f"{PAGES}1/2/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{ROOT}pages")["Location"] == PAGES
    refused = client.get(ROOT, {"x": "1"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "x")


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
    make_announcement(expire_at=timezone.now() + timedelta(hours=1))
    query = {"type": "home.AnnouncementPage", "slug": "zebra"}
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
    announced.image, announced.image_is_decorative = make_image(), True
    announced.save()
    for query in ("type=home.AnnouncementPage&fields=*", "fields=*"):
        client.get(f"{PAGES}?{query}&limit=39")  # what is read once, and no answer that is kept
        counted = []
        for limit in (4, 40):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{PAGES}?{query}&limit={limit}").status_code == 200
            counted.append(len(asked))
        assert counted[0] == counted[1], query


def test_a_page_is_written_the_same_way_for_every_host_it_is_asked_at(client):
    first = client.get(PAGES, {"limit": 1}, headers={"Host": "localhost"})
    assert first.json()["items"][0]["meta"]["detail_url"].startswith("http://localhost/")
    assert first["ETag"] != client.get(PAGES, {"limit": 1})["ETag"]
