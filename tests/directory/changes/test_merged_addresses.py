"""Whatever tells machines about an entry leads to the kept one after a merge, as its page does."""

import pytest

from directory.editing.merging import merge, unmerge
from directory.models import Program
from tests.factories import make_user
from tests.home.formats.test_shares import path_of, shared

pytestmark = pytest.mark.django_db

API = "/api/directory/v1/programs/"


@pytest.fixture
def user():
    return make_user("Moderators")


@pytest.fixture
def pair():
    return list(Program.objects.published().order_by("pk")[:2])


def addresses(client, pair):
    """Each address of the merged entry, and that of the kept one."""
    kept, other = pair
    before, after = other.get_absolute_url(), kept.get_absolute_url()
    picture, picture_of_kept = (path_of(shared(client, path)) for path in (before, after))
    asked = "?fields=name&include=institution"
    find = "/api/content/v2/pages/find/?html_path="
    return [
        (before, after),
        (f"{before}index.md", f"{after}index.md"),
        (picture, picture_of_kept),
        (f"{API}{other.slug}{asked}", f"http://testserver{API}{kept.slug}{asked}"),
        (f"{find}{before}", f"{API}{kept.slug}"),
        (f"/report/programs/{other.slug}/", f"/report/programs/{kept.slug}/"),
    ]


def test_every_address_of_a_merged_entry_leads_to_the_kept_one_and_back_again(client, user, pair):
    kept, other = pair
    told = addresses(client, pair)
    usual = {path: client.get(path).status_code for path, _target in told}
    assert set(usual.values()) <= {200, 302}
    merge(kept, other, user)
    for path, target in told:
        moved = client.get(path)
        assert moved.status_code in (301, 302, 307), path
        assert moved["Location"] == target, path
        assert "max-age" not in moved.get("Cache-Control", ""), path
        assert client.get(moved["Location"]).status_code == 200, path
    other.refresh_from_db()
    unmerge(other, user)
    assert {path: client.get(path).status_code for path, _target in told} == usual


def test_the_api_says_301_and_its_answer_can_be_read_from_anywhere(client, user, pair):
    kept, other = pair
    merge(kept, other, user)
    moved = client.get(f"{API}{other.slug}")
    assert moved.status_code == 301
    assert moved["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{API}{other.slug}", follow=True).json()["data"]["slug"] == kept.slug
    assert client.get(f"{API}{other.slug}?x=1").status_code == 400
    document = client.get("/api/directory/v1/openapi.json").json()
    described = document["paths"][f"{API}{{slug}}"]["get"]["responses"]["301"]
    assert "Location" in described["headers"]


def test_nothing_leads_to_a_kept_entry_that_the_public_may_not_see(client, user, pair):
    kept, other = pair
    told = addresses(client, pair)
    merge(kept, other, user)
    kept.refresh_from_db()
    kept.unpublish()
    assert {client.get(path).status_code for path, _target in told} == {404}


def test_what_a_reader_reports_of_a_merged_entry_keeps_its_words(client, user, pair):
    kept, other = pair
    merge(kept, other, user)
    sent = client.post(f"/report/programs/{other.slug}/", {"text": "Gone."})
    assert (sent.status_code, sent["Location"]) == (307, f"/report/programs/{kept.slug}/")
