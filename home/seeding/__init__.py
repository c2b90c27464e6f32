"""The starting pages and announcements: what the site says before its first editor has come."""

from django.db import transaction

from directory.imports.seeding import Progress
from home.seeding import announcements, former_addresses, pages, permissions

__all__ = ["load"]


def load(progress: Progress | None = None) -> dict[str, int]:
    """Create, published, what was never created before; return how many of each dataset.

    What an editor changed, moved or deleted stays as it is. The entries of the directories must be
    there, since announcements name places. Raise SeedError, and then nothing has changed.
    """
    with transaction.atomic():
        drafts = announcements.read()
        return {
            pages.DATASET: pages.load(progress),
            announcements.DATASET: announcements.load(drafts, progress),
            permissions.DATASET: permissions.load(),
            former_addresses.DATASET: former_addresses.load(),
        }
