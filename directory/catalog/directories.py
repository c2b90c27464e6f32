"""The directories that there are, and what an entry says by the declaration of its own.

Those of this app are registered here, in the order of menus and of the API; another app registers
its own in a module called `catalog`, which is looked for when Django starts.
"""

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.associations import ASSOCIATIONS
from directory.catalog.certification import CERTIFICATION
from directory.catalog.directory import Directory
from directory.catalog.facts import (
    NONE_BROKEN,
    Broken,
    Fact,
    WayOut,
    own_address,
    status_of,
    with_notes,
)
from directory.catalog.institutions import INSTITUTIONS
from directory.catalog.leads import Lead, Tables, chosen
from directory.catalog.occupations import OCCUPATIONS
from directory.catalog.places import PLACES
from directory.catalog.programs import PROGRAMS
from directory.catalog.resources import RESOURCES
from directory.catalog.schema_org import Absolute, Node
from directory.catalog.sources import can_be_judged
from directory.models import Entry

DIRECTORIES: dict[str, Directory] = {}


def register(directory: Directory) -> None:
    """Make a directory known by its slug; raise ValueError for a slug that is taken."""
    if directory.slug in DIRECTORIES:
        raise ValueError(f"There is already a directory called {directory.slug!r}.")
    DIRECTORIES[directory.slug] = directory


for _directory in (
    CERTIFICATION,
    PROGRAMS,
    INSTITUTIONS,
    ASSOCIATIONS,
    RESOURCES,
    OCCUPATIONS,
    PLACES,
):
    register(_directory)


def entry_directories() -> list[Directory]:
    """Return the directories of entries, which have a trust state."""
    return [each for each in DIRECTORIES.values() if issubclass(each.model, Entry)]


def searched() -> list[Directory]:
    """Return the directories of the site search, in the order of its groups."""
    found = [each for each in DIRECTORIES.values() if each.search_order]
    return sorted(found, key=lambda each: each.search_order)


def suggestible() -> list[Directory]:
    """Return the directories whose entries the public may suggest, in the order of the form."""
    found = [each for each in DIRECTORIES.values() if each.suggestion]
    return sorted(found, key=lambda each: each.suggestion_order)


def facts_of(record: models.Model, broken: Broken = NONE_BROKEN) -> list[Fact]:
    """Return every fact of an entry, in the order of its page; a link that is `broken` has a
    note. What is no entry of a directory has no facts."""
    directory = DIRECTORIES.get(getattr(record, "directory_slug", ""))
    if directory is None or directory.facts is None:
        return []
    return with_notes(directory.facts(record), broken)


def lead_of(record: models.Model) -> str:
    """Return the summary of an entry; where nobody wrote one, the sentence made from its facts."""
    if summary := getattr(record, "summary", ""):
        return summary
    directory = DIRECTORIES.get(getattr(record, "directory_slug", ""))
    return directory.sentence(record) if directory is not None and directory.sentence else ""


def summary_of(record: models.Model) -> str:
    """Return what describes an entry where no facts stand beside it, behind what qualifies it."""
    status = status_of(record)
    return " ".join(filter(None, [f"{status}." if status else "", lead_of(record)]))


def way_out_of(record: models.Model) -> WayOut | None:
    """Return where an entry sends readers, and whose address that is; None where no way out is
    recorded."""
    directory = DIRECTORIES.get(getattr(record, "directory_slug", ""))
    return (own_address if directory is None else directory.way_out)(record)


def way_out_or_source_of(record: models.Model) -> WayOut | None:
    """Return the way out of an entry; of one that has none, the way to the page on which it was
    read, where there is one that a reader can judge."""
    if way := way_out_of(record):
        return way
    source = getattr(record, "source_url", "")
    return WayOut(source, note=_("its source")) if can_be_judged(source) else None


def leads_of(record: models.Model, tables: Tables | None = None) -> list[Lead]:
    """Return where a reader of an entry goes next: three to five ways, looked up in `tables`,
    which are read where they are not given."""
    directory = DIRECTORIES.get(getattr(record, "directory_slug", ""))
    if directory is None or not isinstance(record, Entry):
        return []
    places = [place for place in record.located_in if place.is_published]
    tables = tables or Tables()
    return chosen(record, directory.akin(record, tables), places, tables)


def node_of(record: models.Model, absolute: Absolute) -> Node | None:
    """Return what an entry is in the words of schema.org, or None when that has no word for it."""
    directory = DIRECTORIES.get(record.directory_slug)
    if directory is None or directory.node is None:
        return None
    described = directory.node(record, absolute)
    if described is not None:
        # A place is more than library work.
        if isinstance(record, Entry):
            described["description"] = summary_of(record)
        described["@id"] = f"{absolute(record.get_absolute_url())}#it"
    return described
