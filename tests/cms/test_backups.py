"""A backup is whole, is found out when it is not, and put back elsewhere serves the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from cms.backups import BackupFault, backups, databases, keeping, make, restoring, verified
from tests.cms.served.conftest import ENVIRONMENT
from tests.factories import make_document
from tests.seeded import ROOT, empty_site, seeded_site

ADDRESSES = ["/", "/programs/", "/programs/list.csv", "/programs/list.json", "/places/ohio/",
             "/places/ohio/index.md", "/announcements/", "/sitemap.xml", "/search/?q=library",
             "/api/directory/v1/programs", "/data/", "/data.json"]  # fmt: skip
PREPARE = """
from django.core.files.base import ContentFile
from django.core.management import call_command
from tests.factories import make_announcement, make_document
kept = make_document(file=ContentFile(b"numbat" * 5000, name="report.pdf"))
link = f'<p><a linktype="document" id="{kept.pk}">report</a></p>'
make_announcement(body=[("text", link)])
call_command("run_scheduled", "build-data", verbosity=0)
"""
# Each document has its file before it has its row, as with every upload.
WRITE = """
from django.core.files.base import ContentFile
from tests.cms.served.conftest import ENVIRONMENT
from tests.factories import make_document
number = 0
while True:
    number += 1
    text = f"words of {number}".encode()
    make_document(title=f"n{number}", file=ContentFile(text, name=f"n{number}.txt"))
    print(number, flush=True)
"""
TELL = """
import hashlib, json
from django.test import Client
from wagtail.documents import get_document_model
from directory.editions import latest
client, told = Client(), {}
named = [each.url for each in get_document_model().objects.filter(title__startswith="report")]
edition = [f"/data/{latest().version}/programs.csv"]
for path in [*ADDRESSES, *named, *edition, "/announcements/zebra/"]:
    answer = client.get(path)
    body = answer.getvalue()
    told[path] = [answer.status_code, hashlib.sha256(body).hexdigest(), answer.get("ETag")]
documents = get_document_model().objects.filter(title__startswith="n")
files = {each.title: each.file.open("rb").read().decode() for each in documents}
print(json.dumps([told, files]))
"""


class Site:
    """A site in a folder of its own; what it runs is a process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {
            **os.environ, **ENVIRONMENT, "ALLOWED_HOSTS": "testserver", "BEHIND_PROXY": "false",
            "SSL_REDIRECT": "false", "RELEASE": "1",
            **environment,
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out

    def shell(self, code: str) -> str:
        return self.run("shell", "-v0", "-c", code)

    def tell(self) -> list:
        return json.loads(self.shell(f"ADDRESSES = {ADDRESSES}\n{TELL}"))


def test_a_backup_put_back_elsewhere_serves_the_same_bytes(tmp_path):
    kept = tmp_path / "kept"
    first = Site(seeded_site(tmp_path))
    first.shell(PREPARE)
    writer = first.start("shell", "-v0", "-c", WRITE)
    for _line in range(5):
        assert writer.stdout.readline()
    first.run("backup", str(kept))
    writer.kill()
    written = len(writer.communicate()[0].splitlines())
    assert written, "it wrote while the backup was made"
    (during,) = backups(kept)

    second = Site(empty_site(made(tmp_path / "second")))
    assert "Back as of" in second.run("restore", str(during))
    _pages, files = second.tell()
    # All that was written until one moment, and nothing after it.
    assert len(files) >= 5
    assert files == {f"n{number}": f"words of {number}" for number in range(1, len(files) + 1)}

    first.run("backup", str(kept))
    third = Site(empty_site(made(tmp_path / "third")))
    third.run("restore", str(backups(kept)[0]))
    told, here = third.tell(), first.tell()
    assert {path: each[0] for path, each in here[0].items() if each[0] != 200} == {}
    assert told == here
    # Where something is already, it is not lost by mistake.
    process = third.start("restore", str(during))
    assert "say --replace" in process.communicate()[1]
    assert process.returncode == 1
    third.run("restore", str(during), "--replace")
    assert third.tell() == second.tell()


@pytest.fixture
def dumped(monkeypatch, settings, tmp_path_factory):
    """No uploads yet; the database is a few bytes: a test is one transaction, of which no copy can
    be made."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")

    def dump(folder: Path) -> tuple[Path, dict[str, int]]:
        path = folder / databases.FILES[connection.vendor]
        path.write_bytes(b"rows")
        return path, {"directory_program": 12}

    monkeypatch.setattr(databases, "dump", dump)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.django_db
def test_what_became_of_a_backup_is_found_out(tmp_path, dumped):
    document = make_document(file=ContentFile(b"numbat", name="report.pdf"))
    folder = make(tmp_path)
    manifest = verified(folder)
    assert manifest.rows == {"directory_program": 12}
    assert folder.stat().st_mode & 0o077 == 0, "nobody else reads it"
    upload = folder / keeping.UPLOADS / document.file.name
    upload.write_bytes(b"numbad")
    with pytest.raises(BackupFault, match="is not what was backed up"):
        verified(folder)
    with pytest.raises(CommandError, match="is not what was backed up"):
        call_command("backup", tmp_path, "--verify")
    upload.unlink()
    with pytest.raises(BackupFault, match="is missing"):
        verified(folder)
    upload.write_bytes(b"numbat")
    assert verified(folder) == manifest
    beside = upload.with_name("beside.pdf")
    beside.write_bytes(b"of a stranger")
    with pytest.raises(BackupFault, match="was not backed up"):
        restoring.restore(folder, replace=True)
    beside.unlink()

    text = (folder / "manifest.json").read_text()
    for changed, said in (
        (text.replace("uploads/documents", "../../x"), "leads out|is missing"),
        (text.replace('"version": 1', '"version": 2'), "another version"),
        (text[:-40], "cannot be read"), ("[]", "cannot be read"), ("{}", "cannot be read"),
    ):  # fmt: skip
        (folder / "manifest.json").write_text(changed)
        with pytest.raises(BackupFault, match=said):
            verified(folder)
    (folder / "manifest.json").write_text(text.replace(f'"{manifest.engine}"', '"oracle"'))
    with pytest.raises(BackupFault, match="It is of oracle"):
        restoring.restore(folder, replace=True)
    (folder / "manifest.json").unlink()
    with pytest.raises(BackupFault, match="no whole backup"):
        verified(folder)


@pytest.mark.django_db
def test_a_backup_that_fails_leaves_nothing(tmp_path, monkeypatch, dumped):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "copy_out", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_the_latest_backups_are_kept(tmp_path):
    names = [f"2026113{number}T000000Z" for number in range(5)]
    for name in (*names, "notes", "20261139T000000Z.part"):
        (tmp_path / name).mkdir()
    gone = keeping.forget_older(tmp_path, 2)
    assert [each.name for each in gone] == names[2::-1]
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {*names[3:], "notes", "20261139T000000Z.part"}


@pytest.mark.parametrize("keep", [0, -1])
def test_no_number_deletes_them_all(tmp_path, keep):
    with pytest.raises(CommandError, match="from 1 on"):
        call_command("backup", tmp_path, keep=keep)
