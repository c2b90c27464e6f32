"""The starting pages and announcements: what the site says before its first editor has come."""

from django.db import transaction

from directory.imports.seeding import Progress
from home.seeding import announcements, former_addresses, pages, permissions
from home.seeding.following import Followed

__all__ = ["Followed", "load"]


def load(progress: Progress | None = None) -> dict[str, Followed]:
    """Create, published, what was never created before, and bring up to date what nobody has
    touched; return what became of the pages of each dataset.

    What an editor changed, moved or deleted stays as it is. The entries of the directories must be
    there, since announcements name places. Raise SeedError, and then nothing has changed.
    """
    with transaction.atomic():
        drafts = announcements.read()
        outcomes = {
            pages.DATASET: pages.load(progress),
            announcements.DATASET: announcements.load(drafts, progress),
        }
        permissions.load()
        former_addresses.load()
        return outcomes
