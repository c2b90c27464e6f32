"""How all stands that the site needs. What readers miss makes it unready; all else is a warning,
which somebody should look at, and for which no machine is taken out of service."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone

from cms.outages import OUTAGES
from cms.schedule import KNOCKS_EVERY, last_answer
from cms.upgrades import has_unapplied_migrations
from directory.jobs import statuses

LOW = 1_000_000_000  # bytes that are left on the disk
PATIENCE = 2 * KNOCKS_EVERY + timedelta(minutes=5)


class Status(StrEnum):
    """From well to ill, in this order."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """What one check found; `output` says why it is not well."""

    status: Status = Status.PASS
    output: str = ""


def readiness() -> Mapping[str, Check]:
    """Return what each check found, by its name. While the database is away, nothing that asks it
    is known."""
    found = {"database": _database(), "cache": _cache(), "disk": _disk()}
    if found["database"].status == Status.PASS:
        for name, check in ASKING_THE_DATABASE.items():
            try:
                found[name] = check()
            except Error as error:
                found[name] = Check(Status.FAIL, type(error).__name__)
    return found


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return Check(Status.FAIL, "does not answer")
    return Check()


def _cache() -> Check:
    cache.set("health", "well", 10)
    is_well = cache.get("health") == "well" and not any(each.is_on for each in OUTAGES.values())
    return Check() if is_well else Check(Status.WARN, "each process keeps one of its own")


def _disk() -> Check:
    folder = next(each for each in (settings.VAR_DIR, *settings.VAR_DIR.parents) if each.exists())
    free = free_bytes(folder)
    return Check() if free >= LOW else Check(Status.WARN, f"{free // 1_000_000} MB are left")


def free_bytes(folder: Path) -> int:
    """Return how much may still be written there."""
    return shutil.disk_usage(folder).free


def _migrations() -> Check:
    return Check(Status.FAIL, "run migrate") if has_unapplied_migrations() else Check()


def _worker() -> Check:
    last = last_answer()
    if last is None:
        return Check(Status.WARN, "has not answered yet")
    silent = timezone.now() - last
    minutes = int(silent.total_seconds()) // 60
    return Check() if silent < PATIENCE else Check(Status.WARN, f"silent for {minutes} minutes")


def _jobs() -> Check:
    late = [each.name for each in statuses() if each.is_late]
    return Check(Status.WARN, f"late: {', '.join(late)}") if late else Check()


ASKING_THE_DATABASE: Mapping[str, Callable[[], Check]] = {
    "migrations": _migrations, "worker": _worker, "jobs": _jobs,
}  # fmt: skip
