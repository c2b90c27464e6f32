"""An editor has the links of one entry checked now, and sees what came of it."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from directory.links import on_demand
from directory.models import Link, Program

from .link_site import Site, say, to

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch):
    with Site() as site:
        monkeypatch.setattr(on_demand, "Fetcher", site.fetcher)
        site.pages = {"/a": say(404), "/b": to("/c"), "/c": say()}
        yield site


@pytest.fixture
def program(site):
    program = Program.objects.published().first()
    program.url, program.source_url = site.url("/a"), site.url("/b")
    program.save()
    return program


def sign_in(client, group: str):
    user = User.objects.create_user(group, f"{group}@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def address(program: Program) -> str:
    return reverse("links:entry", args=["programs", program.pk])


def test_the_button_checks_the_links_of_one_entry_and_shows_what_came_of_it(client, site, program):
    sign_in(client, "Editors")
    before = client.get(address(program)).content.decode()
    assert before.count("Not checked yet") >= 2
    after = client.post(address(program), follow=True).content.decode()
    assert "The links have been checked." in after
    assert "Suspect: Gone (404)" in " ".join(after.split())
    assert f"Leads to {site.url('/c')}" in after
    assert set(Link.objects.values_list("url", "state")) >= {
        (program.url, "suspect"), (program.source_url, "ok"),
    }  # fmt: skip
    assert not Link.objects.exclude(url__in=[program.url, program.source_url]).exists()


def test_the_button_pressed_again_and_again_bothers_nobody(client, site, program):
    sign_in(client, "Moderators")
    client.post(address(program))
    asked = len(site.asked)
    client.post(address(program))
    assert len(site.asked) == asked
    assert Link.objects.get(url=program.url).failures == 1


def test_only_those_who_may_change_the_entry_reach_it(client, site, program):
    assert client.get(address(program)).status_code == 302
    assert client.post(address(program)).status_code == 302
    sign_in(client, "HRDR")
    for answer in (client.get(address(program)), client.post(address(program))):
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    assert site.asked == []


def test_what_is_not_there_is_404_and_an_unknown_task_says_nothing(client, program):
    sign_in(client, "Editors")
    for slug, pk in (("planets", 1), ("places", 1), ("programs", 10**9)):
        assert client.get(reverse("links:entry", args=[slug, pk])).status_code == 404
    for task in ("x", "%00", "0" * 500, "3f2504e0-4f89-11d3-9a0c-0305e82c3301"):
        answer = client.get(f"{address(program)}?task={task}")
        assert answer.status_code == 200
        assert "have been checked" not in answer.content.decode()
    assert client.put(address(program)).status_code == 405


def test_the_reports_have_the_button(client, program):
    sign_in(client, "Editors")
    Link.objects.create(url=program.url, state="broken", result="gone")
    text = client.get(reverse("failing-links:index")).content.decode()
    assert f'action="{address(program)}"' in text
    assert "csrfmiddlewaretoken" in text
