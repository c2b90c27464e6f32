"""Selection: which entries somebody chose to see side by side, as an address names them.

A list carries it in a parameter of its own, which is no part of the list: it changes neither what
is listed nor any file or feed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.catalog.compared import FEWEST, MOST
from directory.catalog.directory import Directory
from directory.listings.compared_entries import ComparedEntry, compared_entries
from directory.listings.listing import Listing
from directory.listings.rows import TICKED
from directory.search.queries import MAX_VALUES, QueryFault, query_string, shown

# What a list sends beside the entries that are ticked in it.
FROM_LIST = "ticked"
ROOT = "/compare/"


def comparison_path(directory: Directory) -> str:
    """Return where entries of a directory stand side by side."""
    return f"{ROOT}{directory.slug}/"


def comparison_url(directory: Directory, slugs: Iterable[str]) -> str:
    """Return where these entries stand side by side, or wait for others."""
    pairs = ((directory.compared.parameter, slug) for slug in slugs)
    return comparison_path(directory) + query_string(pairs)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen entries that the public may see, in the order in which they were named, and what
    was not understood."""

    directory: Directory
    entries: tuple[ComparedEntry, ...] = ()
    faults: tuple[QueryFault, ...] = ()
    # As an address should name them: what the notes are about stays, so that they stay true.
    values: tuple[str, ...] = ()

    @property
    def parameter(self) -> str:
        return self.directory.compared.parameter

    @property
    def records(self) -> Sequence[models.Model]:
        return [entry.record for entry in self.entries]

    @property
    def is_comparison(self) -> bool:
        return len(self.entries) >= FEWEST

    @property
    def notes(self) -> list[str]:
        """The faults for the reader of a page."""
        return [fault.note for fault in self.faults]

    @property
    def string(self) -> str:
        """The canonical query string of the comparison."""
        return query_string((self.parameter, value) for value in self.values)

    @property
    def url(self) -> str:
        return comparison_url(self.directory, self.values)

    def url_without(self, record: models.Model) -> str:
        """Return the address of the comparison without one of the entries."""
        return comparison_url(self.directory, (r.slug for r in self.records if r != record))

    def url_with(self, record: models.Model) -> str:
        """Return the address of the comparison with one entry more."""
        return comparison_url(self.directory, [*(r.slug for r in self.records), record.slug])

    @property
    def files(self) -> dict[str, str]:
        """The addresses of the same table as data, by kind."""
        path = comparison_path(self.directory)
        return {kind: f"{path}table.{kind}{self.string}" for kind in ("csv", "json")}


def typed_in(directory: Directory, params: QueryDict) -> list[str]:
    """Return the values that an address gives for a comparison: of a list only what was ticked
    there, since its filters may have the same name."""
    own = [] if FROM_LIST in params else params.getlist(directory.compared.parameter)
    return [value for value in (*own, *params.getlist(TICKED)) if value.strip()]


def read_selection(
    directory: Directory, typed: Iterable[str], stamps: Mapping[str, int] | None = None
) -> Selection:
    """Find the entries that are meant by their slugs, former addresses or names. Never raises."""
    typed = list(dict.fromkeys(typed))[:MAX_VALUES]
    clean = [value for value in typed if "\x00" not in value]
    known = compared_entries(directory, clean, stamps)
    found: dict[str, ComparedEntry] = {}
    faults, values = [], []
    for value in typed:
        entry = known.get(value)
        if entry is None and value in clean and (record := _meant(directory, value)):
            entry = compared_entries(directory, [record.slug], stamps).get(record.slug)
        if entry is None:
            faults.append(_unknown(directory, value))
            values.append(value)
        elif entry.record.slug not in found:
            found[entry.record.slug] = entry
            values.append(entry.record.slug)
    if len(found) > MOST:
        faults.append(_too_many(directory, [each.record for each in found.values()][MOST:]))
    return Selection(directory, tuple(found.values()), tuple(faults), tuple(values))


def _meant(directory: Directory, value: str) -> models.Model | None:
    """Return the one entry that had this address, or that these words find."""
    if kept := directory.kept_for(value):
        return kept
    found = Listing(directory, {"q": value}, per_page=FEWEST, relax=True)
    if found.dropped:
        return None
    exact = [each for each in found.records if value.casefold() in _names(each)]
    if len(exact) == 1:
        return exact[0]
    return found.records[0] if found.total == 1 else None


def _names(record: models.Model) -> set[str]:
    names = (*getattr(record, "names", ()), getattr(record, "letters", ""), record.name)
    return {name.casefold() for name in names}


def _unknown(directory: Directory, value: str) -> QueryFault:
    return QueryFault(
        directory.compared.parameter,
        _("“%(value)s” is not known here, so it was left out.") % {"value": shown(value)},
        f"“{shown(value)}” is none of them, or more than one.",
        f"slugs of {directory.slug}, from {FEWEST} to {MOST} of them",
        ((directory.compared.parameter, value),),
    )


def _too_many(directory: Directory, left_out: Sequence[models.Model]) -> QueryFault:
    names = ", ".join(each.local_name for each in left_out)
    return QueryFault(
        directory.compared.parameter,
        _("%(most)d at most stand side by side. Left out: %(names)s.")
        % {"most": MOST, "names": names},
        f"It is given more than {MOST} times.",
        f"{FEWEST} to {MOST} slugs of {directory.slug}",
    )
