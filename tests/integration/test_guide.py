"""The guide is in the editor's menu, for everybody who may enter the editor and for nobody else."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_editor_finds_the_guide_in_the_menu(client):
    user = User.objects.create_user("ed", password="correct horse battery")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    address = reverse("guide:index")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(address).content.decode()
    assert '<h2 id="drafts-and-submitting">' in page
    assert '<a href="#drafts-and-submitting">' in page
    assert client.post(address).status_code == 405


def test_a_stranger_is_asked_to_sign_in_first(client):
    answer = client.get(reverse("guide:index"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("wagtailadmin_login"))
