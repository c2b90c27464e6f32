"""What all pages share is drawn once, and anew as soon as a page or the contact changes."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from wagtail.models import PageViewRestriction

from home.models import ContactSettings, DirectoryPage, PlacesPage
from home.pages.routes import routes
from tests.factories import make_superuser

pytestmark = pytest.mark.django_db

PATHS = ["/", "/programs/", "/places/", "/places/ohio/", "/search/", "/overview/"]


def frame(client, path):
    """The menu and the foot of a page."""
    html = client.get(path).content.decode()
    parts = (r'<nav class="sitenav".*?</nav>', r'<footer class="sitefoot".*?</footer>')
    return "".join(re.search(part, html, re.DOTALL)[0] for part in parts)


@pytest.mark.parametrize("path", PATHS)
def test_a_change_to_a_page_changes_the_frame_of_every_page(client, path):
    frame(client, path)
    page = DirectoryPage.objects.get(directory="programs")
    page.menu_title = "Zanzibar"
    page.save_revision().publish()
    assert "Zanzibar" in frame(client, path)
    contact = ContactSettings.load()
    contact.footer_text = "Quito & more"
    contact.save()
    assert "Quito &amp; more" in frame(client, path)


def test_an_editor_sees_the_new_frame_although_no_reader_came_in_between(client):
    client.force_login(make_superuser())
    frame(client, "/programs/")
    page = DirectoryPage.objects.get(directory="programs")
    page.menu_title = "Zanzibar"
    page.save_revision().publish()
    assert "Zanzibar" in frame(client, "/programs/")


@pytest.mark.parametrize(
    ("path", "current"),
    [("/programs/", "page"), ("/programs/?place=ohio", "page"), ("/search/", None)],
)
def test_the_menu_says_where_one_is(client, path, current):
    frame(client, "/programs/")
    frame(client, "/search/")
    found = re.search(r'<a href="/programs/"(?: aria-current="(\w+)")?>', frame(client, path))
    assert found[1] == current


def test_the_frame_is_drawn_for_each_language(client):
    kept = Template('{% frame as frame %}{% kept "x" %}{% translate "Search" %}{% endkept %}')
    with translation.override("fr"):
        french = kept.render(Context())
    with translation.override("en"):
        assert kept.render(Context()) == "Search"
    with translation.override("fr"):
        assert kept.render(Context()) == french
    assert {language for _name, language in routes().drawn} == {"fr", "en"}


def test_what_is_kept_depends_on_its_values():
    kept = Template('{% frame as frame %}{% kept "y" value %}{{ value }}{% endkept %}')
    assert [kept.render(Context({"value": value})) for value in "aba"] == ["a", "b", "a"]


def test_blocks_cannot_be_kept():
    with pytest.raises(TemplateSyntaxError):
        Template('{% frame as frame %}{% kept "z" %}{% block x %}{% endblock %}{% endkept %}')


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        (DirectoryPage.objects.filter(directory="programs"),
         ["/programs/", "/programs/list.csv",
          "/programs/university-of-north-texas-library-information-assistant-certificate/"]),
        (PlacesPage.objects.all(), ["/places/", "/places/ohio/"]),
    ],
)  # fmt: skip
def test_a_page_behind_a_password_is_not_known_by_its_address(client, kind, paths):
    for path in ("/", "/programs/", "/places/", "/places/ohio/"):
        assert client.get(path).status_code == 200
    PageViewRestriction.objects.create(
        page=kind.get(), restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    for path in paths:
        response = client.get(path)
        assert response.status_code in (200, 404)
        assert response.status_code == 404 or "password" in response.content.decode().lower()
        assert "ETag" not in response or "Ohio" not in response.content.decode()


def test_an_unpublished_page_is_gone_at_once(client):
    for path in ("/places/", "/places/ohio/"):
        assert client.get(path).status_code == 200
    PlacesPage.objects.get().unpublish()
    for path in ("/places/", "/places/ohio/"):
        assert client.get(path).status_code == 404
