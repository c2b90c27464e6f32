"""The leads of an entry, kept as long as nothing changes to which they could lead."""

from collections.abc import Mapping

from directory.catalog.directories import DIRECTORIES, entry_directories, leads_of
from directory.catalog.leads import Lead
from directory.listings.unchanged import while_unchanged
from directory.models import Entry


def kept_leads(record: Entry, stamps: Mapping[str, int] | None) -> list[Lead]:
    """Return the leads of an entry as the database has it. They are asked for once for each state
    of all directories and of the addresses of their lists, which takes half the time of a page."""
    reads = [*(each.slug for each in entry_directories()), "places"]
    held = while_unchanged("leads", DIRECTORIES[record.directory_slug], reads=reads, stamps=stamps)
    if record.pk not in held:
        held[record.pk] = leads_of(record)
    return held[record.pk]
