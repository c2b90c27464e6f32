"""Where machines look first."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from protego import Protego
from wagtail.models import Page

from directory.catalog.directories import entry_directories
from directory.changes import history
from directory.models import (
    Change,
    Place,
    Program,
)
from home.formats.fixed_pages import FIXED
from home.models import ContactSettings, DirectoryPage
from home.pages.routes import routes

pytestmark = pytest.mark.django_db


def test_robots_keeps_crawlers_out_of_the_editor_and_names_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/programs/", True), ("/programs/?page=2", True), ("/announcements/?page=12", True),
        ("/programs/?place=ohio", False), ("/programs/?page=2&place=ohio", False),
        ("/programs/?delivery=online&page=2", False), ("/search/?q=ohio", False),
        ("/admin/", False), ("/suggest/?kind=programs", False), ("/", True),
    ],
)  # fmt: skip
def test_crawlers_are_let_through_to_the_pages_of_whole_lists_alone(client, path, is_open):
    rules = Protego.parse(client.get("/robots.txt").content.decode())
    assert rules.can_fetch(f"http://testserver{path}", "AnyBot") == is_open


def test_a_crawler_reaches_every_address_of_the_sitemap_by_links(client):
    rules = Protego.parse(client.get("/robots.txt").content.decode())
    wanted = set(lastmods(client))
    assert len(wanted) > 500
    asked: set[str] = set()
    seen, pages, entries = {"/"}, ["/"], []
    while not wanted <= seen and (pages or entries):
        # Lists lead to most; an entry is asked only when they have led nowhere new.
        path = pages.pop() if pages else entries.pop()
        asked.add(path)
        html = client.get(path, follow=True).content.decode()
        for link in re.findall(r'<a [^>]*href="(/[^"#]*)', html):
            found = unescape(link)
            is_html = found in wanted or found.partition("?")[0].endswith("/")
            if (
                is_html
                and found not in seen
                and rules.can_fetch(f"http://testserver{found}", "AnyBot")
            ):
                seen.add(found)
                is_page = found.partition("?")[0] in routes().pages
                (pages if is_page else entries).append(found)
    assert wanted - seen == set()
    assert len(asked) < 150


def test_security_txt_says_whom_to_tell_and_until_when(client, settings):
    contact = ContactSettings.load()
    contact.contact_email = "hrdr@example.org"
    contact.save()
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"] == "mailto:hrdr@example.org"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    until = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < until - timezone.now() < timedelta(days=366)
    contact.contact_email = "holes+ohio@example.org"
    contact.save()
    assert "Contact: mailto:holes+ohio@example.org\n" in security_txt(client)
    # Without one, a letter still reaches us; a page that names nobody does not.
    contact.contact_email = ""
    contact.save()
    settings.DEFAULT_FROM_EMAIL = "The center <center@example.org>"
    assert "Contact: mailto:center@example.org\n" in security_txt(client)


def security_txt(client) -> str:
    return client.get("/.well-known/security.txt").content.decode()


def test_the_search_describes_itself_to_browsers(client):
    html = client.get("/programs/").content.decode()
    found = re.search(r'<link rel="search" type="(.+?)" href="(.+?)"', html)
    response = client.get(found[2])
    assert response["Content-Type"].startswith(found[1])
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    url = ElementTree.fromstring(response.content).find("o:Url", names)
    asked = url.get("template").replace("{searchTerms}", "ohio")
    assert client.get(asked.removeprefix("http://testserver")).status_code == 200


def test_llms_txt_leads_to_every_page_and_its_links_hold(client):
    response = client.get("/llms.txt")
    text = response.content.decode()
    assert text.startswith("# Library Support Staff Resource Center\n")
    links = re.findall(r"\]\(<http://testserver(.+?)>\)", text)
    assert len(links) >= len(routes().pages)
    for link in links:
        assert client.get(link).status_code == 200, link
    page = DirectoryPage.objects.get(directory="programs")
    page.unpublish()
    assert "/programs/" not in client.get("/llms.txt").content.decode()
    assert client.get("/llms.txt", headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_every_page_names_its_twin_with_the_filters_of_the_list(client):
    html = client.get("/programs/?place=ohio").content.decode()
    twin = re.search(r'type="text/markdown" href="(.+?)"', html)[1]
    assert twin == "/programs/index.md?place=ohio"
    assert client.get(twin).status_code == 200
    html = client.get("/places/ohio/").content.decode()
    assert 'type="text/markdown" href="/places/ohio/index.md"' in html


def lastmods(client) -> dict[str, str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    return {
        url.find("s:loc", names).text.removeprefix("http://testserver"): getattr(
            url.find("s:lastmod", names), "text", None
        )
        for url in root.findall("s:url", names)
    }


def test_the_sitemap_says_when_what_a_page_shows_last_changed(client):
    history.begin()
    long_ago = timezone.now() - timedelta(days=400)
    for each in entry_directories():
        each.model.objects.update(first_published_at=long_ago)
    Page.objects.update(first_published_at=long_ago, last_published_at=long_ago)
    Place.objects.update(first_published_at=long_ago)
    before = lastmods(client)
    day = timezone.localdate(long_ago).isoformat()
    today = timezone.localdate().isoformat()
    assert before["/places/ohio/"] == before["/programs/"] == before["/overview/"] == day
    assert all(moment for path, moment in before.items() if path not in FIXED)
    program = Program.objects.published().exclude(delivery="online")
    changed = program.filter(institution__place__slug="ohio").first()
    changed.save()
    assert lastmods(client) == before, "It reads as it did."
    changed.summary = "Changed."
    changed.save()
    after = lastmods(client)
    moved = {path for path in after if after[path] != before[path]}
    school = changed.institution.get_absolute_url()
    assert moved == {"/programs/", "/places/ohio/", school, changed.get_absolute_url()}
    assert after["/places/ohio/"] == today
    program = Program.objects.published().filter(delivery="online").first()
    program.summary = "Changed."
    program.save()
    assert lastmods(client)["/places/texas/"] == today


def test_the_sitemap_knows_of_what_changed_in_another_entry_or_went(client):
    history.begin()
    long_ago = timezone.now() - timedelta(days=400)
    for each in entry_directories():
        each.model.objects.update(first_published_at=long_ago)
    Page.objects.update(first_published_at=long_ago, last_published_at=long_ago)
    Place.objects.update(first_published_at=long_ago)
    Change.objects.update(at=long_ago)
    before = lastmods(client)
    programs = Program.objects.published().exclude(delivery="online")
    program = programs.filter(institution__place__slug="ohio").first()
    school = program.institution
    school.name = "Thylacine College"
    school.save()
    after = lastmods(client)
    today = timezone.localdate().isoformat()
    taught = {each.get_absolute_url() for each in school.programs.published()}
    moved = {path for path in after if after[path] != before[path]}
    assert moved == taught | {
        "/programs/", "/institutions/", "/places/ohio/", school.get_absolute_url(),
    }  # fmt: skip
    Change.objects.update(at=long_ago)
    program.unpublish()
    after = lastmods(client)
    assert after["/programs/"] == after["/places/ohio/"] == today
    assert after[school.get_absolute_url()] == today
    assert after["/places/texas/"] == before["/places/texas/"]


def test_the_sitemap_asks_no_more_for_more_changes(client):
    history.begin()

    def asked():
        client.get("/sitemap.xml")
        with CaptureQueriesContext(connection) as queries:
            client.get("/sitemap.xml")
        return len(queries)

    programs = list(Program.objects.published()[:12])
    programs[0].summary = "Changed."
    programs[0].save()
    few = asked()
    for program in programs[1:]:
        program.summary = "Changed."
        program.save()
    assert asked() == few
