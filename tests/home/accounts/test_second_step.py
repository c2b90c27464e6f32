"""Where the site asks for it, a password alone opens nothing in the editor."""

import re
import time

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from home.accounts import second_step
from tests.factories import PASSWORD, make_user
from tests.site.admin_walk.addresses import PARAMETER, addresses

pytestmark = pytest.mark.django_db

STEP = "/admin/second-step/"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.EDITOR_SECOND_STEP = True


def account(name="editor", group="Editors", **more) -> User:
    return make_user(group, username=name, **more)


def sign_in(person: User) -> Client:
    """A browser in which the right password was given."""
    client = Client()
    posted = {"username": person.get_username(), "password": PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", posted).status_code == 302
    return client


def code_of(person: User, ahead: int = 0) -> str:
    """What the phone of this person shows now, or so many half minutes later."""
    device = TOTPDevice.objects.get(user=person)
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    shown.time = time.time() + ahead * device.step
    return f"{shown.token():06}"


def set_up(person: User) -> tuple[Client, list[str]]:
    """A browser in which the second step was set up, and the spare codes."""
    client = sign_in(person)
    page = client.get(STEP).content.decode()
    assert "<svg" in page
    done = client.post(STEP, {"code": code_of(person), "next": "/admin/pages/"}).content.decode()
    codes = re.findall(r"<li><code>(\w+)</code></li>", done)
    assert len(codes) == second_step.SPARE_CODES
    assert 'href="/admin/pages/"' in done
    return client, codes


def test_with_a_password_alone_every_address_of_the_editor_leads_to_the_second_step():
    client = sign_in(account(group="Administrators"))
    for address in addresses():
        path = "/admin/" + PARAMETER.sub("1", address.pattern)
        if not path.startswith(second_step.OPEN):
            response = client.get(path)
            assert response.status_code == 302, path
            assert response["Location"].startswith(f"{STEP}?next=/admin/"), path
    assert client.post("/admin/pages/1/delete/").status_code == 302
    assert client.get("/").status_code == 200


def test_the_phone_is_set_up_and_asked_at_each_sign_in():
    person = account()
    client, _codes = set_up(person)
    assert client.get("/admin/").status_code == 200
    again = sign_in(person)
    assert again.get("/admin/").status_code == 302
    page = again.get(STEP).content.decode()
    assert "<svg" not in page
    assert TOTPDevice.objects.get(user=person).config_url not in page
    assert again.post(STEP, {"code": "000000"}).status_code == 200
    assert again.get("/admin/").status_code == 302
    TOTPDevice.objects.get(user=person).throttle_reset()
    done = again.post(STEP, {"code": code_of(person, ahead=1), "next": "/admin/reports/"})
    assert done["Location"] == "/admin/reports/"
    assert again.get("/admin/").status_code == 200


def test_a_code_works_once_and_wrong_ones_must_wait():
    person = account()
    set_up(person)
    client = sign_in(person)
    assert client.post(STEP, {"code": code_of(person)}).status_code == 200  # that of the setting up
    for _turn in range(5):
        assert "too soon" in client.post(STEP, {"code": "123456"}).content.decode()
    right = client.post(STEP, {"code": code_of(person, ahead=1)})
    assert right.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_each_spare_code_works_once_and_new_ones_replace_all():
    person = account()
    client, codes = set_up(person)
    other = sign_in(person)
    assert other.post(STEP, {"code": f" {codes[0].upper()} "})["Location"] == "/admin/"
    assert other.get("/admin/").status_code == 200
    third = sign_in(person)
    assert third.post(STEP, {"code": codes[0]}).status_code == 200
    assert "9 spare codes are left" in client.get(STEP).content.decode()
    assert "spare codes: 9 are left" in client.get("/admin/account/").content.decode()
    renewed = client.post(STEP).content.decode()
    assert codes[1] not in renewed
    assert not StaticToken.objects.filter(token=codes[1]).exists()
    assert StaticToken.objects.filter(device__user=person).count() == second_step.SPARE_CODES


@pytest.mark.parametrize("hostile", ["", "x" * 10_000, "\x00", "१२३४५६", "-1", "1e5", "' OR 1=1"])
def test_a_hostile_code_is_refused(hostile):
    person = account()
    set_up(person)
    assert sign_in(person).post(STEP, {"code": hostile}).status_code == 200


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(away):
    person = account()
    client, codes = set_up(person)
    assert away not in client.get(STEP, {"next": away}).content.decode()
    other = sign_in(person)
    assert other.post(STEP, {"code": codes[0], "next": away})["Location"] == "/admin/"


def test_the_device_of_somebody_else_opens_nothing():
    one, other = account("one"), account("other")
    set_up(one)
    client = sign_in(other)
    session = client.session
    session[second_step.DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=one).persistent_id
    session.save()
    assert client.get("/admin/").status_code == 302
    session[second_step.DEVICE_ID_SESSION_KEY] = "otp_totp.totpdevice/999999"
    session.save()
    assert client.get("/admin/").status_code == 302


def test_who_may_change_accounts_lets_another_begin_anew_and_nobody_else_does():
    editor, boss = account(), account("boss", "Administrators", is_superuser=True)
    client, _codes = set_up(editor)
    chief, _codes = set_up(boss)
    path = reverse("forget_second_step", args=[editor.pk])
    assert path in chief.get("/admin/users/").content.decode()
    assert client.post(reverse("forget_second_step", args=[boss.pk])).status_code == 403
    assert chief.post(reverse("forget_second_step", args=[boss.pk])).status_code == 403
    assert Client().post(path).status_code == 403
    assert chief.get(path).status_code == 200
    assert chief.post(path)["Location"] == "/admin/users/"
    assert client.get("/admin/").status_code == 302
    assert "<svg" in client.get(STEP).content.decode()


def test_the_operator_lets_somebody_begin_anew(capsys):
    person = account()
    client, _codes = set_up(person)
    call_command("forget_second_step", "editor")
    assert client.get("/admin/").status_code == 302
    with pytest.raises(CommandError):
        call_command("forget_second_step", "nobody")


def test_without_a_password_there_is_no_second_step():
    assert Client().get(STEP)["Location"].startswith("/admin/login/")
    assert Client().get("/admin/")["Location"].startswith("/admin/login/")


def test_a_site_that_does_not_ask_has_no_such_page(settings):
    settings.EDITOR_SECOND_STEP = False
    client = sign_in(account())
    assert client.get("/admin/").status_code == 200
    assert client.get(STEP).status_code == 404
