"""An editor has the links of one entry checked now, and sees what came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.models import Link, Program
from tests.directory.links.link_site import Site, say, to
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch):
    with Site() as site:
        monkeypatch.setattr("directory.links.fetching.Fetcher", site.fetcher)
        site.pages = {"/a": say(404), "/b": to("/c"), "/c": say()}
        yield site


@pytest.fixture
def program(site):
    program = Program.objects.published().filter(facts=None).first()
    program.url, program.source_url = site.url("/a"), site.url("/b")
    program.save()
    return program


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


def test_the_form_of_the_entry_has_the_button(client, program):
    sign_in(client, "Editors")
    edit = reverse(Program.snippet_viewset.get_url_name("edit"), args=[program.pk])
    page = client.get(edit).content.decode()
    assert f'data-w-action-url-value="{address(program)}"' in page
    assert "Check links now" in page


def test_a_host_that_asked_for_a_rest_gets_it(client, site, program):
    sign_in(client, "Editors")
    hour = timezone.now() + timedelta(hours=1)
    long_ago = timezone.now() - timedelta(days=1)
    Link.objects.create(url=program.url, http_status=429, next_check_at=hour, checked_at=long_ago)
    client.post(address(program))
    asked = [path for path, _headers in site.asked]
    assert "/b" in asked
    assert "/a" not in asked


@pytest.mark.parametrize(
    ("status", "since", "is_stopped"),
    [
        ("READY", timedelta(seconds=30), False),
        ("READY", timedelta(minutes=3), True),
        ("RUNNING", timedelta(minutes=3), False),
        ("RUNNING", timedelta(minutes=20), True),
    ],
)
def test_a_check_whose_worker_was_killed_says_so_and_can_be_started_again(
    client, program, settings, status, since, is_stopped
):
    sign_in(client, "Editors")
    moment = timezone.now() - since
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="directory.links.on_demand.check_entry",
        backend_name="background", status=status, started_at=moment, run_after=moment,
    )  # fmt: skip
    DBTaskResult.objects.update(enqueued_at=moment)
    monkeypatched = settings.TASKS["background"]
    settings.TASKS = {
        **settings.TASKS,
        "background": {**monkeypatched, "BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    page = client.get(f"{address(program)}?task={task.pk}").content.decode()
    assert ("Nobody is at work on this check" in page) == is_stopped
    assert ("Check now" in page) == is_stopped
    assert ('http-equiv="refresh"' in page) != is_stopped


def test_the_reports_have_the_button(client, program):
    sign_in(client, "Editors")
    Link.objects.create(url=program.url, state="broken", result="gone")
    text = client.get(reverse("failing-links:index")).content.decode()
    assert f'action="{address(program)}"' in text
    assert "csrfmiddlewaretoken" in text
