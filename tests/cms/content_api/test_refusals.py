"""What the content API does not give, and that it says so in words."""

from urllib.parse import quote

import pytest
from wagtail.models import PageViewRestriction

from tests.cms.content_api.conftest import PAGES, ROOT, get
from tests.factories import make_announcement, make_superuser

pytestmark = pytest.mark.django_db

HUGE = "99999999999999999999"


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


def test_neither_a_session_nor_a_password_shows_more(client):
    made = make_announcement()
    restriction = PageViewRestriction.objects.create(
        page=made, restriction_type="password", password="secret"
    )
    session = client.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    client.force_login(make_superuser())
    assert client.get(f"{PAGES}{made.pk}/").status_code == 404
    assert "zebra" not in client.get(PAGES, {"limit": 100}).content.decode().lower()
    assert "private" not in client.get(PAGES)["Cache-Control"]
