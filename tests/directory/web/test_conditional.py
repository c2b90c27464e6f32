"""A repeated question is answered 304, and never once the answer would be another."""

import pytest

from directory.editions import build as build_edition
from directory.editions import latest
from directory.models import Program
from tests.factories import make_superuser
from tests.starting_content import count

pytestmark = pytest.mark.django_db

PATHS = ["/", "/programs/", "/programs/?place=ohio", "/places/ohio/", "/overview/"]
# Whatever tells programs something, and what a 304 must say of it as its 200 does (RFC 9110).
DATA = [
    "/programs/list.csv?place=ohio", "/programs/list.json", "/programs/list.atom",
    "/programs/changes.feed.json", "/programs/index.md", "/embed/programs/", "/freshness.json",
    "/llms.txt", "/api/content/v2/pages/", "/api/directory/v1/programs",
    "/api/directory/v1/programs.ndjson", "/api/directory/v1/freshness", "/api/directory/v1/docs",
    "/data/latest/programs.csv", "/data/latest/programs.xlsx", "/data.json",
]  # fmt: skip
SAID_AGAIN = ("ETag", "Cache-Control", "Vary", "Content-Location", "Expires")


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


@pytest.mark.parametrize("path", ["/programs/", "/announcements/"])
def test_what_leads_back_to_a_list_depends_on_the_page_before_and_says_so(client, path):
    listed = client.get(f"{path}list.json?per_page=1").json()["items"][0]
    address = f"{path}{listed['slug']}/"
    before = {"Referer": f"http://testserver{path}?q=a"}
    first, other = client.get(address, headers=before), client.get(address)
    assert "Back to results" in first.content.decode()
    assert "Back to results" not in other.content.decode()
    assert first["ETag"] != other["ETag"]
    for answer, headers in ((first, before), (other, {})):
        assert "Referer" in answer["Vary"].split(", ")
        again = client.get(address, headers={"If-None-Match": answer["ETag"], **headers})
        assert again.status_code == 304
        assert set(again["Vary"].split(", ")) == set(answer["Vary"].split(", "))
    crossed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert crossed.status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_no_other_page_depends_on_the_page_before(client, path):
    first = client.get(path, headers={"Referer": "http://testserver/programs/?q=a"})
    assert "Referer" not in first["Vary"]
    again = client.get(path, headers={"Referer": "/", "If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Referer" not in again["Vary"]


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
    client.force_login(make_superuser())
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
    assert f"{count('programs') - 1} programs" in again.content.decode()
    assert again["ETag"] != first["ETag"]


def finished(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


@pytest.fixture(scope="module")
def data_root(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def edition(settings, data_root):
    """One edition, made by the first test that asks for it."""
    settings.DATA_ROOT = data_root
    return latest() or build_edition()


@pytest.mark.parametrize("path", [*PATHS, *DATA])
@pytest.mark.parametrize("coded", ["identity", "br", "gzip"])
def test_a_304_says_of_itself_what_the_200_said(client, edition, path, coded):
    first = client.get(path, headers={"Accept-Encoding": coded})
    finished(first)
    assert first.status_code == 200
    tags = [first["ETag"], f'"x", {first["ETag"]}', "*"]
    if not first["ETag"].startswith("W/"):
        tags.append(f"W/{first['ETag']}")
    for tag in tags:
        for ask in (client.get, client.head):
            again = ask(path, headers={"Accept-Encoding": coded, "If-None-Match": tag})
            assert again.status_code == 304, tag
            assert finished(again) == b""
            for name in SAID_AGAIN:
                mine, its = (sorted(each.get(name, "").split(", ")) for each in (again, first))
                assert mine == its, name


@pytest.mark.parametrize("path", DATA)
@pytest.mark.parametrize("asked", ['"x"', "x", "W/", ",", '"x', 'W/"x", "y"', "\u00ff", '""'])
def test_another_validator_or_nonsense_is_answered_in_full(client, edition, path, asked):
    response = client.get(path, headers={"If-None-Match": asked})
    assert response.status_code == 200
    assert finished(response)


@pytest.mark.parametrize(
    "path",
    ["/nowhere/", "/nowhere/index.md", "/nowhere/list.csv", "/api/directory/v1/nowhere",
     "/data/latest/nowhere.csv"],
)  # fmt: skip
def test_what_is_not_there_is_not_unchanged(client, edition, path):
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 404


def test_a_strong_validator_is_that_of_the_bytes_that_are_sent(client, edition):
    for path in ("/data/latest/programs.csv", "/api/directory/v1/programs"):
        plain, packed = (
            client.get(path, headers={"Accept-Encoding": coded}) for coded in ("identity", "br")
        )
        assert finished(plain) != finished(packed)
        assert packed["Content-Encoding"] == "br"
        assert plain["ETag"] != packed["ETag"]
        assert not plain["ETag"].startswith("W/")


def test_a_file_says_how_long_it_is_only_when_it_is_sent_as_it_is(client, edition):
    for coded in ("identity", "br", "gzip"):
        response = client.get("/data/latest/programs.csv", headers={"Accept-Encoding": coded})
        length = response.get("Content-Length")
        assert length in (None, str(len(finished(response)))), coded
    assert response["Last-Modified"]
    again = client.get(
        "/data/latest/programs.csv", headers={"If-Modified-Since": response["Last-Modified"]}
    )
    assert again.status_code == 304


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("path", ["/programs/", "/api/directory/v1/programs", "/data.json"])
def test_a_coding_that_is_refused_is_not_sent_and_one_set_of_codings_has_one_validator(
    client, path
):
    def asked(accepted):
        return client.get(path, headers={"Accept-Encoding": accepted})

    assert asked("br;q=0, gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in asked("gzip;q=0, br;q=0").headers
    assert asked("gzip, br")["ETag"] == asked("br;q=0.9, gzip;q=0.8, deflate")["ETag"]


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("path", ["/programs/", "/api/directory/v1/programs", "/data.json"])
def test_what_has_no_content_counts_none(client, path):
    tag = client.get(path)["ETag"]
    answer = client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert "Content-Length" not in answer
    asked = client.options("/api/directory/v1/programs")
    assert asked.status_code == 204
    assert "Content-Length" not in asked
