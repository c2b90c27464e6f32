"""Letters reach a real mail server once: whatever it answers, whoever dies, however many send."""

from contextlib import closing
from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from directory.models import OutgoingMail
from directory.outbox import emails
from tests.smtp_server import Box, mail_server

pytestmark = pytest.mark.django_db

State = OutgoingMail.State


def post(name: str, event: str = "done") -> None:
    emails.queue_email(
        about=name, event=event, recipient=f"{name}@example.org", subject="S", text="T\n"
    )


def of(name: str) -> OutgoingMail:
    return OutgoingMail.objects.get(about=name)


def send_later(minutes: int = 24 * 60 + 1) -> emails.Tally:
    """A run of the sender so much later."""
    with mock.patch.object(emails.timezone, "now", return_value=after(minutes)):
        return emails.send_waiting()


def after(minutes: int):
    return timezone.localtime() + timedelta(minutes=minutes)


@pytest.fixture
def smtp(settings):
    """Let Django send to the mail server of the test: `smtp(box)`."""

    def to(box: Box) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.DEFAULT_FROM_EMAIL = "center@example.org"

    return to


def test_a_letter_arrives_with_its_headers(smtp):
    with mail_server() as box:
        smtp(box)
        emails.queue_email(
            about="x", event="done", recipient="a@example.org", subject="Grüße", text="Ä\n"
        )
        assert vars(emails.send_waiting()) == {"sent": 1, "failed": 0, "uncertain": 0}
        assert emails.send_waiting().tried == 0
    ((recipient, letter),) = box.letters
    assert recipient == letter["To"] == "a@example.org"
    assert letter["From"] == "center@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<x.done.")
    assert letter.get_payload(decode=True).decode() == "Ä\r\n"
    assert (of("x").state, of("x").tries) == (State.SENT, 1)


@pytest.mark.parametrize(
    ("recipient", "subject"),
    [("x@example.org", "S\r\nBcc: b@example.org"), ("x@example.org\nBcc: b@example.org", "S")],
)
def test_a_header_that_somebody_adds_goes_nowhere_and_holds_up_no_other(smtp, recipient, subject):
    with mail_server() as box:
        smtp(box)
        emails.queue_email(
            about="x", event="done", recipient=recipient, subject=subject, text="T\n"
        )
        post("a")
        assert vars(emails.send_waiting()) == {"sent": 1, "failed": 1, "uncertain": 0}
    assert box.received == {"a@example.org": 1}
    assert of("x").state == State.GIVEN_UP


def test_an_event_is_told_once(smtp):
    with mail_server() as box:
        smtp(box)
        post("a")
        post("a")
        emails.send_waiting()
        post("a")
        emails.send_waiting()
    assert box.received == {"a@example.org": 1}


def test_a_letter_stands_or_falls_with_what_it_tells():
    with transaction.atomic():
        post("a")
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    with mock.patch.object(connection, "in_atomic_block", False), pytest.raises(RuntimeError):
        post("a")


@pytest.mark.parametrize("refusal", ["451", "452", "break before the words"])
def test_what_surely_did_not_go_is_tried_again_later_and_arrives_once(smtp, refusal):
    with mail_server(a=[refusal, refusal]) as box:
        smtp(box)
        post("a")
        post("b")
        assert vars(emails.send_waiting()) == {"sent": 1, "failed": 1, "uncertain": 0}
        assert of("a").state == State.WAITING
        assert of("a").answer
        assert emails.send_waiting().tried == 0, "not before a pause"
        assert send_later(2).failed == 1
        assert send_later(2).tried == 0, "the second pause is longer"
        assert send_later(10).sent == 1
        assert send_later().tried == 0
    assert box.received == {"a@example.org": 1, "b@example.org": 1}
    assert box.tries["a@example.org"] == 3


def test_a_recipient_that_does_not_exist_is_given_up_at_once(smtp):
    with mail_server(a=["550"]) as box:
        smtp(box)
        post("a")
        emails.send_waiting()
        assert of("a").state == State.GIVEN_UP
        assert "550" in of("a").answer
        assert send_later().tried == 0
        assert of("a").retry()
        assert emails.send_waiting().sent == 1
        assert not of("a").retry(), "what was sent is not sent again"
    assert box.received == {"a@example.org": 1}


def test_after_many_tries_a_letter_is_given_up(smtp):
    with mail_server(a=["451"] * 20) as box:
        smtp(box)
        post("a")
        tries = [send_later(days * 24 * 60 + days).tried for days in range(12)]
    assert sum(tries) == box.tries["a@example.org"] == len(OutgoingMail.PAUSES) + 1
    assert of("a").state == State.GIVEN_UP


def test_nobody_can_tell_whether_it_arrived_so_it_is_not_sent_again(smtp):
    with mail_server(a=["break after the words"]) as box:
        smtp(box)
        post("a")
        post("b")
        assert vars(emails.send_waiting()) == {"sent": 1, "failed": 0, "uncertain": 1}
        assert of("a").state == State.UNCERTAIN
        assert send_later().tried == 0
    assert box.received == {"a@example.org": 1, "b@example.org": 1}


def test_without_a_server_all_letters_wait_and_no_try_is_counted(smtp):
    with mail_server() as box:
        smtp(box)
    post("a")
    with pytest.raises(emails.MailServerSilent):
        emails.send_waiting()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("send_letters")
    assert (of("a").state, of("a").tries) == (State.WAITING, 0)


def test_the_command_says_what_it_did(capsys):
    post("a")
    call_command("send_letters")
    assert capsys.readouterr().out == "1 sent, 0 not sent, 0 perhaps sent\n"


def test_a_slow_sender_whose_claim_ran_out_sends_nothing(smtp):
    with mail_server() as box:
        smtp(box)
        post("a")
        held = OutgoingMail.claim()
        with mock.patch.object(emails.timezone, "now", return_value=after(60)):
            assert emails.send_waiting().sent == 1
        with closing(emails.Mailer()) as mailer:
            mailer.open()
            assert mailer.send(held) is None
    assert box.received == {"a@example.org": 1}
