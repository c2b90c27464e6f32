"""Verified is not edited: only the action moves the date, touches nothing else, and is logged."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import ModelLogEntry

from directory.catalog.directories import DIRECTORIES
from directory.editing.verification import verifications, verify
from directory.imports import ImportRefused, apply, plan, read_table
from directory.models import CertificationRequirement, Program, Resource, Stamp
from tests.factories import make_superuser, make_user, sign_in
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    program = Program.objects.published().exclude(source_url="").first()
    return Program.objects.get(pk=program.pk)


def test_an_editor_verifies_an_entry_and_readers_see_it_at_once(client, program):
    user = sign_in(client, "Editors")
    edit = client.get(address(Program, "edit", program.pk)).content.decode()
    assert address(Program, "verify", program.pk) in edit
    page = client.get(address(Program, "verify", program.pk)).content.decode()
    assert program.source_url in page
    before = Stamp.read()["directory.program"]
    revisions = program.revisions.count()
    answer = client.post(address(Program, "verify", program.pk), {"checked": "on"})
    assert answer.url == address(Program, "edit", program.pk)
    program.refresh_from_db()
    assert (program.verified_on, program.verified_by) == (timezone.localdate(), user)
    assert Stamp.read()["directory.program"] > before
    assert program.revisions.count() == revisions
    client.logout()
    assert "Verified " in client.get(program.get_absolute_url()).content.decode()
    logged = verifications(program).get()
    assert logged.user == user
    assert logged.data["source_url"] == program.source_url


def test_the_history_says_who_verified_it_against_what(client, program):
    sign_in(client, "Moderators", first_name="Ada")
    client.post(address(Program, "verify", program.pk), {"checked": "on"})
    history = client.get(address(Program, "history", program.pk)).content.decode()
    assert "Verified against its source" in history
    edit = client.get(address(Program, "edit", program.pk)).content.decode()
    assert f"{timezone.localdate():%-d %B %Y}, Ada" in edit


def test_without_the_confirmation_nothing_is_verified(client, program):
    sign_in(client, "Editors")
    assert client.post(address(Program, "verify", program.pk)).status_code == 200
    program.refresh_from_db()
    assert program.verified_on is None


@pytest.mark.parametrize("group", ["HRDR", None])
def test_others_do_not_verify(client, program, group):
    if group:
        sign_in(client, group)
    assert client.post(address(Program, "verify", program.pk), {"checked": "on"}).status_code == 302
    program.refresh_from_db()
    assert program.verified_on is None


def test_a_draft_is_not_published_by_verifying(client, program):
    user = sign_in(client, "Editors")
    name = program.name
    draft = program.get_latest_revision_as_object()
    draft.name = "A name in a draft"
    draft.save_revision(user=user)
    client.post(address(Program, "verify", program.pk), {"checked": "on"})
    program.refresh_from_db()
    assert program.verified_on == timezone.localdate()
    assert (program.name, program.has_unpublished_changes) == (name, True)
    assert program.get_latest_revision_as_object().name == "A name in a draft"


def test_publishing_an_old_revision_does_not_take_the_verification_back(program):
    user = make_user("Moderators")
    old = program.save_revision()
    Program.objects.filter(pk=program.pk).update(verified_on=date(2020, 1, 1))
    verified_long_ago = Program.objects.get(pk=program.pk).save_revision()
    verify(Program, [program.pk], user)
    for revision in (old, verified_long_ago):
        revision.publish(user=user)
        program.refresh_from_db()
        assert (program.verified_on, program.verified_by) == (timezone.localdate(), user)
    Program.objects.filter(pk=program.pk).update(verified_on=None, verified_by=None)
    Program.objects.get(pk=program.pk)
    verified_long_ago.publish(user=user)
    program.refresh_from_db()
    assert program.verified_on is None


def test_saving_the_form_never_moves_the_date(client, program):
    verify(Program, [program.pk], None)
    Program.objects.filter(pk=program.pk).update(verified_on=date(2025, 1, 2))
    sign_in(client, "Moderators")
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"])
    sent = {**data, "name": "Another", "verified_on": "2026-01-01", "action-publish": "1"}
    assert client.post(url, sent).status_code == 302
    program.refresh_from_db()
    assert (program.name, program.verified_on) == ("Another", date(2025, 1, 2))


def test_a_copy_is_verified_by_nobody(client, program):
    verify(Program, [program.pk], None)
    sign_in(client, "Moderators")
    url = address(Program, "copy", program.pk)
    data = form_data(client.get(url).context["form"])
    assert data["slug"] == ""
    assert client.post(address(Program, "add"), data).status_code == 302
    assert Program.objects.latest("pk").verified_on is None
    assert client.post(url, {**data, "slug": "other"}).status_code == 302
    assert Program.objects.latest("pk").verified_on is None


def test_what_readers_do_not_see_or_has_no_source_cannot_be_verified(client, program):
    sign_in(client, "Editors")
    Program.objects.filter(pk=program.pk).update(source_url="", source_note="")
    url = address(Program, "verify", program.pk)
    assert "names no page and no document" in client.get(url).content.decode()
    client.post(url, {"checked": "on"})
    Program.objects.filter(pk=program.pk).update(source_title="Catalog", live=False)
    client.post(url, {"checked": "on"})
    program.refresh_from_db()
    assert program.verified_on is None
    assert not ModelLogEntry.objects.filter(action="directory.verify").exists()


# --- No requirement is published without a source ------------------------------------------------


@pytest.fixture
def sourceless():
    rule = CertificationRequirement.objects.first()
    CertificationRequirement.objects.filter(pk=rule.pk).update(source_url="", source_note="")
    rule.refresh_from_db()
    return rule


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_requirement_without_a_source_is_neither_published_nor_submitted(
    client, sourceless, action
):
    sign_in(client, "Moderators")
    url = address(CertificationRequirement, "edit", sourceless.pk)
    data = {**form_data(client.get(url).context["form"]), "applies_to": "Somebody else"}
    refused = client.post(url, {**data, action: "1"})
    assert refused.context["form"].errors == {
        "source_url": ["A requirement is not published without its source."]
    }
    assert client.post(url, data).status_code == 302, "a draft may lack it"
    sourceless.refresh_from_db()
    assert sourceless.applies_to != "Somebody else"
    assert (
        client.post(url, {**data, "source_note": "Told by phone", action: "1"}).status_code == 302
    )


def test_approving_does_not_publish_a_requirement_without_a_source(client, sourceless):
    editor, moderator = make_user("Editors"), sign_in(client, "Moderators")
    sourceless.applies_to = "Somebody else"
    sourceless.save_revision(user=editor, clean=False)
    sourceless.get_workflow().start(sourceless, editor)
    task = sourceless.current_workflow_task_state
    url = address(CertificationRequirement, "workflow_action", sourceless.pk, "approve", task.pk)
    answer = client.post(url, follow=True)
    assert "not published without its source" in answer.content.decode()
    sourceless.refresh_from_db()
    assert sourceless.applies_to != "Somebody else"
    assert sourceless.workflow_in_progress
    with pytest.raises(PublishPermissionError):
        sourceless.latest_revision.publish(user=moderator)


def test_an_import_does_not_publish_a_requirement_without_a_source(sourceless):
    directory = DIRECTORIES["certification"]
    content = f"slug,summary\n{sourceless.slug},New words\n".encode()
    made = plan(directory, read_table("a.csv", content, directory))
    user = make_user("Moderators")
    with pytest.raises(ImportRefused, match=f"Line 2, {sourceless.slug}: A requirement is not"):
        apply(made, user, publish=True)
    sourceless.refresh_from_db()
    assert sourceless.summary != "New words"
    apply(plan(directory, read_table("a.csv", content, directory)), user, publish=False)
    assert sourceless.__class__.objects.get(pk=sourceless.pk).has_unpublished_changes


def test_other_entries_may_be_published_without_a_source(client):
    user = make_user("Moderators")
    resource = Resource.objects.first()
    resource.source_url = resource.source_note = ""
    resource.save_revision().publish(user=user)
    assert Resource.objects.get(pk=resource.pk).source_url == ""


def test_the_verify_permission_is_offered_where_groups_are_edited(client):
    client.force_login(make_superuser())
    group = Group.objects.get(name="Editors")
    page = client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    assert "verify" in page.lower()
