"""A list of entries in a section: described, folded after the first, signed where it matters."""

import re
from html import unescape

import pytest
from django.utils import timezone

from directory.catalog.directories import lead_of
from directory.models import Program, Resource
from home.models import SectionPage
from tests.factories import make_program

pytestmark = pytest.mark.django_db

ONCE = "What no sign stands beside was gathered from public sources"


def show(client, directory: str, filters: str = "", limit: int = 5) -> str:
    page = SectionPage.objects.get(slug="overview")
    listed = {"directory": directory, "filters": filters, "limit": limit}
    section = {"heading": "Zebras", "content": [{"type": "entries", "value": listed}]}
    page.body = [{"type": "section", "value": section}]
    page.save_revision().publish()
    return unescape(client.get("/overview/").content.decode())


def items(html: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", html.partition('id="zebras"')[2], re.DOTALL)


def test_each_entry_is_described_and_only_the_first_two_stand_open(client):
    html = show(client, "resources", limit=5)
    shown = items(html)[:5]
    for item in shown:
        slug = re.search(r'href="/other-resources/([\w-]+)/"', item)[1]
        assert lead_of(Resource.objects.get(slug=slug)) in item
    opened, _summary, folded = html.partition("<summary>3 more")
    assert all(item in opened for item in shown[:2])
    assert all(item in folded for item in shown[2:])
    assert "All of them:" in folded


def test_a_list_of_two_does_not_fold(client):
    assert "folded" not in show(client, "resources", limit=2)


def test_what_stands_in_a_list_stands_last_in_the_next_one(client):
    page = SectionPage.objects.get(slug="overview")
    first = {"directory": "programs", "filters": "q=zebra&sort=name", "limit": 1}
    second = {**first, "limit": 3}
    for letter in "ABC":
        make_program(name=f"Zebra {letter}", slug=f"zebra-{letter.lower()}")
    lists = [{"type": "entries", "value": each} for each in (first, second)]
    page.body = [{"type": "section", "value": {"heading": "Zebras", "content": lists}}]
    page.save_revision().publish()
    shown = items(client.get("/overview/").content.decode())[:4]
    assert [re.search("zebra-[abc]", item)[0][-1] for item in shown] == ["a", "b", "c", "a"]


def test_the_school_of_one_program_is_never_said_of_the_next(client):
    first = make_program(name="Zebra A", slug="zebra-a", summary="All about zebras.")
    make_program(name="Zebra B", slug="zebra-b", institution=first.institution)
    shown = items(show(client, "programs", "q=zebra"))
    assert [f">{first.institution}<" in item for item in shown[:2]] == [True, False]
    assert "All about zebras." in shown[0]
    assert "Certificate at" in shown[1]


def test_a_sign_stands_beside_what_was_verified_and_the_rest_is_said_once(client):
    make_program(name="Zebra A", slug="zebra-a")
    seen = make_program(name="Zebra B", slug="zebra-b")
    Program.objects.filter(pk=seen.pk).update(verified_on=timezone.localdate())
    html = show(client, "programs", "q=zebra")
    assert html.count(ONCE) == 1
    assert ['class="trust"' in item for item in items(html)[:2]] == [False, True]


def test_a_page_without_lists_says_nothing_of_signs(client):
    page = SectionPage.objects.get(slug="overview")
    section = {"heading": "Zebras", "content": [{"type": "text", "value": "<p>Text</p>"}]}
    page.body = [{"type": "section", "value": section}]
    page.save_revision().publish()
    assert ONCE not in client.get("/overview/").content.decode()
