"""The first page of the editor shows each person the work that is theirs, and none that is not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.models import JobRun, Link, Program, Submission
from home.admin.todo import (
    Todo,
    own_drafts,
    own_submissions,
    scheduled_announcements,
    to_moderate,
)
from home.models import AnnouncementPage, QuestionPage
from tests.factories import make_announcement, make_superuser, make_user

pytestmark = pytest.mark.django_db

HOME = reverse("wagtailadmin_home")


def drafted(program: Program, user: User) -> Program:
    program.name = f"{program.name}, changed"
    program.save_revision(user=user)
    return program


def submitted(program: Program, user: User):
    return drafted(program, user).get_workflow().start(program, user)


def announced(user: User, number: int) -> AnnouncementPage:
    page = make_announcement(
        title=f"Later {number}", slug=f"later-{number}", live=False,
        go_live_at=timezone.now() + timedelta(days=number + 1),
    )  # fmt: skip
    page.save_revision(user=user).publish()
    return page


def panels(client, user: User) -> dict[str, Todo]:
    client.force_login(user)
    html = client.get(HOME)
    assert html.status_code == 200
    return {
        panel.name: todo
        for context in html.context
        if "panels" in context and isinstance(context["panels"], list)
        for each in context["panels"]
        if isinstance(each, tuple)
        for panel, todo in [each]
    }


# What is to be done about entries.
ENTRIES = ("due", "changed", "unverified", "failing")


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("Editors", {"submitted", "drafts", *ENTRIES, "page-links", "public"}),
        (
            "Moderators",
            {
                "submitted",
                "drafts",
                "moderation",
                *ENTRIES,
                "page-links",
                "public",
                "scheduled",
                "jobs",
            },
        ),
        ("HRDR", {"submitted", "drafts", "page-links", "scheduled", "jobs"}),
        (
            "Administrators",
            {
                "submitted",
                "drafts",
                "moderation",
                *ENTRIES,
                "page-links",
                "public",
                "scheduled",
                "jobs",
            },
        ),
    ],
)
def test_each_group_sees_the_work_that_is_theirs(client, group, expected):
    assert set(panels(client, make_user(group))) == expected


def test_an_editor_finds_drafts_and_what_came_back(client):
    editor, moderator = make_user("Editors"), make_user("Moderators")
    first, second, third = Program.objects.all()[:3]
    drafted(first, editor)
    state = submitted(second, editor)
    drafted(third, moderator)
    assert {line.words for line in own_drafts(editor).lines} == {str(first)}
    assert [line.words for line in own_submissions(editor).lines] == [str(second)]
    assert own_drafts(moderator).number == 1
    assert own_submissions(editor).lines[0].note == "Waits for a moderator"
    assert to_moderate(editor).number == 0
    assert to_moderate(moderator).lines[0].words == str(second)
    state.current_task_state.reject(user=moderator, comment="no")
    assert own_drafts(editor).number == 1, "What came back stands in one panel too."
    line = own_submissions(editor).lines[0]
    assert (line.note, line.is_alarming) == ("Moderators asks for changes: “no”", True)
    assert client.get(line.url).status_code == 302, "a stranger signs in first"


def test_a_scheduled_announcement_waits_for_its_hour():
    hrdr, editor = make_user("HRDR"), make_user("Editors")
    page = announced(hrdr, 1)
    todo = scheduled_announcements(hrdr)
    assert [line.words for line in todo.lines] == [page.title]
    assert scheduled_announcements(editor).number == 0


def shown_panels(client, user: User) -> dict[str, tuple[str, Todo]]:
    """The panels of the first page: name -> the address of the whole list, and what it counts."""
    client.force_login(user)
    html = client.get(HOME)
    found = next(
        context["panels"]
        for context in html.context
        if isinstance(context.get("panels"), list) and isinstance(context["panels"][0], tuple)
    )
    return {panel.name: (panel.url, todo) for panel, todo in found}


@pytest.mark.parametrize("group", ["Editors", "Moderators", "HRDR", "Administrators"])
def test_each_panel_leads_to_the_list_of_exactly_what_it_counts(client, group):
    user = make_user(group)
    editor = make_user("Editors") if group != "Editors" else user
    first, second, third, fourth = Program.objects.published()[:4]
    drafted(first, user)
    submitted(second, user)
    came_back = submitted(third, user)
    moderator = make_superuser()
    came_back.current_task_state.reject(user=moderator, comment="no")
    submitted(fourth, moderator).refresh_from_db()
    announced(editor, 1)
    announced(user, 2)
    year = timezone.localdate() - timedelta(days=800)
    Program.objects.filter(pk__in=[first.pk, second.pk]).update(verified_on=year, review_months=12)
    Link.objects.update_or_create(url=third.url, defaults={"state": "broken"})
    now, source = timezone.now(), "https://example.org/changed"
    Link.objects.create(url=source, state="ok", result="drifted", changed_at=now)
    recently = timezone.localdate() - timedelta(days=10)
    Program.objects.filter(pk=fourth.pk).update(verified_on=recently, source_url=source)
    for number, state in enumerate(("received", "looked-at", "done")):
        Submission.objects.create(
            kind="report", directory="programs", name="x", ticket=str(number), state=state
        )
    for name, (url, todo) in shown_panels(client, user).items():
        if not url:
            assert name == "jobs" or len(todo.lines) == todo.number, name
        else:
            listed = client.get(url)
            assert listed.status_code == 200, name
            assert listed.context["paginator"].count == todo.number, (name, url)
            assert todo.number or name in ("moderation",), name


def test_what_waits_for_its_hour_is_no_draft(client):
    hrdr = make_user("HRDR")
    page = announced(hrdr, 1)
    assert own_drafts(hrdr).number == 0
    page.get_latest_revision().publish()
    revision = page.save_revision(user=hrdr)
    type(revision).objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=None
    )
    assert own_drafts(hrdr).number == 1


def test_jobs_that_had_no_time_to_run_are_not_late(client):
    moderator = make_user("Moderators")
    JobRun.objects.all().delete()
    MigrationRecorder.Migration.objects.update(applied=timezone.now())
    todo = panels(client, moderator)["jobs"]
    assert todo.number == 0
    assert {line.note for line in todo.lines} == {"not yet run"}
    MigrationRecorder.Migration.objects.update(applied=timezone.now() - timedelta(minutes=30))
    todo = panels(client, moderator)["jobs"]
    late = [line for line in todo.lines if line.is_alarming]
    assert 0 < todo.number == len(late) < len(todo.lines), "a daily job has a day more"
    assert late[0].note == "late: not yet run"
    assert todo.number_in_words == f"{len(late)} late", (
        "The panel lists all jobs: its number says which."
    )


def test_what_the_public_sent_is_counted_until_it_is_ended(client):
    for number, state in enumerate(("received", "looked-at", "done")):
        Submission.objects.create(
            kind="report", directory="programs", name="x", ticket=str(number), state=state
        )
    assert panels(client, make_user("Moderators"))["public"].number == 2


def test_a_page_whose_link_is_broken_is_on_the_first_page_of_those_who_change_pages(client):
    client.force_login(make_user("Moderators"))
    words = "No link in a page is known to be broken."
    assert words in client.get(HOME).content.decode()
    question = QuestionPage.objects.get(slug="what-they-earn")
    url = question.shown_sources[0]["url"]
    Link.objects.create(url=url, state="broken", since=timezone.now())
    html = client.get(HOME).content.decode()
    assert words not in html
    assert f"Broken: {url}" in html
    assert reverse("wagtailadmin_pages:edit", args=[question.pk]) in html


def test_the_first_page_asks_as_often_for_much_as_for_little(client):
    moderator = make_user("Moderators")
    client.force_login(moderator)
    programs = list(Program.objects.all()[:12])

    def fill(start: int, end: int) -> None:
        for number in range(start, end):
            submitted(programs[number], moderator)
            announced(moderator, number)
            Submission.objects.create(
                kind="report", directory="programs", name="x", ticket=str(number)
            )

    fill(0, 2)
    client.get(HOME)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(HOME)
    fill(2, 12)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(many) == len(few)
