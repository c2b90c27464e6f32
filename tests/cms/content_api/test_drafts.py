"""A draft is shown to another front end by a token, for a while, and to nobody else."""

import pytest
from django.urls import reverse

from cms.api import drafts
from tests.cms.content_api.conftest import PAGES
from tests.factories import make_announcement, make_superuser, sign_in

pytestmark = pytest.mark.django_db


def draft(**changes):
    made = make_announcement(live=False)
    made.title = "Bilby draft"
    return made, made.save_revision()


def shown(client, token):
    return client.get(f"{PAGES}preview/", {"token": token})


def test_a_token_shows_its_draft_and_nothing_newer(client):
    made, revision = draft()
    token = drafts.token_for(revision)
    made.title = "Bilby later"
    made.save_revision()
    response = shown(client, token)
    assert response.status_code == 200
    assert response.json()["title"] == "Bilby draft"
    assert response.json()["body_html"] == ""
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert client.get(f"{PAGES}{made.pk}/").status_code == 404


def test_a_token_that_was_changed_is_a_403_and_an_old_one_a_410(client, monkeypatch):
    _made, revision = draft()
    token = drafts.token_for(revision)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "", "a:b:c", "²", "x" * 5000):
        response = shown(client, bad)
        assert response.status_code == 403, bad
        assert response["Cache-Control"] == "no-store"
        assert "Bilby" not in response.content.decode()
        assert response.json()["detail"]
    assert client.get(f"{PAGES}preview/").status_code == 400
    import time

    later = time.time() + 15 * 60 + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    over = shown(client, token)
    assert over.status_code == 410
    assert "expired" in over.json()["detail"]


def test_a_token_of_a_page_that_was_deleted_is_a_410(client):
    made, revision = draft()
    token = drafts.token_for(revision)
    made.delete()
    assert shown(client, token).status_code == 410


def test_an_editor_gets_the_link_on_the_page_that_is_edited(client):
    made, revision = draft()
    client.force_login(make_superuser())
    link = reverse("draft_link", args=[made.pk])
    assert link in client.get(reverse("wagtailadmin_pages:edit", args=[made.pk])).content.decode()
    response = client.get(link)
    assert "no-store" in response["Cache-Control"]
    assert '<h1 class="w-header__title"' in response.content.decode()
    assert drafts.token_for(revision).split(":")[0] in response.content.decode()
    client.logout()
    assert shown(client, drafts.token_for(revision)).status_code == 200


def test_only_those_who_may_edit_a_page_get_a_link_to_its_draft(client):
    made, _revision = draft()
    link = reverse("draft_link", args=[made.pk])
    assert client.get(link).status_code == 302
    sign_in(client, permissions=["access_admin"])
    response = client.get(link, follow=True)
    assert "token=" not in response.content.decode()
    assert client.get(link).status_code in (302, 403)
