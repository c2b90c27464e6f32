"""Where editions are kept: a folder for each, under its day; the newest is the latest."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

MANIFEST = "manifest.json"
# 2026-11-25, and 2026-11-25.2 for the second of a day.
VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class EditionFile:
    """One file of an edition, and what proves that it is whole."""

    name: str
    size: int
    sha256: str

    @property
    def kind(self) -> str:
        """What follows the first dot of the name."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class Edition:
    """One state of all directories."""

    version: str
    digest: str
    rows: dict[str, int]
    files: tuple[EditionFile, ...]

    @property
    def day(self) -> date:
        """When it was made."""
        return date.fromisoformat(self.version[:10])

    def files_of(self, slug: str) -> list[EditionFile]:
        """Return the files of one directory."""
        return [each for each in self.files if each.name.partition(".")[0] == slug]


def root() -> Path:
    """Return the folder of all editions."""
    return Path(settings.DATA_ROOT)


def editions() -> list[Edition]:
    """Return all editions, the newest first; what is half written is none."""
    if not root().is_dir():
        return []
    names = [each.name for each in root().iterdir() if VERSION.fullmatch(each.name)]
    found = (_read(name) for name in sorted(names, key=_order, reverse=True))
    return [edition for edition in found if edition]


def latest() -> Edition | None:
    """Return the newest edition; None as long as there is none."""
    return next(iter(editions()), None)


def file_of(version: str, name: str) -> tuple[Edition, Path] | None:
    """Return the edition called so, or the "latest", and the path of its file; None if there is
    none."""
    if version == "latest":
        edition = latest()
    else:
        edition = _read(version) if VERSION.fullmatch(version) else None
    if edition is None or name not in {each.name for each in edition.files}:
        return None
    return edition, root() / edition.version / name


def _order(version: str) -> tuple[str, int]:
    day, number = VERSION.fullmatch(version).groups()
    return day, int(number or 1)


def _read(version: str) -> Edition | None:
    try:
        said = json.loads((root() / version / MANIFEST).read_text())
    except FileNotFoundError:
        return None
    files = tuple(EditionFile(**each) for each in said["files"])
    return Edition(version, said["digest"], said["rows"], files)
