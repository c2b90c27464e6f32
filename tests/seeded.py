"""A database file with the starting content, made once for each state of what it is made from.

To make it takes half a minute, and every run of the tests, each of its processes and the server of
the browser tests need it. It is kept among the temporary files under the digest of its makings.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cms", "directory", "home")
MAKINGS = ("migrations", "models", "data", "seeding", "imports")
FURTHER = (
    "requirements/base.txt",
    "directory/catalog/text.py",
    "directory/changes/history.py",
    "directory/changes/seen.py",
    "home/blocks/blocks.py",
    "home/blocks/live_lists.py",
    "home/groups.py",
    "tests/seeded.py",
)


def seeded_database() -> Path:
    """The path of a migrated and seeded SQLite database; copy it, never write to it."""
    path = Path(tempfile.gettempdir()) / f"center-seeded-{_digest()}.sqlite3"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(path)
    return path


def _digest() -> str:
    digest = blake2b(digest_size=8)
    for path in sorted(_makings()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _makings() -> Iterator[Path]:
    yield from (ROOT / name for name in FURTHER)
    for package in PACKAGES:
        for name in MAKINGS:
            found = (ROOT / package / name).rglob("*")
            yield from (each for each in found if each.suffix in {".py", ".csv", ".json"})


def _make(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "center.sqlite3"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": f"sqlite:///{made}",
        }
        for command in (("migrate",), ("seed_site",)):
            subprocess.run(
                [sys.executable, "manage.py", *command, "-v0"],
                cwd=ROOT, env=environment, check=True,
            )  # fmt: skip
        # The copy is whole before it has its name, and has no log beside it.
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(made)) as database:
            database.execute("VACUUM INTO ?", [str(part)])
        part.rename(path)
