"""The search of the editor leads to what is no page: entries, terms, what the public sent."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Program, Submission
from tests.factories import sign_in
from tests.home.editor.conftest import RECORDS, address

pytestmark = pytest.mark.django_db

SEARCH = reverse("wagtailadmin_pages:search")


def areas(client, words: str) -> dict[str, tuple[str, int]]:
    """What else is searched: where each leads, and how much it says that it finds."""
    page = client.get(SEARCH, {"q": words}).content.decode()
    found = re.findall(
        r'<a[^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*?([\w ]+) \((\d+)\)\s*</a>', page, re.S
    )
    return {name.strip(): (html.unescape(url), int(number)) for url, name, number in found}


def test_each_list_says_how_much_it_finds_and_shows_just_that(client):
    sign_in(client, "Moderators")
    found = areas(client, "ohio")
    for model in RECORDS:
        name = model._meta.verbose_name_plural.capitalize()
        url, number = found[name]
        assert url == f"{address(model, 'list')}?q=ohio"
        assert client.get(url).context["paginator"].count == number, name
    assert found["Institutions"][1] > 0


def test_an_entry_is_found_by_its_web_address(client):
    sign_in(client, "Editors")
    program = Program.objects.published().exclude(url="").first()
    Program.objects.filter(pk=program.pk).update(url="https://zebra.example.org/course")
    assert areas(client, "zebra.example.org/course")["Programs"][1] == 1


def test_what_the_public_sent_is_found_by_its_number(client):
    sign_in(client, "Editors")
    sent = Submission.objects.create(kind="report", directory="programs", name="x", ticket="1")
    url, number = areas(client, f"S-{sent.pk:05}")["Suggestions"]
    assert number == 1
    assert "x" in client.get(url).content.decode()


def test_who_may_see_no_entries_is_shown_no_way_to_them(client):
    sign_in(client, permissions=["access_admin"])
    assert areas(client, "ohio") == {}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(SEARCH, {"q": "ohio"})
    assert not [each for each in asked if "directory_program" in each["sql"]]
