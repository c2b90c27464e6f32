"""Whatever is sent gets an answer, and nothing half written is kept."""

import pytest

from directory.models import Submission
from tests.submission_forms import OURS, SUGGESTION, suggest

pytestmark = pytest.mark.django_db

HOSTILE = ["\x00", "\ud800", "a" * 10_000, "<script>alert(1)</script>", "{{7*7}}", "🐈" * 300,
           "\u202e", "http://[", "http://a@b:99999/"]  # fmt: skip


@pytest.mark.parametrize("path", ["/suggest/", "/report/places/ohio/"])
@pytest.mark.parametrize(
    "extra",
    [
        {"data": b"x" * 10_000_000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"\x00\xff\xfe", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"\xff" * 100, "content_type": "multipart/form-data"},
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"a=&" * 9000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"name=%00%ff%ED%A0%80", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"name=a", "content_type": "application/x-www-form-urlencoded; charset=utf-7"},
    ],
)
def test_hostile_bodies_get_an_answer_and_store_nothing(client, path, extra):
    answer = client.generic("POST", path, headers=OURS, **extra)
    assert 400 <= answer.status_code < 500
    assert not Submission.objects.exists()
    if len(extra["data"]) > 64 * 1024:
        assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999999", "²"])
def test_a_length_that_lies_gets_an_answer(client, length):
    answer = client.generic("POST", "/suggest/", b"name=a", headers=OURS, CONTENT_LENGTH=length)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("field", [*SUGGESTION, "ticket", "fax", "send_anyway"])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_get_an_answer(client, field, value):
    value = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = suggest(client, **{field: value})
    assert answer.status_code in (302, 409, 422)
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_forms_take_nothing_but_reading_and_sending(client, method):
    assert getattr(client, method)("/suggest/").status_code == 405
