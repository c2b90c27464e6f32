"""A letter for a new password: by the outbox, not without end, and nobody learns whose address it
was."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail as post_office
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from directory.models import OutgoingMail
from directory.outbox.emails import send_waiting
from home.accounts.password_resets import ASKED_BY_A_PEER, LETTERS_TO_AN_ADDRESS, write_letters
from home.models import Attempt
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/password_reset/"
DONE = "/admin/password_reset/done/"
KNOWN, UNKNOWN = "hana@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def hana():
    return make_user("Editors", username="hana", email=KNOWN)


@pytest.fixture
def waiting(settings):
    """Tasks wait for the worker, as on a server."""
    settings.TASKS = {
        **settings.TASKS,
        "background": {
            "BACKEND": "django_tasks_db.DatabaseBackend",
            "OPTIONS": {},
        },
    }


def ask(client, email: str, peer: str = "192.0.2.1"):
    return client.post(PAGE, {"email": email}, REMOTE_ADDR=peer)


def asked_with(client, email: str) -> list[str]:
    """The queries of asking, without what is different each time."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert ask(client, email)["Location"] == DONE
    return [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in seen.captured_queries]


def test_nobody_learns_whose_address_it_was(client, waiting, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        known = asked_with(client, KNOWN)
    with django_capture_on_commit_callbacks(execute=True):
        unknown = asked_with(client, UNKNOWN)
    assert known == unknown
    assert not any("auth_user" in query for query in known)
    assert not OutgoingMail.objects.exists()
    assert post_office.outbox == []
    assert DBTaskResult.objects.count() == 2


def test_the_letter_goes_by_the_outbox_and_opens_the_account(client):
    assert ask(client, KNOWN.upper())["Location"] == DONE
    assert post_office.outbox == []  # where the mail server is down, it waits
    letter = OutgoingMail.objects.get()
    assert letter.recipient == KNOWN
    send_waiting()
    (sent,) = post_office.outbox
    assert "hana" in sent.body
    path = re.search(r"https?://[^/]+(/admin/password_reset/confirm/\S+)", sent.body)[1]
    form = client.get(path, follow=True)
    new = {"new_password1": "staple-battery-horse", "new_password2": "staple-battery-horse"}
    assert client.post(form.request["PATH_INFO"], new).status_code == 302
    assert User.objects.get(username="hana").check_password("staple-battery-horse")


def test_what_opens_an_account_is_not_kept_once_it_is_sent(client):
    ask(client, KNOWN)
    send_waiting()
    letter = OutgoingMail.objects.get()
    assert letter.state == OutgoingMail.State.SENT
    assert letter.text == ""


def test_who_has_no_account_gets_no_letter(client, hana):
    ask(client, UNKNOWN)
    User.objects.filter(pk=hana.pk).update(is_active=False)
    ask(client, KNOWN)
    assert not OutgoingMail.objects.exists()


def test_a_task_that_is_done_twice_writes_one_letter():
    write_letters.call(KNOWN, 7)
    write_letters.call(KNOWN, 7)
    assert OutgoingMail.objects.count() == 1


def test_nobodys_mailbox_is_filled(client):
    for number in range(LETTERS_TO_AN_ADDRESS + 5):
        answer = ask(client, [KNOWN, KNOWN.upper()][number % 2], peer=f"192.0.2.{number}")
        assert answer["Location"] == DONE
    assert OutgoingMail.objects.count() == LETTERS_TO_AN_ADDRESS
    Attempt.objects.update(at=F("at") - timedelta(hours=1))
    ask(client, KNOWN)
    assert OutgoingMail.objects.count() == LETTERS_TO_AN_ADDRESS + 1


def test_who_goes_on_asking_keeps_no_letter_from_anybody(client):
    for _hour in range(2):
        Attempt.objects.update(at=F("at") - timedelta(minutes=31))
        for number in range(LETTERS_TO_AN_ADDRESS):
            ask(client, KNOWN, peer=f"192.0.2.{number}")
    assert OutgoingMail.objects.count() == LETTERS_TO_AN_ADDRESS
    Attempt.objects.update(at=F("at") - timedelta(minutes=31))
    ask(client, KNOWN)
    assert OutgoingMail.objects.count() == LETTERS_TO_AN_ADDRESS + 1


@pytest.mark.parametrize("addresses", [[KNOWN], [UNKNOWN], ["a{}@example.org"]])
def test_one_peer_does_not_ask_without_end(client, addresses):
    for number in range(ASKED_BY_A_PEER):
        assert ask(client, addresses[0].format(number))["Location"] == DONE
    refused = ask(client, KNOWN)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert ask(client, KNOWN, peer="192.0.2.2").status_code == 302


def test_nonsense_is_said_to_be_nonsense(client):
    for email in ("", "x", "\x00@example.org", "a" * 400 + "@example.org"):
        assert ask(client, email).status_code == 200
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("address", ["hana@[127.0.0.1]", "hana@[::1]", "hana@localhost"])
def test_an_address_of_a_machine_is_refused(client, hana, address):
    User.objects.filter(pk=hana.pk).update(email=address)
    answer = ask(client, address)
    assert answer.status_code == 200
    assert "Enter a valid email address." in answer.content.decode()
    assert not OutgoingMail.objects.exists()
    assert not Attempt.objects.exists()
