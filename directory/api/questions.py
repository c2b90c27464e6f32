"""What is asked of a collection. Unlike a page, the API refuses what it does not understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from directory.api.collections import Collection
from directory.api.items import item_fields
from directory.api.tombstones import modified_since
from directory.listings.listing import Listing
from directory.listings.refusals import refuse_faults, refuse_unknown
from directory.search.queries import (
    BEST_MATCH,
    MAX_PAGE,
    MAX_PER_PAGE,
    PAGES,
    parse_page,
    shown,
)
from directory.web.problems import Problem

PER_PAGE = 50
SIZES = f"a whole number from 1 to {MAX_PER_PAGE}"
MOMENTS = "a moment as 2026-01-31T12:00:00Z, or a day as 2026-01-31"
BOOLEANS = ("true", "false")
# Of a list; an answer in lines has no pages and nothing beside the entries.
LIST = ("q", "sort", "page", "per_page", "fields", "include", "modified_after", "facets")
LINES = ("q", "sort", "fields")


@dataclass(frozen=True)
class Question:
    """The parameters of one request, all of them understood, and the listing that answers it."""

    collection: Collection
    params: QueryDict
    listing: Listing
    page: int
    per_page: int
    fields: tuple[str, ...]  # empty for all
    include: tuple[str, ...]
    modified_after: datetime | None
    wants_facets: bool

    @cached_property
    def is_beyond(self) -> bool:
        """Whether it asks for a page after the last one, which holds nothing."""
        return self.page > self.listing.pages

    def address(self, page: int) -> str:
        """Return the canonical query string of another page of the same list."""
        others = ("per_page", "fields", "include", "modified_after", "facets")
        pairs = [pair for pair in self.listing.query.pairs if pair[0] != "page"]
        pairs += [(name, self.params[name]) for name in others if name in self.params]
        pairs += [("page", str(page))] if page > 1 else []
        return "?" + urlencode(sorted(pairs)) if pairs else ""


def read(
    collection: Collection,
    params: QueryDict,
    *,
    stamps: Mapping[str, int],
    known: tuple[str, ...] = LIST,
) -> Question:
    """Understand `params`; raise Problem, which names the first parameter that is wrong."""
    facets = list(collection.directory.bound)
    options = [name for name in known if name != "modified_after" or collection.dated_by]
    options = [name for name in options if name != "include" or collection.includes]
    refuse_unknown(params, [*facets, *options])
    for name in options:
        _refuse_several(params, name)
    page = _number(params, "page", 1, MAX_PAGE, PAGES)
    per_page = _number(params, "per_page", PER_PAGE, MAX_PER_PAGE, SIZES)
    moment = _moment(params)
    only = None if moment is None else modified_since(collection, moment)
    listing = Listing(
        collection.directory, params, per_page=per_page, stamps=stamps, relax=True, only=only
    )
    _refuse_empty(listing, params)
    refuse_faults(listing.reading)
    return Question(
        collection=collection,
        params=params,
        listing=listing,
        page=page,
        per_page=per_page,
        fields=names(params, "fields", item_fields(collection)),
        include=names(params, "include", tuple(collection.includes)),
        modified_after=moment,
        wants_facets=_chosen(params, "facets", BOOLEANS, "false") == "true",
    )


def refuse_all_but(params: QueryDict, known: tuple[str, ...]) -> None:
    """Raise Problem for any parameter that is not `known`, or that is given twice."""
    refuse_unknown(params, known)
    for name in known:
        _refuse_several(params, name)


def _refuse_several(params: QueryDict, name: str) -> None:
    if len(params.getlist(name)) > 1:
        raise Problem(400, "It is given more than once.", parameter=name)


def _refuse_empty(listing: Listing, params: QueryDict) -> None:
    """A form of a page sends what was left empty; a program that does has lost a value."""
    for name, allowed in listing.labels.items():
        if "" in params.getlist(name):
            raise Problem(400, "“” is not a value of it.", parameter=name, allowed=allowed)
    _chosen(params, "sort", (*listing.directory.sorts, BEST_MATCH), "")


def _chosen(params: QueryDict, name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = params.get(name)
    if value is None:
        return usual
    if value not in allowed:
        detail = f"“{shown(value)}” is not a value of it."
        raise Problem(400, detail, parameter=name, allowed=allowed)
    return value


def _number(params: QueryDict, name: str, usual: int, most: int, allowed: str) -> int:
    value = params.get(name)
    if value is None:
        return usual
    number = parse_page(value)
    if number is None or number > most:
        raise Problem(400, f"“{shown(value)}” is not {allowed}.", parameter=name, allowed=allowed)
    return number


def names(params: QueryDict, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a parameter, each of `allowed`; raise Problem for any other."""
    value = params.get(name)
    if value is None:
        return ()
    wanted = value.split(",")
    for word in wanted:
        if word not in allowed:
            detail = f"“{shown(word)}” is not a value of it; several go with commas between them."
            raise Problem(400, detail, parameter=name, allowed=allowed)
    return tuple(dict.fromkeys(wanted))


def _moment(params: QueryDict) -> datetime | None:
    value = params.get("modified_after")
    if value is None:
        return None
    # A plus that nobody has escaped arrives as a space.
    text = value[:-6] + "+" + value[-5:] if value[-6:-5] == " " else value
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = timezone.make_aware(datetime.combine(day, time()))
        if moment is not None and timezone.is_aware(moment):
            return moment.astimezone(timezone.get_default_timezone())
    except (ValueError, OverflowError):
        pass
    detail = f"“{shown(value)}” is not {MOMENTS}."
    raise Problem(400, detail, parameter="modified_after", allowed=MOMENTS)
