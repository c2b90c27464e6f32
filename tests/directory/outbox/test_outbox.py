"""Senders that die, that work at the same time, and that come after a change of the tables."""

import base64
import os
import signal
import subprocess
import sys

import pytest

from directory.models import OutgoingMail
from tests.seeded import ROOT, seeded_site
from tests.smtp_server import Box, mail_server
from tests.webhook_receiver import webhook_receiver

State = OutgoingMail.State


SETUP = """
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from directory.models import Change, Delivery, OutgoingMail, Webhook
from directory.outbox import emails
from directory.outbox.webhooks import Sender
def post(name):
    with transaction.atomic():
        emails.queue_email(
            about=name, event="done", recipient=name + "@example.org", subject="S", text="T"
        )
def tell(url, changes):
    Webhook.objects.create(name=url, url=url)
    Delivery.enqueue(Change.objects.bulk_create(
        Change(directory="programs", object_id=0, slug="x", name="X", kind="changed",
               at=timezone.now())
        for _each in range(changes)
    ))
"""
# The claims of whoever died run out.
LATER = "OutgoingMail.objects.exclude(claimed_until=None).update(claimed_until='2000-01-01T00Z')\n"
SEND = "print(emails.send_waiting().sent)\n"


@pytest.fixture
def sender(tmp_path):
    """Start a process with a database of its own that runs code: `sender(box, code)`."""
    site = seeded_site(tmp_path)
    started = []

    def start(box: Box, code: str) -> subprocess.Popen:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
            **site,
        }
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


def test_two_senders_at_once_send_each_letter_and_each_message_once(sender):
    names = [f"n{number}" for number in range(10)]
    with mail_server() as box, webhook_receiver() as receiver:
        urls = [f"http://127.0.0.1:{receiver.server_port}/{name}" for name in names]
        write = f"for name in {names}: post(name)\n"
        # An older webhook hears of the changes that are made for the younger ones too.
        write += f"for url in {urls}: tell(url, changes=1)\n"
        finished(sender(box, write))
        tell = f"Sender(allowance={receiver.sender.allowance!r}).send_due()"
        both = [sender(box, f"print(emails.send_waiting().sent, {tell})\n") for _each in range(2)]
        letters, messages = zip(*(finished(each).split() for each in both), strict=True)
        number = sum(range(1, len(names) + 1))
        assert sum(map(int, letters)) == len(names)
        assert sum(map(int, messages)) == number
        told = [headers["webhook-id"] for headers, _body in receiver.received]
        assert len(told) == len(set(told)) == number
        for name in names:
            of_one = [
                int(word.removeprefix("msg_"))
                for word, path in zip(told, receiver.paths, strict=True)
                if path == f"/{name}"
            ]
            assert of_one == sorted(of_one), "in their order"
    assert box.received == {f"{name}@example.org": 1 for name in names}


KEYS = """
from django.core.management import call_command
from django.db import connection
def keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, secret FROM directory_webhook ORDER BY name")
        return dict(cursor.fetchall())
def do(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
tell("https://one.example/", changes=1)
post("a")
new = keys()["https://one.example/"]
do("UPDATE directory_delivery SET state = 'sending', answer = 'HTTP 500'")
do("UPDATE directory_outgoingmail SET answer = '451 no'")
call_command("migrate", "directory", "0019", verbosity=0)
older = keys()["https://one.example/"]
do("INSERT INTO directory_webhook (name, url, is_active, on_published, on_unpublished, on_changed,"
   " on_link_broken, secret) VALUES ('old', 'https://old.example/', TRUE, TRUE, TRUE, TRUE, TRUE,"
   " 'JH5ye7yTj1t0Oyt3xH0Pzp1aYV1b3d4X8kq2s_-9MnA')")
call_command("migrate", "directory", verbosity=0)
print(new, older, keys()["https://one.example/"], keys()["old"])
print(*Delivery.objects.values_list("state", "answer").get(), sep="; ")
print(OutgoingMail.objects.get().answer)
"""


def test_what_was_written_before_the_outboxes_were_one_stays_and_can_go_back(sender):
    with mail_server() as box:
        found = finished(sender(box, KEYS)).splitlines()
    new, older, again, old = found[0].split()
    assert base64.urlsafe_b64decode(f"{older}=") == base64.b64decode(new.removeprefix("whsec_"))
    for before, after in ((older, again), ("JH5ye7yTj1t0Oyt3xH0Pzp1aYV1b3d4X8kq2s_-9MnA", old)):
        assert base64.b64decode(after.removeprefix("whsec_")) == before.encode()
    assert found[1:] == ["waiting; HTTP 500", "451 no"]
