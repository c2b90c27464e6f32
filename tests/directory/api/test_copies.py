"""Copies of answers: 304, HEAD, pages of other sites, and what an answer costs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import get_language

from directory.api.items import KEPT
from directory.catalog.directories import DIRECTORIES
from directory.models import CertificationRequirement, Program, Stamp
from directory.search.snapshots import snapshot_cache
from directory.web.kept import answers
from tests.directory.api.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", [
    "programs", "programs?place=ohio&facets=true", "programs/{slug}", "programs.ndjson", "",
    "openapi.json", "topics",
])  # fmt: skip
def test_an_unchanged_answer_is_304_until_something_changes(client, path):
    url = ROOT + path.format(slug=Program.objects.first().slug)
    response = client.get(url)
    tag = response["ETag"]
    assert tag.startswith('"')
    assert response["Cache-Control"].startswith("public, max-age=300, stale-while-revalidate=")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Last-Modified"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(url, headers={"Accept-Encoding": "br"})["ETag"] != tag
    program = Program.objects.last()
    program.summary = "Changed."
    program.save()
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_an_answer_of_the_same_moment_is_304_when_that_is_over(client):
    before = timezone.now() - timedelta(minutes=1)
    Stamp.objects.update(moved_at=before)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if timezone.now() - midnight < timedelta(minutes=2):
        return  # the day has just begun, which changes every answer
    url = f"{ROOT}programs"
    modified = client.get(url)["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 304
    refused = client.get(f"{ROOT}programs?x=1", headers={"If-Modified-Since": modified})
    assert refused.status_code == 400
    missing = client.get(f"{ROOT}programs/none", headers={"If-Modified-Since": modified})
    assert missing.status_code == 404
    program = Program.objects.first()
    program.summary = "Changed."
    program.save()
    assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 200


def test_head_says_the_same_without_a_body(client):
    asked, looked = client.get(f"{ROOT}programs"), client.head(f"{ROOT}programs")
    assert looked.status_code == 200
    assert looked.content == b""
    for name in ("ETag", "Content-Type", "Last-Modified", "Link"):
        assert looked[name] == asked[name]


def test_any_page_of_the_web_may_ask(client):
    response = client.options(
        f"{ROOT}programs",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert "ETag" in client.get(f"{ROOT}programs")["Access-Control-Expose-Headers"]


def test_an_editor_reads_what_everybody_reads(client, admin_client):
    assert admin_client.get(f"{ROOT}programs").content == client.get(f"{ROOT}programs").content


def test_a_list_costs_as_many_queries_for_many_entries_as_for_few(
    client, django_assert_num_queries
):
    url = f"{ROOT}certification-requirements?sort=verified&facets=true"
    few, many = f"{url}&per_page=10", f"{url}&per_page=100"
    client.get(url)
    # Entries with their two lists, the states of their links, their last changes, the stamps.
    for asked in (few, many):
        rows = snapshot_cache.snapshot(DIRECTORIES["certification"]).rows
        for key in (KEPT, ("records", get_language())):
            rows.pop(key)
        answers.forget()
        with django_assert_num_queries(6):
            client.get(asked)
    for asked in (few, many):
        answers.forget()
        with django_assert_num_queries(1):
            client.get(asked)
    slug = CertificationRequirement.objects.order_by("-verified_on", "jurisdiction__name")[0].slug
    client.get(f"{ROOT}certification-requirements/{slug}")
    answers.forget()
    with django_assert_num_queries(2):
        client.get(f"{ROOT}certification-requirements/{slug}")
    tag = client.get(few)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(few, headers={"If-None-Match": tag}).status_code == 304
