"""An import that is killed with no chance to clean up: a real process and a database file."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.import_files import as_csv, program
from tests.seeded import ROOT, seeded_database


@pytest.fixture
def site(tmp_path) -> Path:
    shutil.copy(seeded_database(), tmp_path / "center.sqlite3")
    return tmp_path


def command(site: Path, *arguments: str) -> subprocess.Popen:
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(site),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def run(site: Path, *arguments: str) -> tuple[int, str]:
    process = command(site, *arguments)
    out, _ = process.communicate(timeout=300)
    return process.returncode, out


def export(site: Path) -> bytes:
    file = site / "export.csv"
    assert run(site, "export_directory", "programs", str(file), "--all")[0] == 0
    return file.read_bytes()


def is_writing(site: Path) -> bool:
    with closing(sqlite3.connect(site / "center.sqlite3", timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.rollback()
        return False


def test_a_killed_import_leaves_nothing_and_the_next_one_works(site):
    before = export(site)
    large, small = site / "large.csv", site / "small.csv"
    large.write_bytes(as_csv([program(f"many-{number}") for number in range(2_000)]))
    small.write_bytes(as_csv([program("one"), program("two")]))
    process = command(site, "import_directory", "programs", str(large))
    while not is_writing(site):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert export(site) == before
    with closing(sqlite3.connect(site / "center.sqlite3")) as database:
        assert database.execute("SELECT COUNT(*) FROM directory_import").fetchone() == (0,)
        assert database.execute("SELECT COUNT(*) FROM directory_importedentry").fetchone() == (0,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    code, out = run(site, "import_directory", "programs", str(small))
    assert (code, "2 new" in out) == (0, True), out
    assert export(site).count(b"\r\n") == before.count(b"\r\n") + 2


def test_a_second_import_waits_for_the_first(site):
    large, small = site / "large.csv", site / "small.csv"
    large.write_bytes(as_csv([program(f"many-{number}") for number in range(1_000)]))
    small.write_bytes(as_csv([program("one")]))
    first = command(site, "import_directory", "programs", str(large))
    while not is_writing(site):
        assert first.poll() is None, first.communicate()[0]
        time.sleep(0.05)
    code, out = run(site, "import_directory", "programs", str(small))
    # Who waits for longer than the database lets it is told so, and has written nothing.
    assert code == 0 or "The database is busy" in out
    assert first.communicate(timeout=300)[0]
    assert first.returncode == 0
    assert export(site).count(b"many-") >= 1_000
    assert (b"\r\none," in export(site)) == (code == 0)
