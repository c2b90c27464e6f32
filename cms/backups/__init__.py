"""Backups: everything that editors made, in one folder, with a manifest by which it is verified."""

from cms.backups.keeping import backups, forget_older, make
from cms.backups.manifest import BackupFault, Manifest, verified
from cms.backups.restoring import restore

__all__ = ["BackupFault", "Manifest", "backups", "forget_older", "make", "restore", "verified"]
