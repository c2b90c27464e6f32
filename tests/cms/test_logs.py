"""What strangers do wrong is a line of the log at WARNING; what we do wrong has its traceback."""

import logging

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousFileOperation
from django.test import Client

pytestmark = pytest.mark.django_db


def lines(caplog) -> list[str]:
    """What was logged, once each record is found to be one line at WARNING."""
    formatter = logging.Formatter("%(levelname)s %(name)s %(message)s")
    for record in caplog.records:
        assert record.levelno == logging.WARNING
        assert record.exc_info is None
        text = formatter.format(record)
        assert text.isprintable()
        assert text.isascii()
        assert len(text) < 600
    return [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example\r\nX: y", "é.example", "a" * 5_000, "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/api/directory/v1/programs", "/x"])
def test_a_foreign_host_is_one_line(client, caplog, host, path):
    assert client.get(path, headers={"Host": host}).status_code == 400
    (line,) = lines(caplog)
    assert "Invalid HTTP_HOST header" in line


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/../../center.sqlite3", "/media/images/..%2f..%2fcenter.sqlite3",
        "/media/images/%2e%2e/%2e%2e/etc/passwd", "/media/images//etc/passwd",
        "/media/images/..\\..\\x", "/media/images/%00", "/media/images/a%0d%0aERROR%20b",
        "/media/images/" + "../" * 900,
    ],
)  # fmt: skip
def test_a_trick_with_paths_is_one_line(caplog, path):
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in (400, 404)
    assert len(lines(caplog)) == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [(SuspiciousFileOperation("../\n\x1b[31m"), 400), (BadRequest("no\n"), 400),
     (PermissionDenied("no"), 403)],
)  # fmt: skip
def test_every_refusal_is_one_line(client, caplog, monkeypatch, fault, status):
    def refuse():
        raise fault

    monkeypatch.setattr("directory.models.Stamp.read", refuse)
    assert client.get("/programs/").status_code == status
    assert len(lines(caplog)) == 1


def test_a_fault_of_ours_keeps_its_traceback(caplog, monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr("directory.models.Stamp.read", broken)
    assert Client(raise_request_exception=False).get("/programs/").status_code == 500
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info
