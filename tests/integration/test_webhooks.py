"""Webhooks: told once of each change they ask for, signed, again until taken, never inside."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from directory import jobs
from directory.changes.webhooks import PAUSES, Sender, replay
from directory.models import Change, Delivery, Link, Program, Webhook

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
State = Delivery.State


class Receiver(HTTPServer):
    """A program on loopback that takes messages, or does not."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 204
        self.received: list[tuple[dict, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?a=1"

    @property
    def sender(self) -> Sender:
        return Sender(allowance=frozenset({("127.0.0.1", self.server_port)}))


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args) -> None:
        """Say nothing."""


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hook(receiver):
    return Webhook.objects.create(name="Receiver", url=receiver.url)


def change_a_program() -> Program:
    program = Program.objects.filter(delivery="online").first()
    program.delivery = "hybrid"
    program.save()
    return program


def let_time_pass(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_message_says_what_happened_and_is_signed(receiver, hook):
    program = change_a_program()
    assert receiver.sender.send_due() == 1
    headers, body = receiver.received[0]
    told = json.loads(body)
    delivery = Delivery.objects.get()
    assert told["id"] == delivery.pk
    assert told["event"] == headers["X-Center-Event"] == "changed"
    assert told["directory"] == "programs"
    assert told["entry"]["slug"] == program.slug
    assert told["entry"]["html_url"].endswith(f"/programs/{program.slug}/")
    assert told["fields"] == {"delivery": {"old": "online", "new": "hybrid"}}
    signed = f"{headers['X-Center-Timestamp']}.".encode() + body
    expected = hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Center-Signature"] == f"sha256={expected}"
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
    assert not checks["is_genuine"]("another key", headers, body)
    Sender(allowance=receiver.sender.allowance, clock=lambda: 1_000_000).send(
        Delivery.objects.get()
    )
    old, body = receiver.received[1]
    assert not checks["is_genuine"](hook.secret, old, body)


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
    for number, pause in enumerate(PAUSES, 1):
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
    bodies = {body for _headers, body in receiver.received}
    assert len(bodies) == 1
    receiver.status = 200
    replay(Delivery.objects.get())
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


# --- The admin ------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(client):
    def sign_in(group: str):
        user = get_user_model().objects.create_user(f"one of {group}", password="x" * 12)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sign_in


def pages(hook: Webhook) -> list[str]:
    return [
        reverse("webhooks:index"), reverse("webhooks:add"),
        reverse("webhooks:edit", args=[hook.pk]), reverse("webhooks:delete", args=[hook.pk]),
        reverse("deliveries:index"),
    ]  # fmt: skip


def test_administrators_see_webhooks_and_their_messages(signed_in, hook):
    change_a_program()
    client = signed_in("Administrators")
    for url in pages(hook):
        assert client.get(url).status_code == 200, url
    assert hook.secret in client.get(reverse("webhooks:edit", args=[hook.pk])).content.decode()
    log = client.get(reverse("deliveries:index")).content.decode()
    assert "Receiver" in log
    change = Change.objects.get()
    assert f"{change.name}: Changed ({change.directory}/{change.slug})" in unescape(log)
    assert "Send again" not in log, "It has not been tried yet."
    assert "Action" in log


@pytest.mark.parametrize("group", ["Editors", "Moderators", "HRDR"])
def test_nobody_else_does(signed_in, hook, group):
    change_a_program()
    delivery = Delivery.objects.get()
    client = signed_in(group)
    for url in pages(hook):
        assert client.get(url).status_code in (302, 403), url
    response = client.post(reverse("deliveries:again", args=[delivery.pk]))
    assert response.status_code in (302, 403)
    delivery.refresh_from_db()
    assert delivery.tries == 0


def test_a_stranger_is_asked_to_sign_in(client, hook):
    for url in pages(hook):
        assert client.get(url)["Location"].startswith("/admin/login/")


def test_an_administrator_sends_a_message_again(signed_in, receiver, hook):
    change_a_program()
    receiver.sender.send_due()
    delivery = Delivery.objects.get()
    client = signed_in("Administrators")
    assert client.get(reverse("deliveries:again", args=[delivery.pk])).status_code == 405
    client.post(reverse("deliveries:again", args=[delivery.pk]))
    assert receiver.sender.send_due() == 1
    assert len(receiver.received) == 2


def test_the_form_refuses_an_address_inside(signed_in):
    client = signed_in("Administrators")
    data = {"name": "Inside", "url": "http://127.0.0.1/", "is_active": "on"}
    response = client.post(reverse("webhooks:add"), data)
    assert response.status_code == 200
    assert "not public" in response.content.decode()
    assert not Webhook.objects.exists()
