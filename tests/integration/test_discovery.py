"""Where machines look first."""

import re
from datetime import datetime, timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from home.models import ContactSettings, DirectoryPage
from home.routes import routes

pytestmark = pytest.mark.django_db


def test_robots_keeps_crawlers_out_of_the_editor_and_names_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_security_txt_says_whom_to_tell_and_until_when(client):
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
    contact.contact_email = ""
    contact.save()
    assert (
        "Contact: http://testserver/\n" in client.get("/.well-known/security.txt").content.decode()
    )


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
