"""The pages of webhooks and of their messages, which administrators alone see."""

import re
from html import unescape

import pytest
from django.urls import reverse

from directory.models import Change, Delivery, Webhook
from tests.factories import sign_in
from tests.webhook_receiver import change_a_program

pytestmark = pytest.mark.django_db


def pages(hook: Webhook) -> list[str]:
    return [
        reverse("webhooks:index"), reverse("webhooks:add"),
        reverse("webhooks:edit", args=[hook.pk]), reverse("webhooks:delete", args=[hook.pk]),
        reverse("webhooks:new_key", args=[hook.pk]), reverse("deliveries:index"),
    ]  # fmt: skip


def test_administrators_see_webhooks_and_their_messages(client, hook):
    change_a_program()
    sign_in(client, "Administrators")
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
def test_nobody_else_does(client, hook, group):
    change_a_program()
    delivery = Delivery.objects.get()
    sign_in(client, group)
    for url in pages(hook):
        assert client.get(url).status_code in (302, 403), url
    for url in (
        reverse("deliveries:again", args=[delivery.pk]),
        reverse("webhooks:new_key", args=[hook.pk]),
    ):
        assert client.post(url).status_code in (302, 403)
    delivery.refresh_from_db()
    assert delivery.tries == 0
    assert Webhook.objects.get().secret == hook.secret


def test_a_stranger_is_asked_to_sign_in(client, hook):
    for url in pages(hook):
        assert client.get(url)["Location"].startswith("/admin/login/")


def test_an_administrator_sends_a_message_again(client, receiver, hook):
    change_a_program()
    receiver.sender.send_due()
    delivery = Delivery.objects.get()
    sign_in(client, "Administrators")
    address = reverse("deliveries:again", args=[delivery.pk])
    assert client.get(address).status_code == 405
    log = client.get(reverse("deliveries:index")).content.decode()
    assert address in log
    assert "Perhaps sent" not in log, "a message of a webhook is never uncertain"
    client.post(address)
    assert "can be sent again" in client.post(address, follow=True).content.decode()
    assert receiver.sender.send_due() == 1
    assert len(receiver.received) == 2


def test_an_administrator_replaces_a_key(client, hook):
    sign_in(client, "Administrators")
    edit = reverse("webhooks:edit", args=[hook.pk])
    address = reverse("webhooks:new_key", args=[hook.pk])
    page = client.get(edit).content.decode()
    assert address in page
    assert "signs too" not in page
    assert "for 24 hours" in client.get(address).content.decode()
    assert Webhook.objects.get().secret == hook.secret, "asking changes nothing"
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(edit, 302)]
    page = answer.content.decode()
    now = Webhook.objects.get()
    assert now.secrets == [now.secret, hook.secret]
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", now.secret)
    assert now.secret in unescape(page)
    assert hook.secret not in unescape(page)
    assert "signs too" in page
    history = client.get(reverse("webhooks:history", args=[hook.pk])).content.decode()
    assert "Replaced the key" in history


def test_the_form_refuses_an_address_inside(client):
    sign_in(client, "Administrators")
    data = {"name": "Inside", "url": "http://127.0.0.1/", "is_active": "on"}
    response = client.post(reverse("webhooks:add"), data)
    assert response.status_code == 200
    assert "not public" in response.content.decode()
    assert not Webhook.objects.exists()
