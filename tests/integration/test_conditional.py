"""A repeated question is answered 304, and never once the answer would be another."""

import pytest
from django.contrib.auth.models import User

from directory.models import Program

pytestmark = pytest.mark.django_db

PATHS = ["/", "/programs/", "/programs/?place=ohio", "/places/ohio/", "/overview/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_repeated_question_is_answered_304_with_one_query(
    client, path, django_assert_num_queries
):
    first = client.get(path)
    assert first["ETag"].startswith('W/"')
    with django_assert_num_queries(1):
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "HX-Request" in again["Vary"]


@pytest.mark.parametrize("path", PATHS)
def test_a_change_makes_a_new_answer(client, path):
    tag = client.get(path)["ETag"]
    Program.objects.first().save()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_fragment_and_the_page_are_different_answers(client):
    page = client.get("/programs/")
    fragment = client.get(
        "/programs/", headers={"HX-Request": "true", "If-None-Match": page["ETag"]}
    )
    assert fragment.status_code == 200
    assert fragment["ETag"] != page["ETag"]


def test_a_signed_in_editor_gets_no_shared_answer(client):
    tag = client.get("/programs/")["ETag"]
    client.force_login(User.objects.create_superuser("boss", "b@example.org", "x"))
    response = client.get("/programs/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "ETag" not in response
    assert "private" in response["Cache-Control"]


def test_an_entry_that_expires_makes_a_new_answer_without_any_change(client, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    program = Program.objects.first()
    program.expire_at = timezone.now() + timedelta(hours=1)
    program.save()
    first = client.get("/programs/")
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    again = client.get("/programs/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "205 programs" in again.content.decode()
    assert again["ETag"] != first["ETag"]
