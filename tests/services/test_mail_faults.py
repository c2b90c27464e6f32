"""The mail server is gone, and comes back; what readers are told arrives once."""

import json
import signal

import pytest

from tests.cms.served.conftest import free_port
from tests.smtp_server import mail_server

JOB = ("run_scheduled", "send-mail", "-v0")
QUEUE = """
from django.db import transaction
from directory.outbox import emails
with transaction.atomic():
    for name in {names}:
        emails.queue_email(
            about=name, event="done", recipient=f"{{name}}@example.org", subject="S", text="T"
        )
"""
LETTERS = """
import json
from directory.models import OutgoingMail
print(json.dumps(dict(OutgoingMail.objects.values_list("about", "state"))))
"""
LATER = """
from django.utils import timezone
from directory.models import JobRun, OutgoingMail
past = timezone.now() - timezone.timedelta(seconds=1)
OutgoingMail.objects.filter(state="sending").update(claimed_until=past)
JobRun.objects.filter(state="running").update(held_until=past)
"""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def site(postgres, port, site_on):
    address = f"smtp://127.0.0.1:{port}"
    with site_on(DATABASE_URL=postgres.url("center"), EMAIL_URL=address) as running:
        yield running


def send(site) -> None:
    site.command(*JOB).communicate(timeout=120)


def letters(site) -> dict[str, str]:
    """The state of each letter."""
    return json.loads(site.shell(LETTERS))


def test_letters_wait_for_a_server_that_is_gone_and_nobody_else_does(site, port):
    names = ["anna", "berta", "carla"]
    site.shell(QUEUE.format(names=names))
    for _time in range(2):
        send(site)
        assert letters(site).items() >= dict.fromkeys(names, "waiting").items()
    for path in ("/", "/suggest/", "/healthz/ready"):
        assert site.ask(path).status == 200
    assert site.say(70_000).status == 302
    with mail_server(port) as box:
        send(site)
        send(site)
    assert box.received == {f"{name}@example.org": 1 for name in names}
    assert letters(site).items() >= dict.fromkeys(names, "sent").items()


def test_a_sender_is_killed_before_and_after_the_words_and_no_letter_comes_twice(site, port):
    before, after = "stall before the words", "stall after the words"
    site.shell(QUEUE.format(names=["dora", "emma", "flora"]))
    with mail_server(port, dora=[before], emma=[after]) as box:
        for _time in range(2):
            box.stalled.clear()
            process = site.command(*JOB)
            assert box.stalled.wait(60)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            site.shell(LATER)
        send(site)
    assert box.received == {f"{name}@example.org": 1 for name in ("dora", "emma", "flora")}
    found = letters(site)
    assert (found["dora"], found["emma"], found["flora"]) == ("sent", "uncertain", "sent")
