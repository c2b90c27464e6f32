"""A database with the starting content, made once for each state of what it is made from.

To make it takes half a minute, and every run of the tests, each of its processes and the server of
the browser tests need it. On SQLite it is a file, kept among the temporary ones under the digest of
its makings; on PostgreSQL, where `make test-services` runs the tests, a database to copy.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

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


def seeded_site(folder: Path) -> dict[str, str]:
    """Return what the environment of a site in `folder` says of its database, which is its own and
    has the starting content: a file, or a database of the PostgreSQL on which the tests run."""
    if not on_postgres():
        file = shutil.copy(seeded_database(), folder / "center.sqlite3")
        return {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{file}"}
    name = f"site_{token_hex(6)}"
    _psql(f'CREATE DATABASE "{name}" TEMPLATE "{seeded_template()}"')
    return {"VAR_DIR": str(folder), "DATABASE_URL": _address(name)}


def empty_site(folder: Path) -> dict[str, str]:
    """Return what the environment of a site in `folder` says of its database, which is empty."""
    if not on_postgres():
        return {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'center.sqlite3'}"}
    name = f"site_{token_hex(6)}"
    _psql(f'CREATE DATABASE "{name}"')
    return {"VAR_DIR": str(folder), "DATABASE_URL": _address(name)}


def on_postgres() -> bool:
    """Say whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def seeded_template() -> str:
    """Return the name of a migrated and seeded database of this PostgreSQL; copy it, and never
    connect to it."""
    name = f"center_seeded_{_digest()}"
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in _psql("SELECT datname FROM pg_database").split():
            part = f"{name}_part"
            _psql(f'DROP DATABASE IF EXISTS "{part}"')
            _psql(f'CREATE DATABASE "{part}"')
            fill(_address(part))
            _psql(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
    return name


def _address(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def _psql(statement: str) -> str:
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, _address("postgres")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


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
        fill(f"sqlite:///{made}")
        # The copy is whole before it has its name, and has no log beside it.
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(made)) as database:
            database.execute("VACUUM INTO ?", [str(part)])
        part.rename(path)


def fill(address: str) -> None:
    """Make the tables and the starting content in an empty database."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": address,
    }  # fmt: skip
    for command in ("migrate", "seed_site"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env=environment, check=True
        )
