"""A whole database as one file, as it stood in one moment while others go on writing; and back."""

import os
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from cms.backups.manifest import BackupFault

SQLITE, POSTGRES = "sqlite", "postgresql"
FILES = {SQLITE: "database.sqlite3", POSTGRES: "database.dump"}
BESIDE_SQLITE = ("-wal", "-shm")
# Of this, a site that is only made has no row.
CONTENT = "wagtailcore_revision"


def dump(folder: Path) -> tuple[Path, Mapping[str, int]]:
    """Write the database into a file of `folder`; return the file, and how many rows each table
    had in that moment."""
    path = folder / FILES[connection.vendor]
    if connection.vendor == SQLITE:
        return path, _dump_sqlite(path)
    return path, _dump_postgres(path)


def load(path: Path) -> None:
    """Put a database that dump() wrote in the place of this one. Nobody else may use it."""
    if connection.vendor == SQLITE:
        _load_sqlite(path)
    else:
        _run("pg_restore", "--list", str(path))  # before anything is lost: whether it can be read
        # Tables that are younger than the backup would be in the way of the next migrations.
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction",
             "--exit-on-error", "--dbname", _name(), str(path))  # fmt: skip


def counted(tables: Iterable[str] | None = None) -> Mapping[str, int]:
    """Return how many rows each table has."""
    names = connection.introspection.table_names() if tables is None else tables
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found


def applied() -> list[str]:
    """Return the migrations that made the database, by name."""
    return sorted(".".join(each) for each in MigrationRecorder(connection).applied_migrations())


def is_in_use() -> bool:
    """Say whether there is content in the database, so that to replace it loses something."""
    names = connection.introspection.table_names()
    return CONTENT in names and bool(counted([CONTENT])[CONTENT])


def _dump_sqlite(path: Path) -> Mapping[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupFault(f"The copy of the database is not sound: {found}")
        names = copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
            "ESCAPE '\\' ORDER BY name"
        ).fetchall()
        return {
            name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in names
        }


def _load_sqlite(path: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(b"")
    with closing(sqlite3.connect(path)) as kept, closing(sqlite3.connect(part)) as copy:
        kept.backup(copy)
        broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        part.unlink()
        raise BackupFault(f"Rows of the backup point nowhere: {broken}")
    # What is in the log beside the old file belongs to that one.
    for end in BESIDE_SQLITE:
        target.with_name(target.name + end).unlink(missing_ok=True)
    part.replace(target)


def _dump_postgres(path: Path) -> Mapping[str, int]:
    # The dump sees what this transaction sees, and so do the counts.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={snapshot}", "--file", str(path), _name())  # fmt: skip
        return counted()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(*command: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, which nobody else sees."""
    settings = connection.settings_dict
    told = {"PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"]}  # fmt: skip
    environment = {**os.environ, **{name: str(value) for name, value in told.items() if value}}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        raise BackupFault(f"{command[0]} is missing: install PostgreSQL's client.") from None
    if done.returncode:
        raise BackupFault(f"{command[0]} failed: {done.stderr.strip()}")
