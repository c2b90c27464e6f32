"""A verification can be taken back, by whoever may give one, with a reason; and that undone."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.editing.verification import (
    obstacle,
    restore,
    verify,
    withdraw,
)
from directory.models import Change, Program, Stamp
from tests.factories import sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs():
    pks = Program.objects.published().exclude(source_url="").values_list("pk", flat=True)[:3]
    return list(Program.objects.filter(pk__in=list(pks)).order_by("pk"))


def bulk(action: str, programs) -> str:
    url = reverse("wagtail_bulk_action", args=["directory", "program", action])
    return f"{url}?{'&'.join(f'id={program.pk}' for program in programs)}"


def verified(program) -> tuple:
    program = Program.objects.get(pk=program.pk)
    return program.verified_on, program.verified_by


def test_an_editor_withdraws_a_verification_and_undoes_it(client, programs):
    program, user = programs[0], sign_in(client, "Editors")
    verify(Program, [program.pk], user)
    Program.objects.filter(pk=program.pk).update(verified_on=date(2026, 2, 3))
    edit = address(Program, "edit", program.pk)
    assert address(Program, "withdraw", program.pk) in client.get(edit).content.decode()
    before = Stamp.read()["directory.program"]
    page = address(Program, "withdraw", program.pk)
    assert client.post(page, {"reason": ""}).status_code == 200
    assert verified(program) == (date(2026, 2, 3), user)
    answer = client.post(page, {"reason": "I read the page of another year."})
    assert answer.url == edit
    assert verified(program) == (None, None)
    assert Stamp.read()["directory.program"] > before
    change = Change.objects.filter(directory="programs", object_id=program.pk).first()
    assert (change.kind, change.fields) == ("changed", {"verified_on": ["2026-02-03", None]})
    shown = client.get(edit).content.decode()
    assert "withdrawn. I read the page of another year." in shown
    assert address(Program, "restore", program.pk) in shown
    history = client.get(address(Program, "history", program.pk)).content.decode()
    assert "Withdrew the verification: I read the page of another year." in history
    public = client.get(f"/api/directory/v1/programs/{program.slug}").json()
    assert public["data"]["verified_on"] is None
    assert client.get(address(Program, "restore", program.pk)).status_code == 200
    client.post(address(Program, "restore", program.pk))
    assert verified(program) == (date(2026, 2, 3), user)
    assert Change.objects.filter(object_id=program.pk).first().kind == "verified"


def test_many_are_withdrawn_at_once_and_brought_back(client, programs):
    user = sign_in(client, "Moderators")
    verify(Program, [programs[0].pk, programs[1].pk], user)
    page = client.get(bulk("withdraw", programs)).content.decode()
    assert f"{programs[2]}: Nobody has verified it." in page.replace("&#x27;", "'")
    client.post(bulk("withdraw", programs), {"reason": "The wrong list"})
    assert {verified(program) for program in programs} == {(None, None)}
    logged = ModelLogEntry.objects.filter(action="directory.withdraw_verification")
    assert {line.data["reason"] for line in logged} == {"The wrong list"}
    assert logged.count() == 2
    assert "The wrong list" in client.get(bulk("restore", programs)).content.decode()
    client.post(bulk("restore", programs))
    today = (timezone.localdate(), user)
    assert [verified(program) for program in programs] == [today, today, (None, None)]


def test_only_the_last_thing_that_happened_is_undone(programs):
    program = programs[0]
    assert not restore(Program, [program.pk], None)
    verify(Program, [program.pk], None)
    assert withdraw(Program, [program.pk], None, "Oh")
    assert not withdraw(Program, [program.pk], None, "Again")
    verify(Program, [program.pk], None)
    assert not restore(Program, [program.pk], None)


def test_what_names_no_page_and_no_document_is_not_verified(client, programs):
    user = sign_in(client, "Editors")
    plain, titled = programs[0], programs[1]
    Program.objects.filter(pk=plain.pk).update(source_url="", source_note="general knowledge")
    Program.objects.filter(pk=titled.pk).update(source_url="", source_title="Catalog 2026, p. 12")
    page = client.get(bulk("verify", programs)).content.decode()
    assert "names no page and no document" in page
    assert "Catalog 2026, p. 12" in page
    client.post(bulk("verify", programs), {"checked": "on"})
    assert verified(plain) == (None, None)
    assert verified(titled) == (timezone.localdate(), user)
    assert obstacle(Program.objects.get(pk=plain.pk))
    client.post(address(Program, "verify", plain.pk), {"checked": "on"})
    assert verified(plain) == (None, None)
