"""What a moderator decides of a draft is told to both: in a true message, and above the form."""

import json

import pytest
from django.contrib.messages import get_messages
from wagtail.models import Workflow

from directory.models import Program
from tests.factories import make_user, sign_in
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted() -> Program:
    program = Program.objects.published().first()
    program.summary = "A summary of zebras."
    program.save_revision()
    Workflow.objects.get().start(program, make_user("Editors"))
    return program


def decide(client, program: Program, action: str, comment: str = "") -> list[str]:
    sign_in(client, "Moderators")
    url = address(Program, "edit", program.pk)
    data = form_data(client.get(url).context["form"]) | {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return [" ".join(str(each).split()) for each in get_messages(answer.wsgi_request)]


def test_the_words_of_the_moderator_stand_above_the_form_until_it_is_submitted_again(
    client, submitted
):
    (told,) = decide(client, submitted, "reject", "Name <the> source.")
    assert f"“{submitted}” is sent back, with your words, to whoever submitted it." in told
    client.force_login(submitted.current_workflow_state.requested_by)
    url = address(Program, "edit", submitted.pk)
    words = "Moderators asks for changes: “Name &lt;the&gt; source.”"
    assert words in client.get(url).content.decode()
    data = form_data(client.get(url).context["form"])
    client.post(url, {**data, "action-restart-workflow": "1", "action-submit": "1"})
    submitted.refresh_from_db()
    assert submitted.workflow_in_progress
    assert words not in client.get(url).content.decode()


def test_an_approval_says_that_readers_see_it(client, submitted):
    (told,) = decide(client, submitted, "approve")
    assert f"“{submitted}” is approved: readers see it." in told
    assert "zebras" in client.get(submitted.get_absolute_url()).content.decode()
