"""Webhooks: told once of each change they ask for, signed, again until taken, never inside."""

import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone

from directory import jobs
from directory.models import Change, Delivery, Link, Program, Webhook
from directory.models.webhooks import new_secret
from directory.outbox.webhooks import Sender, signature
from tests.webhook_receiver import change_a_program, is_genuine

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
State = Delivery.State


def let_time_pass(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_message_says_what_happened_and_is_signed(receiver, hook):
    program = change_a_program()
    assert receiver.sender.send_due() == 1
    headers, body = receiver.received[0]
    told = json.loads(body)
    delivery = Delivery.objects.get()
    assert told.keys() == {"type", "timestamp", "data"}
    assert told["type"] == "entry.changed"
    assert datetime.fromisoformat(told["timestamp"]) == Change.objects.get().at
    data = told["data"]
    assert data["directory"] == "programs"
    assert data["entry"]["slug"] == program.slug
    assert data["entry"]["html_url"].endswith(f"/programs/{program.slug}/")
    assert data["fields"] == {"delivery": {"old": "online", "new": "hybrid"}}
    assert headers["webhook-id"] == f"msg_{delivery.pk}"
    assert headers["Content-Type"] == "application/json"
    assert is_genuine(hook.secret, headers, body)
    assert not is_genuine(hook.secret, headers, body + b" ")
    assert not is_genuine(hook.secret, headers | {"webhook-id": "msg_0"}, body)
    assert (delivery.state, delivery.tries, delivery.answer) == (State.SENT, 1, "HTTP 204")


def test_the_check_in_the_docs_knows_a_genuine_message(receiver, hook):
    code = (ROOT / "docs" / "api.md").read_text().split("```python\n")[1].split("```")[0]
    checks: dict = {}
    exec(code, checks)  # noqa: S102
    change_a_program()
    receiver.sender.send_due()
    headers, body = receiver.received[0]
    assert checks["is_genuine"](hook.secret, headers, body)
    assert not checks["is_genuine"](hook.secret, headers, body + b" ")
    assert not checks["is_genuine"](new_secret(), headers, body)
    assert Delivery.objects.get().retry()
    Sender(allowance=receiver.sender.allowance, clock=lambda: 1_000_000).send_due()
    old, body = receiver.received[1]
    assert not checks["is_genuine"](hook.secret, old, body)
    assert is_genuine(hook.secret, old, body, now=1_000_000)
    assert Delivery.objects.get().retry()
    hook.rotate()
    receiver.sender.send_due()
    headers, body = receiver.received[2]
    assert checks["is_genuine"](hook.secret, headers, body)


def test_the_signature_is_that_of_the_example_of_standard_webhooks():
    """Of the tests of its own libraries."""
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    number, timestamp, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(key, number, timestamp, body) == expected
    headers = {
        "webhook-id": number, "webhook-timestamp": str(timestamp), "webhook-signature": expected,
    }  # fmt: skip
    assert is_genuine(key, headers, body, now=timestamp)


def test_a_key_that_was_replaced_signs_too_for_a_day(receiver, hook):
    keys = [hook.secret]
    for _each in range(2):
        hook.rotate()
        keys.append(hook.secret)
    assert len(set(keys)) == 3

    def those_that_sign(hours: float) -> list[bool]:
        receiver.received.clear()
        Delivery.objects.get().retry()
        now = timezone.now() + timedelta(hours=hours)
        with mock.patch.object(timezone, "now", return_value=now):
            assert receiver.sender.send_due() == 1
        ((headers, body),) = receiver.received
        assert headers["webhook-signature"].startswith("v1,")
        return [is_genuine(key, headers, body) for key in keys]

    change_a_program()
    receiver.sender.send_due()
    assert those_that_sign(0) == [True, True, True]
    assert those_that_sign(23.9) == [True, True, True]
    assert those_that_sign(24.1) == [False, False, True]
    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(hours=30)):
        hook.rotate()
    assert list(hook.former_secrets) == [keys[-1]], "what signs no more is forgotten"


def test_each_webhook_is_told_each_change_that_it_asks_for_once(receiver, hook):
    others = {
        "everything": Webhook.objects.create(name="All", url=receiver.url, on_link_broken=True),
        "nothing": Webhook.objects.create(name="Off", url=receiver.url, is_active=False),
        "coming": Webhook.objects.create(
            name="Coming", url=receiver.url, on_unpublished=False, on_changed=False
        ),
    }
    program = change_a_program()
    link = Link.objects.create(url="https://broken.example/", state="ok")
    Program.objects.filter(pk=program.pk).update(url=link.url)
    link.state, link.since = "broken", timezone.now()
    link.save()
    program.refresh_from_db()
    program.unpublish()

    def kinds(webhook) -> list[str]:
        return list(webhook.deliveries.order_by("pk").values_list("change__kind", flat=True))

    assert kinds(hook) == ["changed", "changed", "unpublished"]
    assert kinds(others["everything"]) == ["changed", "changed", "link-broken", "unpublished"]
    assert kinds(others["nothing"]) == []
    assert kinds(others["coming"]) == []
    program.refresh_from_db()
    program.save_revision().publish()
    assert kinds(others["coming"]) == ["published"]
    number = Delivery.objects.count()
    assert receiver.sender.send_due() == number
    assert receiver.sender.send_due() == 0
    assert len(receiver.received) == number


def test_what_is_rolled_back_is_told_to_nobody(hook):
    with transaction.atomic():
        change_a_program()
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert not Change.objects.exists()


def test_what_is_not_taken_is_sent_again_after_longer_and_longer_pauses(receiver, hook):
    receiver.status = 500
    change_a_program()
    for number, pause in enumerate(Delivery.PAUSES, 1):
        before = timezone.now()
        assert receiver.sender.send_due() == 0
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.tries, delivery.answer) == (
            State.WAITING, number, "HTTP 500",
        )  # fmt: skip
        assert delivery.due_at >= before + pause
        assert receiver.sender.send_due() == 0
        assert len(receiver.received) == number
        let_time_pass(delivery)
    receiver.sender.send_due()
    assert Delivery.objects.get().state == State.GIVEN_UP
    messages = {(headers["webhook-id"], body) for headers, body in receiver.received}
    assert len(messages) == 1, "the same at each try"
    receiver.status = 200
    assert Delivery.objects.get().retry()
    assert receiver.sender.send_due() == 1
    assert Delivery.objects.get().state == State.SENT


def test_a_webhook_that_rests_keeps_its_order_and_holds_up_no_other(receiver, hook):
    deaf = Webhook.objects.create(name="Deaf", url="http://127.0.0.1:9/")
    change_a_program()
    change_a_program()
    assert receiver.sender.send_due() == 2
    assert list(deaf.deliveries.order_by("pk").values_list("tries", flat=True)) == [1, 0]
    assert receiver.sender.send_due() == 0
    assert list(deaf.deliveries.order_by("pk").values_list("tries", flat=True)) == [1, 0]


def test_while_one_is_sent_nobody_sends_it_nor_what_follows_it(receiver, hook):
    change_a_program()
    change_a_program()
    others = []

    def clock() -> float:
        """A second sender comes while the first one works."""
        assert not Delivery.objects.get(state=State.SENDING).retry()
        others.append(receiver.sender.send_due())
        return time.time()

    assert Sender(allowance=receiver.sender.allowance, clock=clock).send_due() == 2
    assert others == [0, 0]
    numbers = [headers["webhook-id"] for headers, _body in receiver.received]
    assert numbers == [f"msg_{each.pk}" for each in Delivery.objects.order_by("pk")]


def test_what_a_killed_sender_had_claimed_is_sent_by_the_next_one_in_its_order(receiver, hook):
    change_a_program()
    change_a_program()
    held = Delivery.claim()
    assert receiver.sender.send_due() == 0, "while the claim holds"
    later = timezone.now() + Delivery.CLAIM + timedelta(seconds=1)
    with mock.patch.object(timezone, "now", return_value=later):
        assert receiver.sender.send_due() == 2
    numbers = [headers["webhook-id"] for headers, _body in receiver.received]
    assert numbers == [f"msg_{each.pk}" for each in Delivery.objects.order_by("pk")]
    assert held.fail("too late") is None, "what came of it is not overwritten"
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 2), ("sent", 1)}


def test_a_message_that_is_sent_again_waits_for_no_other_that_rests(receiver, hook):
    change_a_program()
    assert receiver.sender.send_due() == 1
    change_a_program()
    receiver.status = 500
    receiver.sender.send_due()
    receiver.status = 200
    assert receiver.sender.send_due() == 0, "it rests"
    first, second = Delivery.objects.order_by("pk")
    assert first.retry()
    assert receiver.sender.send_due() == 1
    assert second.retry()
    assert receiver.sender.send_due() == 1


def test_a_redirect_is_not_followed(receiver, hook):
    receiver.status = 302
    change_a_program()
    assert receiver.sender.send_due() == 0
    assert Delivery.objects.get().answer == "HTTP 302"
    assert len(receiver.received) == 1


@pytest.mark.parametrize("url", [
    "http://127.0.0.1/", "http://10.0.0.8/", "http://[::1]/", "http://169.254.169.254/latest/",
    "https://public.example:8443/", "ftp://public.example/", "http://user:pw@public.example/",
    "http://localhost/",
])  # fmt: skip
def test_nothing_is_sent_to_an_address_that_is_not_public(receiver, url):
    Webhook.objects.create(name="Inside", url=url)
    change_a_program()
    sender = Sender(resolver=lambda host, port: ["127.0.0.1"])
    assert sender.send_due() == 0
    delivery = Delivery.objects.get()
    assert delivery.state == State.WAITING
    assert delivery.answer
    assert not delivery.answer.startswith("HTTP")
    assert receiver.received == []


def test_the_scheduled_job_sends(hook):
    change_a_program()
    runs = list(jobs.run([jobs.JOBS["send-webhooks"]]))
    assert [run.state for run in runs] == ["done"]
    assert Delivery.objects.get().tries == 1
