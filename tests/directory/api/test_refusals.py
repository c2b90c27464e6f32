"""What the API refuses, and that it says what was wrong and what is allowed."""

import pytest

from tests.directory.api.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("place=atlantis", "place"),
        ("place=", "place"),
        ("place=ohio&place=atlantis", "place"),
        ("sort=size", "sort"),
        ("sort=", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=", "page"),
        ("page=%D9%A1", "page"),
        ("page=99999999999999999999", "page"),
        ("page=1&page=2", "page"),
        ("page=1e3", "page"),
        ("per_page=0", "per_page"),
        ("per_page=501", "per_page"),
        ("per_page=%EF%BC%95", "per_page"),
        ("per_page=99999999999999999999", "per_page"),
        ("fields=nothing", "fields"),
        ("fields=", "fields"),
        ("include=secrets", "include"),
        ("facets=yes", "facets"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=2026-02-30", "modified_after"),
        ("modified_after=2026-01-01T00:00:00", "modified_after"),
        ("modified_after=9999-12-31T23:59:59-23:59", "modified_after"),
        ("q=" + "x" * 5000, "q"),
        ("&".join(["place=ohio"] * 51), "place"),
        ("%00=1", "\x00"),
    ],
)
def test_what_is_wrong_is_refused_by_name(client, query, parameter):
    response = client.get(f"{ROOT}programs?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["status"] == 400


def test_a_refusal_names_what_is_allowed(ask):
    problem = ask("programs", {"delivery": "by-mail"}, status=400)
    assert problem["allowed"] == ["online", "hybrid", "in-person", "not-recorded"]
    assert "delivery" in ask("programs", {"x": "1"}, status=400)["allowed"]
    assert (
        ask("topics", {"modified_after": "2026-01-01"}, status=400)["parameter"] == "modified_after"
    )
    assert ask("programs/x", {"page": "1"}, status=400)["allowed"] == ["fields", "include"]
    assert ask("", {"x": "1"}, status=400)["parameter"] == "x"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(f"{ROOT}programs")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


def test_who_asks_too_often_is_told_when_to_come_back(client, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    url = f"{ROOT}topics?per_page=1"
    answers = [client.get(url) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0]["RateLimit-Policy"] == '"peer";q=2;w=60'
    assert answers[0]["RateLimit"].startswith('"peer";r=1;t=')
    refused = client.get(url)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    for forged in ("X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP"):
        assert client.get(url, headers={forged: "for=1.2.3.4"}).status_code == 429
    settings.API_REQUESTS_A_MINUTE = 0
    assert client.get(url).status_code == 200
