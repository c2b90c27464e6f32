"""Letters reach a real mail server once: whatever it answers, whoever dies, however many send."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from directory.models import OutgoingMail
from directory.outbox import emails as mail
from tests.seeded import ROOT, seeded_database
from tests.smtp_server import Box, mail_server

pytestmark = pytest.mark.django_db

State = OutgoingMail.State


def post(name: str, event: str = "done") -> None:
    mail.post(about=name, event=event, recipient=f"{name}@example.org", subject="S", text="T\n")


def of(name: str) -> OutgoingMail:
    return OutgoingMail.objects.get(about=name)


def send_later(minutes: int = 24 * 60 + 1) -> mail.Tally:
    """A run of the sender so much later."""
    with mock.patch.object(mail.timezone, "now", return_value=after(minutes)):
        return mail.send_waiting()


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
        mail.post(about="x", event="done", recipient="a@example.org", subject="Grüße", text="Ä\n")
        assert vars(mail.send_waiting()) == {"sent": 1, "failed": 0, "uncertain": 0}
        assert mail.send_waiting().tried == 0
    ((recipient, letter),) = box.letters
    assert recipient == letter["To"] == "a@example.org"
    assert letter["From"] == "center@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<x.done.")
    assert letter.get_payload(decode=True).decode() == "Ä\r\n"
    assert (of("x").state, of("x").tries) == (State.SENT, 1)


def test_an_event_is_told_once(smtp):
    with mail_server() as box:
        smtp(box)
        post("a")
        post("a")
        mail.send_waiting()
        post("a")
        mail.send_waiting()
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
        assert vars(mail.send_waiting()) == {"sent": 1, "failed": 1, "uncertain": 0}
        assert of("a").state == State.WAITING
        assert of("a").error
        assert mail.send_waiting().tried == 0, "not before a pause"
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
        mail.send_waiting()
        assert of("a").state == State.GIVEN_UP
        assert "550" in of("a").error
        assert send_later().tried == 0
        assert mail.send_again(of("a"))
        assert mail.send_waiting().sent == 1
        assert not mail.send_again(of("a")), "what was sent is not sent again"
    assert box.received == {"a@example.org": 1}


def test_after_many_tries_a_letter_is_given_up(smtp):
    with mail_server(a=["451"] * 20) as box:
        smtp(box)
        post("a")
        tries = [send_later(days * 24 * 60 + days).tried for days in range(12)]
    assert sum(tries) == box.tries["a@example.org"] == len(mail.PAUSES) + 1
    assert of("a").state == State.GIVEN_UP


def test_nobody_can_tell_whether_it_arrived_so_it_is_not_sent_again(smtp):
    with mail_server(a=["break after the words"]) as box:
        smtp(box)
        post("a")
        post("b")
        assert vars(mail.send_waiting()) == {"sent": 1, "failed": 0, "uncertain": 1}
        assert of("a").state == State.UNCERTAIN
        assert send_later().tried == 0
    assert box.received == {"a@example.org": 1, "b@example.org": 1}


def test_without_a_server_all_letters_wait_and_no_try_is_counted(smtp):
    with mail_server() as box:
        smtp(box)
    post("a")
    with pytest.raises(mail.MailServerSilent):
        mail.send_waiting()
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
        held = mail.claim()
        with mock.patch.object(mail.timezone, "now", return_value=after(60)):
            assert mail.send_waiting().sent == 1
        mailer = mail._open_mailer()
        assert mail._deliver(held, mailer) is None
        mailer.close()
    assert box.received == {"a@example.org": 1}


# --- Processes that die, and that work at the same time ------------------------------------------

SETUP = """
import django
django.setup()
from django.db import transaction
from directory.outbox import emails as mail
from directory.models import OutgoingMail
from django.utils import timezone
from datetime import timedelta
def post(name):
    with transaction.atomic():
        mail.post(about=name, event="done", recipient=name + "@example.org", subject="S", text="T")
"""
LATER = "OutgoingMail.objects.exclude(claimed_until=None).update(claimed_until='2000-01-01T00Z')\n"
SEND = "print(mail.send_waiting().sent)\n"


@pytest.fixture
def sender(tmp_path):
    """Start a process with a database of its own that runs code: `sender(box, code)`."""
    shutil.copy(seeded_database(), tmp_path / "center.sqlite3")
    started = []

    def start(box: Box, code: str) -> subprocess.Popen:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "VAR_DIR": str(tmp_path),
            "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        }
        environment.pop("DATABASE_URL", None)
        process = subprocess.Popen(
            [sys.executable, "-c", SETUP + code], cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def finished(process: subprocess.Popen) -> str:
    out, _nothing = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.strip()


STATE = "print(OutgoingMail.objects.get(about='a').state)\n"


@pytest.mark.parametrize(("moment", "state"), [("before", State.SENT), ("after", State.UNCERTAIN)])
def test_a_killed_sender_loses_nothing_and_sends_nothing_twice(sender, moment, state):
    with mail_server(a=[f"stall {moment} the words"]) as box:
        killed = sender(box, "post('a'); post('b')\n" + SEND)
        assert box.stalled.wait(timeout=120)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=20)
        # While the claim of the dead one holds, only the other letter goes.
        # After it ran out, the rest is settled.
        out = finished(sender(box, SEND + LATER + SEND + STATE))
        expected = {"before": ["1", "1", state], "after": ["1", "0", state]}[moment]
        assert out.split() == expected
    assert box.received == {"a@example.org": 1, "b@example.org": 1}


def test_two_senders_at_once_send_each_letter_once(sender):
    names = [f"n{number}" for number in range(30)]
    with mail_server() as box:
        finished(sender(box, f"for name in {names}: post(name)\n"))
        both = [sender(box, SEND) for _each in range(2)]
        assert sum(int(finished(each)) for each in both) == len(names)
    assert box.received == {f"{name}@example.org": 1 for name in names}
