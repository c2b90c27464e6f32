"""Resolving a report and declining a suggestion, and the letters that say so."""

from unittest import mock

import pytest
from django.core import mail as outbox
from django.urls import reverse

from directory.models import OutgoingMail, Program
from directory.outbox import emails
from directory.submissions import workflow
from tests.factories import make_user, sign_in
from tests.home.submissions.conftest import at, events
from tests.submission_forms import page_of

pytestmark = pytest.mark.django_db

OUTCOME = "We have mended the link."


def test_resolving_a_report_notes_what_was_done_and_tells_the_sender(client, reported):
    user = sign_in(client, "Moderators")
    client.post(at("take", reported.pk))
    client.post(at("end", reported.pk), {"end": "done", "outcome": OUTCOME})
    reported.refresh_from_db()
    assert (reported.state, reported.outcome) == ("done", OUTCOME)
    steps = list(reported.steps.values_list("action", "user", "note"))
    assert steps == [
        ("received", None, ""), ("taken", user.pk, ""), ("done", user.pk, OUTCOME),
    ]  # fmt: skip
    assert OUTCOME in page_of(client.get(at("show", reported.pk)))
    emails.send_waiting()
    assert [letter.subject.rsplit(": ")[-1] for letter in outbox.outbox] == [
        "received", "being looked at", "done",
    ]  # fmt: skip
    assert OUTCOME in outbox.outbox[-1].body


def test_declining_needs_a_reason(client, suggestion):
    sign_in(client, "Moderators")
    answer = client.post(at("end", suggestion.pk), {"end": "declined", "outcome": " "})
    assert answer.status_code == 422
    assert "Say in a sentence" in page_of(answer)
    for wrong in ({"outcome": "x"}, {"end": "received", "outcome": "x"}, {"end": "declined",
                  "outcome": "\x00"}, {"end": "declined", "outcome": "x" * 3000}):  # fmt: skip
        assert client.post(at("end", suggestion.pk), wrong).status_code == 422
    client.post(at("end", suggestion.pk), {"end": "declined", "outcome": "Not about libraries."})
    suggestion.refresh_from_db()
    assert suggestion.state == "declined"
    emails.send_waiting()
    assert "Not about libraries." in outbox.outbox[-1].body


def test_what_has_ended_stays_ended(client, suggestion):
    sign_in(client, "Moderators")
    for words in ("First.", "Second."):
        client.post(at("end", suggestion.pk), {"end": "done", "outcome": words})
    client.post(at("take", suggestion.pk))
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.outcome) == ("done", "First.")
    assert events() == ["received", "done"]


def test_a_letter_stands_or_falls_with_its_step(suggestion):
    user = make_user()
    with mock.patch.object(emails, "queue_email", side_effect=KeyError), pytest.raises(KeyError):
        workflow.decline(suggestion, user, "No.")
    suggestion.refresh_from_db()
    assert suggestion.state == "received"
    assert suggestion.steps.count() == 1


def test_a_report_on_an_entry_that_is_gone_can_still_be_resolved(client, reported):
    sign_in(client, "Moderators")
    Program.objects.get(pk=reported.object_id).delete()
    assert client.get(at("show", reported.pk)).status_code == 200
    client.post(at("end", reported.pk), {"end": "done", "outcome": "We took it away."})
    reported.refresh_from_db()
    assert reported.state == "done"


def test_letters_that_were_stopped_can_be_sent_again(client, suggestion):
    OutgoingMail.objects.update(state="given-up", answer="550 no")
    sign_in(client, "Administrators")
    page = page_of(client.get(reverse("letters:index"), {"state": "given-up"}))
    assert "550 no" in page
    letter = OutgoingMail.objects.get()
    address = reverse("letters:again", args=[letter.pk])
    assert address in page
    answer = client.post(address, follow=True)
    assert "within some minutes" in page_of(answer)
    assert emails.send_waiting().sent == 1
    assert "can be sent again" in page_of(client.post(address, follow=True))
    assert address not in page_of(client.get(reverse("letters:index")))
