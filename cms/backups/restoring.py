"""A backup put back: into the same place, or into another one that then serves the same."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from cms.backups import databases
from cms.backups.keeping import EDITIONS, UPLOADS, stored
from cms.backups.manifest import BackupFault, Manifest, verified


def restore(folder: Path, *, replace: bool) -> Manifest:
    """Put the backup in `folder` in the place of what is here; return its manifest.

    Raises BackupFault, and has changed nothing, when the backup is not sound or of another kind of
    database, or when there is content here and `replace` does not say to lose it. What is
    uploaded here already under a name of the backup stays: files are never replaced.
    """
    manifest = verified(folder)
    if manifest.engine != connection.vendor:
        raise BackupFault(f"It is of {manifest.engine}; the database here is {connection.vendor}.")
    if not replace and databases.is_in_use():
        raise BackupFault("There is content here. To lose it, say --replace.")
    databases.load(folder / databases.FILES[manifest.engine])
    found = databases.counted(manifest.rows)
    if found != manifest.rows:
        wrong = sorted(name for name in manifest.rows if found[name] != manifest.rows[name])
        raise BackupFault(f"Not all rows came back: {', '.join(wrong)}.")
    _copy_in(folder / UPLOADS)
    if (folder / EDITIONS).is_dir():
        shutil.copytree(folder / EDITIONS, settings.DATA_ROOT, dirs_exist_ok=True)
    return manifest


def _copy_in(folder: Path) -> None:
    there = set(stored(default_storage))
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in there:
            with path.open("rb") as file:
                if (given := default_storage.save(name, File(file))) != name:
                    raise BackupFault(f"{name} is there as {given}.")
