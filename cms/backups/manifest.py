"""The manifest of a backup: what is in it, how much, and the digest of each file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

NAME = "manifest.json"
VERSION = 1
AT_ONCE = 1024 * 1024  # bytes of a file that are read together


class BackupFault(Exception):
    """A backup that cannot be made, is not what its manifest says, or cannot be put back here."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `rows` counts each table in the moment that the backup is of; `files`
    has the size and the digest of each file, by its path in the backup."""

    version: int
    made_at: str
    engine: str
    migrations: list[str]
    rows: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]

    def write(self, folder: Path) -> None:
        """Write it into the folder of the backup."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read that of a backup; raise BackupFault where it has none that can be read."""
        try:
            said = json.loads((folder / NAME).read_text())
            files = {name: (size, digest) for name, (size, digest) in said.pop("files").items()}
            found = cls(**said, files=files)
        except FileNotFoundError:
            raise BackupFault(f"{folder} has no {NAME}: it is no whole backup.") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupFault(f"{folder / NAME} cannot be read: {error}") from error
        if found.version != VERSION:
            raise BackupFault(f"{folder} was made by another version of this program.")
        return found


def described(path: Path) -> tuple[int, str]:
    """Return the size and the digest of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(AT_ONCE):
            digest.update(part)
    return path.stat().st_size, digest.hexdigest()


def verified(folder: Path) -> Manifest:
    """Return the manifest of a backup once every file is found to be as it says, and none beside
    them; raise BackupFault naming the first that is not."""
    manifest = Manifest.read(folder)
    for name, said in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BackupFault(f"{name} leads out of the backup.")
        if not path.is_file():
            raise BackupFault(f"{name} is missing in {folder}.")
        if described(path) != said:
            raise BackupFault(f"{name} in {folder} is not what was backed up.")
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    if added := sorted(there - manifest.files.keys() - {NAME}):
        raise BackupFault(f"{added[0]} in {folder} was not backed up.")
    return manifest
