"""The guide is in the editor's menu, for everybody who may enter the editor and for nobody else."""

import pytest
from django.urls import reverse

from tests.factories import make_superuser, sign_in

pytestmark = pytest.mark.django_db


def test_an_editor_finds_the_guide_in_the_menu(client):
    sign_in(client, "Editors")
    address = reverse("guide:index")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(address).content.decode()
    assert '<h2 id="drafts-and-submitting">' in page
    assert '<a href="#drafts-and-submitting">' in page
    assert client.post(address).status_code == 405


def test_the_guide_leads_to_what_a_program_is_sent(client):
    client.force_login(make_superuser())
    guide = client.get(reverse("guide:index")).content.decode()
    assert f'href="{reverse("guide:api")}#webhooks"' in guide
    page = client.get(reverse("guide:api")).content.decode()
    assert '<h2 id="webhooks">' in page
    assert "webhook-signature" in page


@pytest.mark.parametrize("name", ["guide:index", "guide:api"])
def test_a_stranger_is_asked_to_sign_in_first(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("wagtailadmin_login"))


def test_who_may_not_do_something_is_told_what_to_do_about_it(client):
    sign_in(client, "Editors")
    page = client.get(reverse("imports:index"), follow=True).content.decode()
    assert "you do not have permission" in page
    assert "ask an administrator to put you into the group for it" in page
    assert f'href="{reverse("guide:index")}#signing-in"' in page
    assert '<h2 id="signing-in">' in client.get(reverse("guide:index")).content.decode()


def test_an_account_in_no_group_is_told_who_helps(client):
    sign_in(client)
    page = client.get(reverse("wagtailadmin_home"), follow=True).content.decode()
    assert "Ask an administrator to put your account into a group." in page
