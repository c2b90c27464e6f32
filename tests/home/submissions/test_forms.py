"""Anybody suggests an entry or reports a problem, without an account, a cookie or JavaScript."""

import re

import pytest
from django.urls import reverse

from directory.models import Place, Program, Submission
from tests.submission_forms import SUGGESTION, page_of, report, suggest

pytestmark = pytest.mark.django_db


def test_a_suggestion_gets_a_number_and_a_page_that_shows_how_it_stands(client):
    answer = suggest(client, email="ann@example.org")
    made = Submission.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/suggest/{made.token}/")
    assert (made.kind, made.directory, made.place.slug) == ("suggestion", "resources", "ohio")
    assert (made.name, made.url) == (SUGGESTION["name"], SUGGESTION["url"])
    page = page_of(client.get(answer.url))
    for words in (made.reference, "received", SUGGESTION["name"], SUGGESTION["text"], "Ohio"):
        assert words in page
    assert "ann@example.org" not in page


def test_a_report_names_the_entry_it_is_about(client):
    entry = Program.objects.published().first()
    answer = report(client, entry)
    made = Submission.objects.get()
    assert (made.kind, made.directory, made.problem) == ("report", "programs", "link")
    assert made.entry == entry
    assert made.name == f"{entry.name}, {entry.institution}", "Many schools teach a thing so named."
    page = page_of(client.get(answer.url))
    assert entry.get_absolute_url() in page
    assert "A link does not work" in page


def test_every_entry_and_place_leads_to_its_report(client):
    for entry in (Program.objects.published().first(), Place.objects.get(slug="ohio")):
        address = reverse("report", args=[entry.directory_slug, entry.slug])
        assert f'href="{address}"' in page_of(client.get(entry.get_absolute_url()))
        form = client.get(address)
        assert form.status_code == 200
        assert entry.name in page_of(form)


def test_nothing_that_is_not_public_can_be_reported(client):
    entry = Program.objects.published().first()
    Program.objects.filter(pk=entry.pk).update(live=False)
    assert report(client, entry).status_code == 404
    address = reverse("report", args=["programs", entry.slug])
    assert client.get(address).status_code == 404
    for directory, slug in (("announcements", "x"), ("nowhere", "x"), ("programs", "nope")):
        assert client.get(reverse("report", args=[directory, slug])).status_code == 404


def test_forms_set_no_cookie_and_are_kept_by_nobody(client):
    entry = Program.objects.published().first()
    for path in ("/suggest/", reverse("report", args=["programs", entry.slug])):
        answer = client.get(path)
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
    answer = suggest(client)
    assert not answer.cookies
    status = client.get(answer.url)
    assert not status.cookies
    assert status["Cache-Control"] == "private, no-store"
    assert status["X-Robots-Tag"] == "noindex"
    assert status["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in status.content.decode()


def test_an_entry_page_stays_cacheable(client):
    path = Program.objects.published().first().get_absolute_url()
    first = client.get(path)
    assert not first.cookies
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Referer": "http://testserver/suggest/"}, 302),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Referer": "http://testserver.evil.example/"}, 403),
        ({"Referer": "http://["}, 403),
    ],
)
def test_only_our_own_page_may_send_the_form(client, headers, status):
    assert suggest(client, headers=headers).status_code == status
    assert Submission.objects.exists() is (status == 302)


def test_a_trusted_origin_may_send_the_form(client, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://center.example.org"]
    assert suggest(client, headers={"Origin": "https://center.example.org"}).status_code == 302


def test_what_is_missing_is_said_at_the_top_and_at_the_field_and_what_was_typed_is_kept(client):
    answer = suggest(client, kind="", url="javascript:alert(1)", email="ann@", name="")
    page = page_of(answer)
    assert answer.status_code == 422
    assert not Submission.objects.exists()
    for anchor, words in (
        ("kind_0", "Choose what it is that you suggest."),
        ("name", "Give its name."),
        ("url", "This is not the address of a web page"),
        ("email", "Enter a valid email address."),
    ):
        assert f'<a href="#{anchor}">{words}' in page
        assert f'id="{anchor}"' in page
    assert re.search(r'<input[^>]*name="url"[^>]*aria-describedby="url_helptext url_error"', page)
    assert re.search(r'<input[^>]*name="url"[^>]*aria-invalid="true"', page)
    assert 'id="url_error"' in page
    assert 'value="javascript:alert(1)"' in page
    assert SUGGESTION["text"] in page
    assert page.count("<title>Not sent yet:") == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": ""}, "Give the web address of the resource."),
        ({"kind": "certification", "place": ""}, "Choose the state or province"),
        ({"kind": "institutions"}, "Select a valid choice"),
        ({"place": "atlantis"}, "Choose a place from the list."),
        ({"url": "ftp://example.org/x"}, "not the address of a web page"),
        ({"url": "https://example.org/" + "x" * 600}, "at most 500"),
        ({"name": "x" * 201}, "at most 200"),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"text": "http://a.org www.b.org HTTPS://c.org"}, "hold 2 links at most"),
        ({"fax": "555"}, "A field that nobody should see was filled in"),
    ],
)
def test_a_wrong_value_is_told_in_words(client, values, words):
    answer = suggest(client, **values)
    assert answer.status_code == 422
    assert words in page_of(answer)
    assert not Submission.objects.exists()


def test_what_nobody_can_see_is_left_out(client):
    suggest(client, name="Shelv\x00ing\u202e \x1b for\nall", text="One\x00\r\ntwo\u200b")
    made = Submission.objects.get()
    assert (made.name, made.text) == ("Shelving for all", "One\ntwo")


def test_an_address_may_be_typed_without_its_scheme(client):
    suggest(client, url="shelving.example.org")
    assert Submission.objects.get().url == "https://shelving.example.org"


def test_the_form_begins_with_what_the_link_to_it_chose(client):
    page = page_of(client.get("/suggest/?kind=programs&place=ohio"))
    assert re.search(r'<input[^>]*value="programs"[^>]*checked', page)
    assert '<option value="ohio" selected>' in page
    page = page_of(client.get('/suggest/?kind="><script>&place=\x00'))
    assert "checked" not in page
    assert "<script>" not in page


def test_the_site_leads_to_the_form(client):
    assert 'href="/suggest/"' in page_of(client.get("/"))
    assert 'href="/suggest/"' in page_of(client.get("/search/?q=xyzxyz"))
    empty = page_of(client.get("/programs/?country=CA&place=ohio"))
    assert 'href="/suggest/?kind=programs"' in empty
    assert 'href="/suggest/"' in page_of(client.get("/institutions/?country=CA&place=ohio"))
    assert "/suggest/</loc>" in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /report/" in client.get("/robots.txt").content.decode()
