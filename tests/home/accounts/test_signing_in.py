"""Signing in again in the middle of one's work leads back to it."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from directory.models import Import
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

HERE = "http://testserver"


@pytest.fixture
def log():
    return Import.objects.create(directory="programs", file_name="f.csv", content=b"slug\r\na\r\n")


def asked_to_sign_in(client, address: str, referer: str) -> str:
    answer = client.post(address, headers={"Referer": referer})
    assert answer.status_code == 302
    return answer["Location"]


def test_who_must_sign_in_to_send_something_comes_back_to_the_page_it_was_sent_from(client, log):
    address, page = (reverse(f"imports:{name}", args=[log.pk]) for name in ("drop", "columns"))
    login = asked_to_sign_in(client, address, f"{HERE}{page}?x=1&y=2")
    assert login == f"/admin/login/?next={page}%3Fx%3D1%26y%3D2"
    assert Import.objects.exists()
    sign_in(client, "Moderators")
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/admin/", "no address", HERE])
def test_of_a_sender_that_is_no_page_of_ours_nothing_is_believed(client, log, referer):
    address = reverse("imports:drop", args=[log.pk])
    assert asked_to_sign_in(client, address, referer) == f"/admin/login/?next={address}"


def test_who_only_reads_comes_to_what_was_asked_for(client, log):
    address = reverse("imports:columns", args=[log.pk])
    answer = client.get(address, headers={"Referer": f"{HERE}/admin/"})
    assert answer["Location"] == f"/admin/login/?next={address}"


# --- Signing out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete", "trace"])
def test_nobody_is_signed_out_by_a_link_or_a_picture(client, method):
    sign_in(client, "Editors")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    refused = getattr(client, method)("/admin/logout/")
    assert refused.status_code == 405
    assert not refused.cookies
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == before
    assert client.get("/admin/").status_code == 200


def test_the_button_signs_out(client):
    sign_in(client, "Editors")
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert client.get("/admin/").status_code == 302


def test_a_form_of_another_site_signs_nobody_out():
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, "Editors")
    assert strict.post("/admin/logout/").status_code == 403
    assert strict.get("/admin/").status_code == 200
