"""A moderator imports a file in the real admin with a real worker: faults, progress, kill, undo."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server
from tests.browser.test_accessibility import AXE, TAGS
from tests.import_files import as_csv, plant, program, thousand_rows

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
MODERATOR = f"""
from django.contrib.auth.models import Group, User
user, _ = User.objects.get_or_create(username="mo", email="mo@example.org")
user.set_password({PASSWORD!r})
user.save()
user.groups.set([Group.objects.get(name="Moderators")])
"""
# For machines that are busy with something else: a run of 1,000 rows, or 30 seconds of silence.
PATIENCE = 180_000


@pytest.fixture
def moderator(server, page) -> Page:
    """A page of the admin as a moderator sees it."""
    server.shell(MODERATOR)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("mo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.fixture
def start_worker(server) -> Iterator:
    """Start the worker that does background tasks."""
    workers = []

    def start() -> subprocess.Popen:
        command = (sys.executable, "manage.py", "db_worker", "--backend", "background", "-v0")
        workers.append(subprocess.Popen(command, cwd=ROOT, env=server.environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait(timeout=20)


def exported(server: Server, folder: Path) -> bytes:
    """The programs as `manage.py export_directory` writes them."""
    file = folder / "export.csv"
    server.manage("export_directory", "programs", str(file), "--all")
    return file.read_bytes()


def send(page: Page, name: str, content: bytes) -> None:
    """Send a file for programs and say which column is which."""
    page.goto("/admin/imports/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_role("combobox", name="Directory").select_option("programs")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Show what it would do").click()


def undo(page: Page) -> None:
    """Undo the import that the page shows, and wait until that is done."""
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("dd", has_text="Undone")).to_be_visible(timeout=PATIENCE)


def test_37_faults_are_named_and_the_mended_file_is_imported_and_undone(
    server, moderator, start_worker, tmp_path
):
    page = moderator
    before = exported(server, tmp_path)
    mended, rows = thousand_rows(before), thousand_rows(before)
    planted = plant(rows)

    send(page, "faulty.csv", as_csv(rows))
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE, TAGS[:-1]) == [], "It looks again without being loaded again."
    start_worker()
    # The page looks again by itself.
    expect(page.get_by_role("link", name="Faulty (37)")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Faulty (37)").click()
    found = page.locator("table.import-rows tbody tr")
    expect(found).to_have_count(37)
    named = [
        (int(row.locator(".import-line").inner_text()), column)
        for row in found.all()
        for column in row.locator(".import-faults strong").all_inner_texts()
    ]
    assert sorted(named) == planted
    page.get_by_role("button", name="Import 963 entries").click()
    expect(page.get_by_text("The file has 37 faults, so nothing was imported.")).to_be_visible()
    assert exported(server, tmp_path) == before
    # A form is sent when the editor has heard that somebody is signed in, not at once.
    with page.expect_navigation():
        page.get_by_role("button", name="Drop the file").click()

    send(page, "mended.csv", as_csv(mended))
    expect(page.get_by_role("link", name="Faulty (0)")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Published entries").check()
    page.get_by_role("button", name="Import 1000 entries").click()
    expect(page.get_by_text("Imported, published")).to_be_visible(timeout=PATIENCE)
    after = exported(server, tmp_path)
    assert after != before
    assert mended[-1]["slug"].encode() in after
    undo(page)
    assert exported(server, tmp_path) == before


def is_writing(folder: Path) -> bool:
    """Whether somebody holds the database of the site in `folder` for writing."""
    with closing(sqlite3.connect(folder / "center.sqlite3", timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.rollback()
        return False


def test_a_worker_that_is_killed_while_it_saves_leaves_nothing_and_the_page_says_so(
    server, moderator, start_worker, tmp_path
):
    page, folder = moderator, Path(server.environment["VAR_DIR"])
    before = exported(server, tmp_path)
    worker = start_worker()
    send(page, "many.csv", as_csv([program(f"many-{number}") for number in range(600)]))
    button = page.get_by_role("button", name="Import 600 entries")
    expect(button).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Published entries").check()
    button.click()
    deadline, seen = time.monotonic() + PATIENCE / 1000, 0
    # Others write for an instant only; a third look in a row is the import.
    while seen < 3:
        assert time.monotonic() < deadline, "The import was never seen to write."
        seen = seen + 1 if is_writing(folder) else 0
        time.sleep(0.1)
    os.kill(worker.pid, signal.SIGKILL)
    expect(page.get_by_text("was stopped at")).to_be_visible(timeout=PATIENCE)
    assert exported(server, tmp_path) == before

    start_worker()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text("Imported, published")).to_be_visible(timeout=PATIENCE)
    assert exported(server, tmp_path).count(b"many-") >= 600
    undo(page)
    assert exported(server, tmp_path) == before
