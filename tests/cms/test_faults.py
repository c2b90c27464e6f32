"""While the database is away every address says so, and when to come back."""

import logging

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection

from tests.factories import make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(client):
    """Call it, and the database refuses every question from then on."""
    client.raise_request_exception = False
    blocked = []

    def refuse(execute, sql, params, many, context):
        raise OperationalError("connection refused\n\tIs the server running?")

    def leave() -> None:
        connection.execute_wrappers.append(refuse)
        blocked.append(refuse)

    yield leave
    for each in blocked:
        connection.execute_wrappers.remove(each)


@pytest.mark.parametrize(
    "path", ["/", "/programs/", "/programs/list.csv", "/places/ohio/", "/suggest/", "/sitemap.xml"]
)
def test_a_reader_is_told_when_to_come_back(client, gone, caplog, path):
    gone()
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Permissions-Policy"]
    assert "The center is away for a moment" in answer.content.decode()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == (
        "The database is away: connection refused  \tIs the server running?".replace("  ", " ")
    )
    assert not record.exc_info


@pytest.mark.parametrize(
    "path", ["/api/directory/v1/programs", "/api/directory/v1/programs.ndjson",
             "/api/content/v2/pages/"],
)  # fmt: skip
def test_a_program_is_told_as_a_problem(client, gone, path):
    gone()
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "10"
    assert answer.json()["title"] == "Away for a moment"


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/second-step/", "/programs/"])
def test_an_editor_who_is_signed_in_is_told_the_same(client, gone, settings, path):
    client.force_login(make_superuser())
    gone()
    answer = client.get(path)
    assert answer.status_code == 503
    assert "The center is away for a moment" in answer.content.decode()
    assert answer["Content-Security-Policy"]
    assert answer["Permissions-Policy"]


def test_a_wrong_statement_is_a_fault_of_ours(client, monkeypatch):
    def wrong():
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM nowhere")

    client.raise_request_exception = False
    monkeypatch.setattr("directory.models.Stamp.read", wrong)
    assert client.get("/programs/").status_code == 500


@pytest.mark.parametrize(("error", "status"), [(InterfaceError, 503), (DataError, 500)])
def test_what_is_no_fault_of_a_connection_is_not_called_one(client, monkeypatch, error, status):
    def fails():
        raise error("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    client.raise_request_exception = False
    monkeypatch.setattr("directory.models.Stamp.read", fails)
    assert client.get("/programs/").status_code == status
    # Who has sent the NUL is told that it is refused.
    refused = 400 if status == 500 else 503
    assert client.get("/programs/", {"q": "\0"}).status_code == refused
