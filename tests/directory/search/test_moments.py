"""A directory is read into memory as of one moment, while others publish."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connections

from directory.catalog.directories import DIRECTORIES
from directory.search import snapshots
from directory.search.moments import one_moment
from tests.seeded import on_postgres, seeded_site

pytestmark = pytest.mark.skipif(on_postgres(), reason="tests/services kills and publishes there")
HIDE = "UPDATE directory_program SET live = 0 WHERE id = (SELECT MAX(id) FROM directory_program)"


@pytest.fixture
def file(tmp_path, django_db_blocker, monkeypatch):
    """A database file in the place of that of the tests, which is one transaction."""
    address = seeded_site(tmp_path)["DATABASE_URL"].removeprefix("sqlite:///")
    usual = connections["default"]
    settings = {**usual.settings_dict, "NAME": address}
    own = type(usual)(settings, "default")
    with django_db_blocker.unblock():
        connections["default"] = own
        yield address
        own.close()
        connections["default"] = usual


def test_what_is_published_while_a_directory_is_read_is_in_none_of_it(file, monkeypatch):
    programs = DIRECTORIES["programs"]
    documents = snapshots.documents

    def and_meanwhile(directory, *args):
        with closing(sqlite3.connect(file)) as other, other:
            other.execute(HIDE)
        return documents(directory, *args)

    before = programs.records().count()
    monkeypatch.setattr(snapshots, "documents", and_meanwhile)
    held = snapshots._built(programs, ())
    assert len(held.index) == before
    assert programs.records().count() == before - 1


def test_who_writes_does_not_wait_for_who_reads(file):
    with one_moment():
        before = DIRECTORIES["programs"].records().count()
        with closing(sqlite3.connect(file, timeout=0)) as other, other:
            other.execute(HIDE)
        assert DIRECTORIES["programs"].records().count() == before
    assert DIRECTORIES["programs"].records().count() == before - 1
