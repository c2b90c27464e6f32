"""The leads of an entry, by tables that are kept as long as nothing changes to which they lead."""

from collections.abc import Mapping

from directory.catalog.directories import entry_directories, leads_of
from directory.catalog.leads import Lead, Tables
from directory.listings.unchanged import while_unchanged
from directory.models import Entry


def kept_leads(record: Entry, stamps: Mapping[str, int] | None) -> list[Lead]:
    """Return the leads of an entry. What they are looked up in is read once for each state of all
    directories."""
    slugs = [each.slug for each in entry_directories()]
    held = while_unchanged("leads", "places", *slugs, stamps=stamps)
    return leads_of(record, held.setdefault("tables", Tables()))
