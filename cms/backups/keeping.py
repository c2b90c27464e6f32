"""Backups are made whole or not at all, each in a folder that its moment names."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection

from cms.backups import databases
from cms.backups.manifest import VERSION, BackupFault, Manifest, described, verified

FOLDER = re.compile(r"\d{8}T\d{6}Z")
UNFINISHED = ".part"
UPLOADS, EDITIONS = "uploads", "editions"


def make(below: Path) -> Path:
    """Make a backup in a new folder below `below`, verify it, and return that folder.

    The database comes first and what it points to afterwards, so that nothing in it points to a
    file that is missing: files are never replaced.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    folder = below / f"{now:%Y%m%dT%H%M%SZ}"
    part = folder.with_name(folder.name + UNFINISHED)
    try:
        part.mkdir(parents=True, mode=0o700)
        _, rows = databases.dump(part)
        copy_out(default_storage, part / UPLOADS)
        if settings.DATA_ROOT.is_dir():
            shutil.copytree(settings.DATA_ROOT, part / EDITIONS)
        names = sorted(each for each in part.rglob("*") if each.is_file())
        files = {each.relative_to(part).as_posix(): described(each) for each in names}
        engine, applied = connection.vendor, databases.applied()
        Manifest(VERSION, now.isoformat(), engine, applied, rows, files).write(part)
        verified(part)
        part.rename(folder)
    except OSError as error:
        raise BackupFault(f"The backup could not be written: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def copy_out(storage: Storage, target: Path) -> None:
    """Copy every upload into `target`. One that was deleted meanwhile is left out."""
    for name in stored(storage):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with storage.open(name) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
        except FileNotFoundError:
            path.unlink(missing_ok=True)


def stored(storage: Storage, below: str = "") -> Iterator[str]:
    """Yield the name of each file of a storage."""
    try:
        folders, files = storage.listdir(below)
    except FileNotFoundError:
        return
    prefix = f"{below}/" if below else ""
    yield from (f"{prefix}{name}" for name in files if name)
    for name in folders:
        yield from stored(storage, f"{prefix}{name}")


def backups(below: Path) -> list[Path]:
    """Return the whole backups in a folder, the latest first."""
    found = (each for each in below.iterdir() if FOLDER.fullmatch(each.name) and each.is_dir())
    return sorted(found, reverse=True)


def forget_older(below: Path, keep: int) -> list[Path]:
    """Delete all but the latest `keep` backups; return those that went."""
    gone = backups(below)[keep:]
    for each in gone:
        shutil.rmtree(each)
    return gone
