"""SQLite under many writers, and on a disk that is full."""

import resource
import time

import pytest

from tests.seeded import seeded_database
from tests.services.conftest import load


@pytest.fixture(scope="module")
def site(tmp_path_factory, site_on):
    file = tmp_path_factory.mktemp("sqlite") / "center.sqlite3"
    file.write_bytes(seeded_database().read_bytes())
    with site_on(workers=2, DATABASE_URL=f"sqlite:///{file}") as running:
        running.file = file
        yield running


def test_twenty_writers_at_once_all_write(site):
    with load(site.say, readers=20, first=1_000) as writing:
        while len(writing.answers) < 200:
            time.sleep(0.1)
    assert writing.broken == []
    assert writing.statuses() == {302}
    assert writing.words(302) <= site.said()


def test_on_a_full_disk_all_is_read_and_who_writes_is_told(site):
    full = 64 * 1024  # no file may grow beyond this
    limits = {number: resource.prlimit(number, resource.RLIMIT_FSIZE) for number in site.workers()}
    assert len(limits) == 2
    for number in limits:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    statuses = {site.say(number).status for number in range(40)}
    assert statuses <= {302, 503}
    assert 503 in statuses
    for path in ("/", "/programs/", "/programs/list.csv", "/places/ohio/"):
        assert site.ask(path).status == 200
    for number, limit in limits.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, limit)
    assert site.say(50).status == 302
    assert "word 50" in site.said()
