"""Long steps of an import are runs: seen from a page, stopped, begun again, refused."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from directory.imports import ImportRefused, begin, give_up, is_stopped, last_beat, runs
from directory.imports.heartbeat import SECONDS_OF_SILENCE, Beat, Heartbeat
from directory.models import Import, Program
from tests.directory.imports.conftest import SLUG, accept, reviewed
from tests.import_files import as_csv, exported, program

pytestmark = pytest.mark.django_db

State = Import.State


@pytest.fixture
def tasks(monkeypatch):
    """Every step waits for a worker: what is handed to it, in order."""
    handed = []
    monkeypatch.setattr(runs, "_is_quick", lambda log, step: False)
    worker = SimpleNamespace(enqueue=lambda *said: handed.append(said))
    monkeypatch.setattr(runs, "work_later", worker)
    return handed


def killed(log: Import, phase: str = "save") -> None:
    """Leave of the run what a killed process leaves: a beat that is long ago."""
    long_ago = time.time() - SECONDS_OF_SILENCE - 1
    said = {"phase": phase, "done": 400, "total": 1000, "at": long_ago}
    caches["progress"].set(f"run-{log.run}", said, 60)


def checked(client, content: bytes, tasks) -> Import:
    pk = reviewed(client, content)
    runs.work(*tasks.pop())
    return Import.objects.get(pk=pk)


def test_a_page_waits_for_the_worker_and_then_shows_what_it_found(moderator, tasks):
    pk = reviewed(moderator, as_csv([program("one")]))
    address = reverse("imports:review", args=[pk])
    page = moderator.get(address).content.decode()
    assert "Waiting for its turn" in page
    assert '<meta http-equiv="refresh" content="3">' in page
    runs.work(*tasks.pop())
    page = moderator.get(address).content.decode()
    assert "refresh" not in page
    assert "Import 1 entry" in page


def test_a_page_tells_how_far_a_run_is(moderator, tasks):
    pk = reviewed(moderator, as_csv([program("one")]))
    log = Import.objects.get(pk=pk)
    said = {"phase": "plan", "done": 12_300, "total": 50_000, "at": time.time()}
    caches["progress"].set(f"run-{log.run}", said, 60)
    page = moderator.get(reverse("imports:review", args=[pk])).content.decode()
    assert "12,300 of 50,000" in page
    assert 'value="12300" max="50000"' in page
    assert '<meta http-equiv="refresh"' in page


def test_a_run_beats_and_tells_when_it_breaks_off():
    with Heartbeat("one") as heartbeat:
        heartbeat.begin("save")(3, 10)
        heartbeat._beat()
        assert (last_beat("one").phase, last_beat("one").done) == ("save", 3)
        assert not last_beat("one").is_lost
    assert last_beat("one").is_lost
    assert not Beat(at=time.time() - SECONDS_OF_SILENCE + 5).is_lost
    assert Beat(at=time.time() - SECONDS_OF_SILENCE - 1).is_lost
    assert last_beat("nobody's") is None


def test_what_was_killed_while_saving_says_so_and_can_be_begun_again(moderator, tasks):
    before = exported()
    log = checked(moderator, as_csv([program("one")]), tasks)
    accept(moderator, log.pk)
    first = tasks.pop()
    log.refresh_from_db()
    assert log.state == State.APPLYING
    killed(log)
    assert is_stopped(log)
    page = moderator.get(reverse("imports:log", args=[log.pk])).content.decode()
    assert "was stopped" in page
    assert "the directory is as it was" in page
    assert "refresh" not in page
    assert "Stopped" in moderator.get(reverse("imports:index")).content.decode()
    assert exported() == before

    moderator.post(reverse("imports:again", args=[log.pk]))
    runs.work(*first)
    assert not Program.objects.filter(slug="one").exists(), "The first run has lost its place."
    runs.work(*tasks.pop())
    assert Program.objects.get(slug="one").live
    assert Import.objects.get(pk=log.pk).state == State.APPLIED
    runs.work(*first)
    assert Program.objects.filter(slug="one").count() == 1


def test_what_was_killed_can_be_left_and_dropped(moderator, tasks):
    log = checked(moderator, as_csv([program("one")]), tasks)
    accept(moderator, log.pk)
    log.refresh_from_db()
    refused = moderator.post(reverse("imports:drop", args=[log.pk]), follow=True)
    assert "being worked on" in refused.content.decode()
    give_up(log)
    assert Import.objects.get().state == State.APPLYING, "It is at work."
    killed(log)
    moderator.post(reverse("imports:leave", args=[log.pk]))
    assert Import.objects.get().state == State.CHECKED
    runs.work(*tasks.pop())
    assert not Program.objects.filter(slug="one").exists()
    accept(moderator, log.pk)
    killed(Import.objects.get())
    moderator.post(reverse("imports:drop", args=[log.pk]))
    assert not Import.objects.exists()
    runs.work(*tasks.pop())


def test_an_undo_that_was_killed_leaves_the_import_as_it_stands(moderator, tasks):
    log = checked(moderator, as_csv([program("one")]), tasks)
    accept(moderator, log.pk)
    runs.work(*tasks.pop())
    moderator.post(reverse("imports:undo", args=[log.pk]))
    killed(Import.objects.get(), "undo")
    page = moderator.get(reverse("imports:log", args=[log.pk])).content.decode()
    assert "Drop the file" not in page
    moderator.post(reverse("imports:leave", args=[log.pk]))
    assert Import.objects.get().state == State.APPLIED
    moderator.post(reverse("imports:undo", args=[log.pk]))
    runs.work(*tasks.pop())
    assert not Program.objects.filter(slug="one").exists()


def test_a_second_file_for_a_directory_is_refused_while_one_is_imported(moderator, tasks):
    first = checked(moderator, as_csv([program("one")]), tasks)
    second = checked(moderator, as_csv([program("two")]), tasks)
    accept(moderator, first.pk)
    page = accept(moderator, second.pk).content.decode()
    assert "Wait until that is done" in page
    assert Import.objects.get(pk=second.pk).state == State.CHECKED
    runs.work(*tasks.pop())
    accept(moderator, second.pk)
    runs.work(*tasks.pop())
    assert Program.objects.filter(slug__in=["one", "two"]).count() == 2


def test_two_people_who_press_at_once_import_once(moderator, tasks):
    log = checked(moderator, as_csv([program("one")]), tasks)
    user = User.objects.get(username="Moderators")
    same = Import.objects.get(pk=log.pk)
    begin(log, State.APPLYING, user, is_published=True)
    with pytest.raises(ImportRefused, match="already"):
        begin(same, State.APPLYING, user, is_published=True)
    with pytest.raises(ImportRefused, match="Somebody else"):
        begin(Import.objects.get(pk=log.pk), State.APPLYING, user, is_published=True)
    assert len(tasks) == 1


def test_without_a_worker_the_page_says_so(moderator, tasks):
    pk = reviewed(moderator, as_csv([program("one")]))
    Import.objects.update(begun=timezone.now() - timedelta(minutes=5))
    page = moderator.get(reverse("imports:review", args=[pk])).content.decode()
    assert "worker of the site seems to be off" in page
    moderator.post(reverse("imports:leave", args=[pk]))
    assert Import.objects.get().state == State.SENT


def test_a_run_that_finds_the_entries_changed_goes_back_to_the_review(moderator, tasks):
    log = checked(moderator, as_csv([program(SLUG, status="ended")]), tasks)
    accept(moderator, log.pk)
    Program.objects.filter(slug=SLUG).update(status="unknown")
    runs.work(*tasks.pop())
    page = moderator.get(reverse("imports:review", args=[log.pk])).content.decode()
    assert "changed since this file was reviewed" in page
    moderator.post(reverse("imports:again", args=[log.pk]))
    runs.work(*tasks.pop())
    page = moderator.get(reverse("imports:review", args=[log.pk])).content.decode()
    assert "changed since" not in page
    assert "<del>unknown</del>" in page


def test_what_stands_in_the_way_of_undo_is_listed(moderator, tasks):
    rows = [program(f"p{number:02}") for number in range(60)]
    log = checked(moderator, as_csv(rows), tasks)
    accept(moderator, log.pk)
    runs.work(*tasks.pop())
    Program.objects.filter(slug__startswith="p").filter(name__startswith="Library Tech").update(
        locked=True
    )
    moderator.post(reverse("imports:undo", args=[log.pk]))
    runs.work(*tasks.pop())
    page = moderator.get(reverse("imports:log", args=[log.pk])).content.decode()
    assert "This stands in the way" in page
    assert "p00: It is locked." in page
    assert "… and 10 more." in page
    assert Import.objects.get(pk=log.pk).state == State.APPLIED


def test_a_fault_of_ours_while_a_run_is_on_shows_as_stopped(moderator, tasks, monkeypatch):
    reviewed(moderator, as_csv([program("one")]))
    log = Import.objects.get()

    def fail(*said, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "plan", fail)
    with pytest.raises(ZeroDivisionError):
        runs.work(*tasks.pop())
    assert is_stopped(log)


def test_large_files_are_left_to_the_worker_and_small_ones_done_at_once():
    small, large = as_csv([program("a")] * 499), as_csv([program("a")] * 501)
    steps = (State.CHECKING, State.CHECKING, State.APPLYING, State.UNDOING)
    logs = (
        Import(content=small),
        Import(content=large),
        Import(counts={"new": 400, "changed": 100}),
        Import(counts={"new": 400, "changed": 101}),
    )
    quick = [runs._is_quick(log, step) for log, step in zip(logs, steps, strict=True)]
    assert quick == [True, False, True, False]
