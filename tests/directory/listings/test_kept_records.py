"""What was read of entries once is read anew when something changes, and never grows too large."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES, entry_directories
from directory.listings import kept_records
from directory.listings.kept_records import kept_at
from directory.models import Association, Institution, Link, Program, Stamp
from directory.web.kept import answers
from tests.factories import make_announcement, make_program, make_user
from tests.starting_content import count

pytestmark = pytest.mark.django_db


def queries_of(client, path: str) -> int:
    answers.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def text_of(client, path: str) -> str:
    answers.forget()
    return client.get(path).content.decode()


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_the_page_of_an_entry_that_a_list_has_shown_asks_for_the_stamps_alone(client, directory):
    *others, last = list(directory.records().order_by("name", "pk")[:10])
    kept_at(directory, [last.slug], Stamp.read())
    for other in others:
        client.get(other.get_absolute_url())
    # The programs of a school are asked for where they are shown.
    more = 1 if directory.model is Institution else 0
    assert queries_of(client, last.get_absolute_url()) == 1 + more


def test_an_entry_is_read_with_those_beside_it():
    directory, stamps = DIRECTORIES["programs"], Stamp.read()
    slugs = list(directory.records().order_by("slug").values_list("slug", flat=True))[3:]
    assert list(kept_at(directory, slugs[:1], stamps)) == slugs[:1]
    with CaptureQueriesContext(connection) as queries:
        beside = kept_at(directory, slugs[: kept_records.TOGETHER], stamps)
    assert (list(beside), len(queries)) == (slugs[: kept_records.TOGETHER], 0)
    pks = list(directory.records().order_by("-pk").values_list("pk", flat=True))
    assert list(kept_records.kept_records(directory, pks[5:7], stamps)) == pks[5:7]
    with CaptureQueriesContext(connection) as queries:
        beside = kept_records.kept_records(directory, pks[:7], stamps)
    assert (list(beside), len(queries)) == (pks[:7], 0)


def test_of_a_large_directory_none_is_read_beside_another(monkeypatch):
    directory, stamps = DIRECTORIES["programs"], Stamp.read()
    monkeypatch.setattr(kept_records, "MOST", count("programs") - 1)
    one, other = list(directory.records().order_by("slug").values_list("slug", flat=True))[:2]
    assert list(kept_at(directory, [one], stamps)) == [one]
    with CaptureQueriesContext(connection) as queries:
        assert list(kept_at(directory, [one, other], stamps)) == [one, other]
    assert queries


def test_an_announcement_is_found_in_a_constant_number_of_queries(client):
    paths = [make_announcement(slug=slug).get_absolute_url() for slug in ("one", "two")]
    client.get(paths[0])
    assert [queries_of(client, path) for path in paths] == [5, 5]


def test_what_an_entry_shows_of_others_is_shown_as_it_is_now(client):
    program = make_program(url="https://zebra.example/")
    path, school = program.get_absolute_url(), program.institution
    assert "Zebra College" not in text_of(client, path)
    school.name = "Zebra College"
    school.save()
    assert "Zebra College" in text_of(client, path)
    place = school.place
    place.name = "Zebraland"
    place.save()
    assert "Zebraland" in text_of(client, path)
    Program.objects.filter(pk=program.pk).update(
        verified_on=timezone.localdate(), verified_by=make_user(first_name="Zora", last_name="Z")
    )
    assert "by Zora Z" in text_of(client, path)
    moment = timezone.now()
    Link.objects.create(url=program.url, state=Link.State.BROKEN, first_failure_at=moment)
    assert "has not worked since" in text_of(client, path)
    Institution.objects.filter(pk=school.pk).update(live=False)
    answers.forget()
    assert client.get(path).status_code == 404


def test_an_entry_whose_hour_is_over_is_read_no_more(client, monkeypatch):
    program = make_program(expire_at=timezone.now() + timedelta(minutes=5))
    path, later = program.get_absolute_url(), timezone.now() + timedelta(minutes=10)
    assert client.get(path).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(path).status_code == 404


def test_no_more_entries_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(kept_records, "MOST", 3)
    directory, stamps = DIRECTORIES["associations"], Stamp.read()
    slugs = list(Association.objects.published().values_list("slug", flat=True)[:7])
    for start in (0, 2, 4):
        found = kept_at(directory, slugs[start : start + 3], stamps)
        assert list(found) == slugs[start : start + 3]
        assert len(kept_records._held(directory, stamps)) <= 6
    assert len(kept_at(directory, slugs, stamps)) == 7
    assert len(kept_records._held(directory, stamps)) <= 6


def test_pages_of_editors_are_read_each_time():
    announced = make_announcement(slug="zebra")
    directory, stamps = DIRECTORIES["announcements"], Stamp.read()
    first, second = (kept_at(directory, ["zebra"], stamps)["zebra"] for _ in range(2))
    assert first == second == announced
    assert first is not second
