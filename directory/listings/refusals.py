"""What is not given to a program: unlike a page, a file or a feed that leaves out what it does not
understand would hold more than was asked for, and nobody would read why."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from django.http import QueryDict

from directory.catalog.directory import Directory
from directory.catalog.text import MAX_QUERY_LENGTH
from directory.listings.listing import Listing
from directory.search.queries import (
    OWN,
    PAGES,
    PER_PAGE,
    TOO_LONG,
    QueryFault,
    is_foreign,
    parse_page,
    shown,
)
from directory.web.problems import Problem


def listing_for_program(
    directory: Directory,
    params: QueryDict,
    *,
    path: str,
    stamps: Mapping[str, int] | None = None,
    per_page: int = PER_PAGE,
    is_paged: bool = True,
    own: Collection[str] = OWN,
) -> Listing:
    """Return the list that is asked for; raise Problem for whatever of `params` a page would leave
    out.

    `own` are the parameters beside the filters. Of what is not `is_paged` there is one page.
    """
    refuse_unknown(params, [*directory.bound, *sorted(own)])
    listing = Listing(directory, params, path=path, per_page=per_page, stamps=stamps, relax=True)
    refuse_faults(listing.reading)
    if not is_paged:
        listing.query = listing.query.with_page(1)
    elif listing.pages < listing.reading.query.page:
        allowed = f"a whole number from 1 to {listing.pages}"
        raise Problem(400, "The list has no such page.", parameter="page", allowed=allowed)
    return listing


def refuse_unknown(params: QueryDict, known: Collection[str]) -> None:
    """Raise Problem for any parameter that is not `known`; those that others hang on to every
    address are nobody's business here."""
    for name in params:
        if name not in known and not is_foreign(name):
            detail = f"There is no parameter “{shown(name)}” here."
            raise Problem(400, detail, parameter=shown(name), allowed=known)


def number_in(params: QueryDict, name: str) -> int:
    """Return the whole number that a parameter holds, 0 where it is not given; raise Problem for
    any other value."""
    value = params.get(name, "")
    number = parse_page(value)
    if number is None and value:
        raise Problem(400, f"“{shown(value)}” is not {PAGES}.", parameter=name, allowed=PAGES)
    return number or 0


def search_of_program(params: QueryDict) -> str:
    """Return the words of a search that has nothing but words; raise Problem for one that a page
    would cut, and for any other parameter."""
    refuse_unknown(params, ("q",))
    q = params.get("q", "")
    if len(q) > MAX_QUERY_LENGTH:
        raise Problem(400, TOO_LONG, parameter="q")
    return q


class Faulty(Protocol):
    """What was read from an address, with what of it is not understood."""

    @property
    def faults(self) -> Iterable[QueryFault]: ...


def refuse_faults(reading: Faulty) -> None:
    """Raise Problem for the first thing that a page would leave out with a note."""
    for fault in reading.faults:
        raise Problem(400, fault.detail, parameter=fault.parameter, allowed=fault.allowed)
