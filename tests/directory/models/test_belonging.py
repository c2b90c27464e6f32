"""A program is public only while its school is: nobody is led to a school that answers 404."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishPermissionError

from directory.catalog.directories import DIRECTORIES
from directory.changes import history
from directory.imports import ImportRefused, apply, plan, read_table
from directory.models import Change, Institution, Program, Stamp
from directory.search.snapshots import snapshot_cache
from tests.factories import make_superuser, sign_in
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db
API = "/api/directory/v1/programs"


@pytest.fixture
def school():
    """A public school with several public programs."""
    counted = Institution.objects.published().annotate(number=Count("programs"))
    return counted.filter(number__gte=2).order_by("pk").first()


@pytest.fixture
def program(school):
    return school.published_programs.first()


def answers(client, program: Program) -> set[int]:
    """What each address of the program says."""
    page = program.get_absolute_url()
    return {
        client.get(path).status_code for path in (page, f"{page}index.md", f"{API}/{program.slug}")
    }


def listed(client, program: Program) -> bool:
    found = client.get(f"{API}?per_page=200&q={program.name}").json()["data"]
    return program.slug in {each["slug"] for each in found}


def test_the_programs_of_a_school_leave_with_it_and_come_back(client, school, program):
    assert answers(client, program) == {200}
    assert listed(client, program)
    moment = timezone.now()
    number = school.published_programs.count()
    school.unpublish()
    assert answers(client, program) == {404}
    assert not listed(client, program)
    assert not school.published_programs.exists()
    gone = Change.objects.filter(directory="programs", kind="unpublished", at__gte=moment)
    assert gone.count() == number
    stones = client.get(API, {"modified_after": moment.isoformat()}).json()["tombstones"]
    assert program.slug in {stone["slug"] for stone in stones}
    assert program.slug not in client.get("/programs/list.csv").getvalue().decode()
    assert f"/programs/{program.slug}/" not in client.get("/sitemap.xml").content.decode()
    moment = timezone.now()
    school.refresh_from_db()
    school.save_revision().publish()
    assert answers(client, program) == {200}
    assert listed(client, program)
    back = Change.objects.filter(directory="programs", kind="published", at__gte=moment)
    assert back.count() == number
    later = client.get(API, {"modified_after": moment.isoformat(), "per_page": 200}).json()
    assert program.slug in {each["slug"] for each in later["data"]}
    assert program.slug not in {stone["slug"] for stone in later["tombstones"]}


def test_a_program_goes_on_the_day_on_which_its_school_expires(client, school, program):
    history.begin()
    moment = timezone.now() - timedelta(minutes=5)
    soon = timezone.now() + timedelta(hours=1)
    Institution.objects.filter(pk=school.pk).update(expire_at=soon)
    assert snapshot_cache.snapshot(DIRECTORIES["programs"]).expires == soon
    Institution.objects.filter(pk=school.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert answers(client, program) == {404}
    Change.objects.filter(directory="programs").delete()  # as before any job noticed
    stones = client.get(API, {"modified_after": moment.isoformat()}).json()["tombstones"]
    assert {"expired"} == {each["state"] for each in stones if each["slug"] == program.slug}


def test_the_one_entry_says_the_same_as_the_list(school, program):
    program = Program.objects.get(pk=program.pk)
    assert program.is_published
    assert not program.missing
    Institution.objects.filter(pk=school.pk).update(live=False)
    program = Program.objects.get(pk=program.pk)
    assert not program.is_published
    assert program.missing == [school]


def draft(school, **values) -> Program:
    made = Program(
        name="A course of zebras",
        institution=school,
        credential="certificate",
        live=False,
        **values,
    )
    made.full_clean()
    made.save()
    return made


def test_nobody_publishes_a_program_at_a_draft_school(client, school):
    moderator = sign_in(client, "Moderators")
    school.unpublish()
    made = draft(school)
    revision = made.save_revision(user=moderator)
    with pytest.raises(PublishPermissionError, match=school.name):
        revision.publish(user=moderator)
    url = address(Program, "edit", made.pk)
    data = form_data(client.get(url).context["form"])
    answer = client.post(url, {**data, "action-publish": "1"})
    assert "to which it belongs. Publish that first." in answer.content.decode()
    made.refresh_from_db()
    assert not made.live
    # A draft may be kept.
    assert client.post(url, data).status_code == 302


def test_it_is_sent_to_a_moderator_who_approves_the_school_first(client, school):
    sign_in(client, "Editors")
    school.unpublish()
    made = draft(school)
    made.save_revision()
    url = address(Program, "edit", made.pk)
    data = form_data(client.get(url).context["form"])
    assert client.post(url, {**data, "action-submit": "1"}).status_code == 302
    made.refresh_from_db()
    task = made.current_workflow_task_state
    assert task is not None
    sign_in(client, "Moderators")
    approve = reverse(
        made.snippet_viewset.get_url_name("workflow_action"), args=[made.pk, "approve", task.pk]
    )
    answer = client.post(approve, {"comment": ""}, follow=True)
    assert "Publish that first." in answer.content.decode()
    made.refresh_from_db()
    assert not made.live
    school.refresh_from_db()
    school.save_revision().publish()
    client.post(approve, {"comment": ""})
    made.refresh_from_db()
    assert made.live
    assert made.is_published


@pytest.mark.parametrize(
    ("role", "sent", "status"),
    [("Moderators", {"action-workflow-action": "1", "workflow-action-name": "reject"},
      "needs_changes"),
     ("Moderators", {"action-workflow-action": "1", "workflow-action-name": "approve"},
      "in_progress"),
     ("Moderators", {"action-publish": "1"}, "in_progress"),
     ("Editors", {"action-cancel-workflow": "1"}, "cancelled")],
)  # fmt: skip
def test_it_is_sent_back_though_its_school_is_a_draft(client, school, role, sent, status):
    author = sign_in(client, "Editors")
    school.unpublish()
    made = draft(school)
    made.save_revision(user=author)
    state = made.get_workflow().start(made, author)
    if role != "Editors":
        sign_in(client, role)
    url = address(Program, "edit", made.pk)
    data = form_data(client.get(url).context["form"])
    client.post(url, {**data, **sent})
    state.refresh_from_db()
    made.refresh_from_db()
    assert (state.status, made.live) == (status, False)


def test_both_may_be_scheduled_the_school_not_after_its_program(school):
    moderator = make_superuser()
    noon = timezone.now() + timedelta(days=2)
    school.unpublish()
    school.go_live_at = noon
    school.save_revision(user=moderator).publish(user=moderator)
    early = draft(school, go_live_at=noon - timedelta(hours=1))
    with pytest.raises(PublishPermissionError):
        early.save_revision(user=moderator).publish(user=moderator)
    early.go_live_at = noon
    early.save_revision(user=moderator).publish(user=moderator)
    assert early.scheduled_revision is not None


def test_an_import_publishes_no_program_at_a_draft_school(school):
    school.unpublish()
    text = (
        "slug,name,institution_slug,credential\n"
        f"zebras,A course of zebras,{school.slug},certificate\n"
    )
    found = plan(
        DIRECTORIES["programs"], read_table("zebras.csv", text.encode(), DIRECTORIES["programs"])
    )
    assert not found.faults
    with pytest.raises(ImportRefused, match="Publish that first"):
        apply(found, None, publish=True)
    found = plan(
        DIRECTORIES["programs"], read_table("zebras.csv", text.encode(), DIRECTORIES["programs"])
    )
    apply(found, None, publish=False)
    assert not Program.objects.published().filter(slug="zebras").exists()


def test_who_unpublishes_a_school_reads_what_goes_with_it(client, school, program):
    sign_in(client, "Moderators")
    page = client.get(address(Institution, "unpublish", school.pk)).content.decode()
    assert str(program) in page
    bulk = reverse("wagtail_bulk_action", args=["directory", "institution", "unpublish"])
    page = client.get(f"{bulk}?id={school.pk}").content.decode()
    assert str(program) in page
    client.post(address(Institution, "unpublish", school.pk))
    assert not Institution.objects.get(pk=school.pk).live
    assert Program.objects.get(pk=program.pk).live
    lists = client.get(address(Program, "list"), {"publication": "held-back"}).content.decode()
    assert program.name in lists
    edit = client.get(address(Program, "edit", program.pk)).content.decode()
    assert f"because “{school}”, to which it belongs, is not published" in " ".join(edit.split())


def test_what_belongs_to_a_school_moves_its_answers_by_the_stamp_of_the_school(school):
    before = Stamp.read()["directory.institution"]
    school.unpublish()
    assert Stamp.read()["directory.institution"] > before
    assert "directory.institution" in DIRECTORIES["programs"].sources
