"""Entries come and go at their hour, as their editors said in the form; locks keep others out."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.links.usage import entry_models
from directory.models import Program
from tests.directory.admin.test_bulk_actions import told
from tests.factories import make_announcement, sign_in
from tests.home.announcements.conftest import pass_by
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def hour(after: timedelta) -> str:
    """An hour from now on, as the form takes it."""
    return f"{timezone.localtime(timezone.now() + after):%Y-%m-%d %H:%M}"


def run_jobs() -> None:
    call_command("run_scheduled", "publish-scheduled", verbosity=0)


@pytest.mark.parametrize("model", list(entry_models()))
def test_every_form_of_an_entry_has_a_schedule(client, model):
    sign_in(client, "Editors")
    for url in (address(model, "add"), address(model, "edit", model.objects.first().pk)):
        page = client.get(url).content.decode()
        assert 'name="go_live_at"' in page
        assert 'name="expire_at"' in page
        assert "Set schedule" in page or "Edit schedule" in page


def test_a_moderator_schedules_an_entry_which_comes_and_goes_at_its_hours(client):
    sign_in(client, "Moderators")
    program = Program.objects.published().first()
    program.unpublish()
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"])
    data |= {"name": "Zebra Certificate", "go_live_at": hour(HOUR), "expire_at": hour(3 * HOUR)}
    answer = client.post(url, {**data, "action-publish": "1"})
    assert answer.status_code == 302
    assert "scheduled" in told(answer)
    program.refresh_from_db()
    assert program.approved_schedule
    path, listed = program.get_absolute_url(), "/programs/?q=zebra"
    client.logout()

    def shown() -> tuple[int, bool]:
        listing = client.get(listed).content.decode()
        return client.get(path).status_code, "Zebra Certificate" in listing

    run_jobs()
    assert shown() == (404, False)
    pass_by(program, HOUR + timedelta(minutes=1))
    assert shown() == (404, False), "a late job shows nothing early"
    run_jobs()
    assert shown() == (200, True)
    program.refresh_from_db()
    assert program.live
    pass_by(program, 2 * HOUR)
    assert shown() == (404, False), "a late job hides nothing late"
    run_jobs()
    program.refresh_from_db()
    assert (program.live, program.expired) == (False, True)


def test_an_editor_submits_a_schedule_which_counts_once_it_is_approved(client):
    editor = sign_in(client, "Editors")
    program = Program.objects.published().first()
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"])
    data |= {"name": "Zebra Certificate", "go_live_at": hour(HOUR), "expire_at": ""}
    assert client.post(url, {**data, "action-submit": "1"}).status_code == 302
    program.refresh_from_db()
    assert not program.approved_schedule
    state = program.current_workflow_task_state
    assert state.workflow_state.requested_by == editor
    sign_in(client, "Moderators")
    approve = address(Program, "workflow_action", program.pk, "approve", state.pk)
    answer = client.post(approve)
    assert answer.status_code == 302
    program = Program.objects.get(pk=program.pk)
    assert program.approved_schedule
    assert program.live, "readers see the old version until then"
    assert "Zebra" not in client.get(program.get_absolute_url()).content.decode()
    pass_by(program, HOUR + timedelta(minutes=1))
    run_jobs()
    assert "Zebra" in client.get(program.get_absolute_url()).content.decode()


def test_what_waits_for_its_hour_is_locked_and_can_be_called_off(client):
    sign_in(client, "Moderators")
    program = Program.objects.published().first()
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"])
    data |= {"name": "Zebra Certificate", "go_live_at": hour(HOUR)}
    client.post(url, {**data, "action-publish": "1"})
    page = client.get(url).content.decode()
    assert "Cancel scheduled publish" in page
    revision = program.revisions.exclude(approved_go_live_at=None).get()
    off = address(Program, "revisions_unschedule", program.pk, revision.pk)
    assert client.post(off).status_code == 302
    program.refresh_from_db()
    assert not program.approved_schedule


@pytest.mark.parametrize(
    ("go_live", "expire", "complaint"),
    [
        (3 * HOUR, HOUR, "Go live date/time must be before expiry date/time"),
        (-3 * HOUR, -HOUR, "Expiry date/time must be in the future."),
    ],
)
def test_hours_that_make_no_sense_are_refused(client, go_live, expire, complaint):
    sign_in(client, "Moderators")
    program = Program.objects.published().first()
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"])
    data |= {"go_live_at": hour(go_live), "expire_at": hour(expire)}
    answer = client.post(url, {**data, "action-publish": "1"})
    assert complaint in str(answer.context["form"].errors)


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_the_end_of_time_is_no_hour(client, name):
    sign_in(client, "Moderators")
    program = Program.objects.published().first()
    pages = [(address(Program, "edit", program.pk), "name")]
    pages += [(reverse("wagtailadmin_pages:edit", args=[make_announcement().pk]), "title")]
    for url, field in pages:
        data = form_data(client.get(url).context["form"])
        data = {**data, name: "9999-12-31 23:59", "body-count": 0, field: "For ever"}
        for action in ({}, {"action-publish": "1"}):
            answer = client.post(url, {**data, **action})
            assert "“never”, leave it empty" in str(answer.context["form"].errors[name])


def test_an_editor_locks_an_entry_and_a_moderator_unlocks_it(client):
    editor = sign_in(client, "Editors")
    program = Program.objects.published().first()
    assert client.post(address(Program, "lock", program.pk)).status_code == 302
    program.refresh_from_db()
    assert (program.locked, program.locked_by) == (True, editor)
    sign_in(client, "Editors", username="other")
    client.post(address(Program, "unlock", program.pk))
    program.refresh_from_db()
    assert program.locked, "another editor does not unlock it"
    data = form_data(client.get(address(Program, "edit", program.pk)).context["form"])
    client.post(address(Program, "edit", program.pk), {**data, "name": "Stolen"})
    program.refresh_from_db()
    assert program.get_latest_revision_as_object().name != "Stolen"
    sign_in(client, "Moderators")
    assert client.post(address(Program, "unlock", program.pk)).status_code == 302
    program.refresh_from_db()
    assert not program.locked
