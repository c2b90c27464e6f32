"""What a sender gets, a page of its own and letters, and when the sender is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.models import OutgoingMail, Program, Submission
from directory.submissions import workflow
from tests.factories import make_user
from tests.submission_forms import page_of, report, suggest

pytestmark = pytest.mark.django_db


def test_a_status_page_needs_its_word(client):
    suggest(client)
    made = Submission.objects.get()
    assert len(made.token) == 32
    for word in (made.reference, "a" * 32, made.token.swapcase(), made.token + "a", str(made.pk)):
        assert client.get(f"/suggest/{word}/").status_code == 404
    assert client.post(f"/suggest/{made.token}/").status_code == 405


def test_the_status_page_tells_the_end_and_the_reason(client):
    user = make_user()
    suggest(client)
    made = Submission.objects.get()
    path = f"/suggest/{made.token}/"
    workflow.take(made, user)
    assert "An editor is looking at it." in page_of(client.get(path))
    workflow.decline(made, user, "It is <b>not</b> about libraries.")
    page = client.get(path).content.decode()
    assert "declined" in page
    assert "It is &lt;b&gt;not&lt;/b&gt; about libraries." in page


def test_a_reported_entry_that_is_gone_leaves_a_status_page(client):
    entry = Program.objects.published().first()
    path = report(client, entry).url
    entry.delete()
    answer = client.get(path)
    assert answer.status_code == 200
    assert entry.name in page_of(answer)


def test_letters_to_an_unproven_address_carry_no_words_of_the_sender(client):
    suggest(client, email="victim@example.org", name="Buy pills", text="Buy pills now")
    letter = OutgoingMail.objects.get()
    assert letter.recipient == "victim@example.org"
    assert "pills" not in letter.text + letter.subject
    assert Submission.objects.get().token in letter.text


def test_no_address_no_letter(client):
    suggest(client)
    report(client)
    assert not OutgoingMail.objects.exists()


def test_addresses_are_forgotten_in_time(client):
    user = make_user()
    suggest(client, email="ann@example.org")
    made = Submission.objects.get()
    workflow.decline(made, user, "No.")
    assert workflow.forget_senders() == 0
    Submission.objects.update(
        created_at=timezone.now() - timedelta(days=2), ended_at=timezone.now() - timedelta(days=91)
    )
    assert workflow.forget_senders() == 1
    made.refresh_from_db()
    assert (made.email, made.peer) == ("", "")
    letters = OutgoingMail.objects.values_list("recipient", "text")
    assert set(letters) == {("", "")}


def test_a_mail_server_that_repeats_an_address_keeps_it_no_longer(client):
    suggest(client, email="ann@example.org")
    made = Submission.objects.get()
    workflow.decline(made, make_user(), "No.")
    OutgoingMail.objects.update(answer="SMTPRecipientsRefused: {'ann@example.org': (550, b'')}")
    Submission.objects.update(ended_at=timezone.now() - timedelta(days=91))
    workflow.forget_senders()
    for letter in OutgoingMail.objects.values():
        assert "ann@example.org" not in str(letter)
