"""Query: what a reader asked of a directory, cleaned, with its canonical address.

The address is the only state: the same query always has the same one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.catalog.directory import Directory
from directory.catalog.text import MAX_QUERY_LENGTH, clean_query, whole_number
from directory.catalog.values import Values

PER_PAGE = 20
MAX_PER_PAGE = 500
MAX_VALUES = 50
MAX_PAGE = 100_000
PAGES = f"a whole number from 1 to {MAX_PAGE}"
TOO_LONG = f"It has more than {MAX_QUERY_LENGTH} characters."
BEST_MATCH = "best"
# A list's own parameters beside its filters; what has no use for one takes no notice of it.
OWN = frozenset({"q", "sort", "page", "per_page"})
# What advertising and letters hang on to any address, for others to read.
_FOREIGN = frozenset({"dclid", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid"})
_FOREIGN_PREFIX = "utm_"


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Return parameters as a query string with its question mark; "" when there are none."""
    string = "&".join(map(_encoded, pairs))
    return f"?{string}" if string else ""


@lru_cache(maxsize=4096)  # the same few values stand in nearly every address of a page
def _encoded(pair: tuple[str, str]) -> str:
    name, value = pair
    return f"{quote_plus(name)}={quote_plus(value)}"


@dataclass(frozen=True)
class Query:
    """Cleaned parameters: searched words, chosen values by facet, order and page."""

    directory: Directory
    q: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """The choices that a list is made by: those of the reader, and what it usually holds."""
        return {**self.directory.usually, **self.choices}

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.choices)

    @cached_property
    def order(self) -> str:
        """The order in force: the one asked for, else best match for words, else the usual."""
        return self.sort or (BEST_MATCH if self.q else self.directory.usual_sort)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The canonical parameters: no empty and no usual values, keys and values sorted."""
        pairs = [(name, value) for name, values in self.choices.items() for value in values]
        if self.q:
            pairs.append(("q", self.q))
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return sorted(pairs)

    @cached_property
    def string(self) -> str:
        """The canonical query string with its question mark, or nothing."""
        return query_string(self.pairs)

    def with_page(self, page: int) -> "Query":
        return replace(self, page=page)

    def with_sort(self, sort: str) -> "Query":
        usual = BEST_MATCH if self.q else self.directory.usual_sort
        return replace(self, sort="" if sort == usual else sort, page=1)

    def with_choice(self, name: str, value: str) -> "Query":
        values = tuple(sorted({*self.choices.get(name, ()), value}))
        return replace(self, choices={**self.choices, name: values}, page=1)

    def with_only(self, name: str, value: str) -> "Query":
        """Return this query with one value of a facet in place of all that are chosen in it."""
        return replace(self, choices={**self.choices, name: (value,)}, page=1)

    def without(self, name: str, value: str) -> "Query":
        """Return this query with one chosen value less ("q" takes the words away)."""
        if name == "q":
            sort = "" if self.sort == self.directory.usual_sort else self.sort
            return replace(self, q="", sort=sort, page=1)
        values = tuple(kept for kept in self.choices[name] if kept != value)
        choices = {**self.choices, name: values}
        return replace(self, choices={k: v for k, v in choices.items() if v}, page=1)


@dataclass(frozen=True, slots=True)
class QueryFault:
    """What of a query is not understood: how a page says that it was left out, and what a program
    is told, to which nothing is given."""

    parameter: str
    note: str
    detail: str
    allowed: Collection[str] | str = ()
    # The pairs that a page keeps in its address, so that its note stays true.
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A query as it was read from an address: what was left out of it, and why."""

    query: Query
    faults: tuple[QueryFault, ...] = ()
    is_canonical: bool = True

    @property
    def notes(self) -> list[str]:
        """The faults for the reader of a page."""
        return [fault.note for fault in self.faults]

    def with_others(self, others: Iterable[tuple[str, str]] = ()) -> str:
        """Return the query string to send a reader to: it keeps what the notes are about, and
        `others`, which are no part of the query."""
        kept = [pair for fault in self.faults for pair in fault.kept]
        return query_string([*self.query.pairs, *kept, *others])


def read(directory: Directory, params: QueryDict, labels: Mapping[str, Values]) -> Reading:
    """Read `params`, ignoring what is unknown; `labels` holds the values each facet may have.

    A bad value of a known parameter is left out with a note for the reader. Never raises.
    """
    q, cut = _words(params)
    choices, misunderstood = _choices(directory, params, labels)
    sort, unsorted = _sort(directory, params)
    page, unpaged = _page(params)
    query = Query(directory, q=q, choices=choices, page=page)
    if sort:
        query = query.with_sort(sort).with_page(page)
    faults = (*cut, *misunderstood, *unsorted, *unpaged)
    # A redirect would take away the note that says that the search was cut.
    return Reading(query, faults, bool(cut) or _is_canonical(query, params, faults))


def _words(params: QueryDict) -> tuple[str, list[QueryFault]]:
    """Read the searched words."""
    typed = params.get("q", "")
    if len(typed) <= MAX_QUERY_LENGTH:
        return clean_query(typed), []
    note = _("Your search was long: only its first words were used.")
    return clean_query(typed), [QueryFault("q", note, TOO_LONG)]


def _choices(
    directory: Directory, params: QueryDict, labels: Mapping[str, Values]
) -> tuple[dict[str, tuple[str, ...]], list[QueryFault]]:
    """Read the chosen values of each facet."""
    choices: dict[str, tuple[str, ...]] = {}
    faults: list[QueryFault] = []
    for name in directory.bound:
        if name not in params:
            continue
        typed = params.getlist(name)
        if len(typed) > MAX_VALUES:
            note = _("Only the first %(number)d values were used.") % {"number": MAX_VALUES}
            faults.append(QueryFault(name, note, f"It is given more than {MAX_VALUES} times."))
        typed = [value for value in typed[:MAX_VALUES] if value]
        meant = labels[name].meant(typed)
        faults += [
            _bad_value(directory, name, value, labels) for value in typed if value not in meant
        ]
        if meant:
            choices[name] = tuple(sorted(set(meant.values())))
    return choices, faults


def _bad_value(
    directory: Directory, name: str, value: str, labels: Mapping[str, Values]
) -> QueryFault:
    told = {"value": shown(value), "facet": directory.bound[name].label}
    return QueryFault(
        name,
        _("“%(value)s” is not a value of “%(facet)s”, so it was left out.") % told,
        f"“{shown(value)}” is not a value of it.",
        labels[name],
        ((name, value),),
    )


def _sort(directory: Directory, params: QueryDict) -> tuple[str, list[QueryFault]]:
    """Read the order; best match, which is the usual one for words and none without, is ""."""
    typed = params.get("sort", "")
    if typed in ("", BEST_MATCH):
        return "", []
    if typed in directory.sorts:
        return typed, []
    fault = QueryFault(
        "sort",
        _("The list cannot be sorted by “%(sort)s”.") % {"sort": shown(typed)},
        f"“{shown(typed)}” is not a value of it.",
        (*directory.sorts, BEST_MATCH),
        (("sort", typed),),
    )
    return "", [fault]


def _page(params: QueryDict) -> tuple[int, list[QueryFault]]:
    """Read the number of the page."""
    typed = params.get("page", "")
    page = parse_page(typed)
    if page is not None or not typed:
        return page or 1, []
    fault = QueryFault(
        "page",
        _("There is no page “%(page)s”.") % {"page": shown(typed)},
        f"“{shown(typed)}” is not {PAGES}.",
        PAGES,
        (("page", typed),),
    )
    return 1, [fault]


def _is_canonical(query: Query, params: QueryDict, faults: Iterable[QueryFault]) -> bool:
    """Whether what was understood of `params` stands there as its canonical address has it."""
    left_out = {pair for fault in faults for pair in fault.kept}
    known = {*query.directory.bound, "q", "sort", "page"}
    typed = [
        (name, value)
        for name, values in params.lists()
        if name in known
        for value in values[:MAX_VALUES]
        if (name, value) not in left_out
    ]
    return typed == query.pairs


def is_foreign(name: str) -> bool:
    """Return whether a parameter is one that others hang on to addresses, and that means nothing
    here."""
    return name in _FOREIGN or name.startswith(_FOREIGN_PREFIX)


def parse_page(text: str) -> int | None:
    """Return a page number from 1 on, or None for anything else (signs, other digits, huge
    numbers)."""
    page = whole_number(text, 6)
    return page if page is not None and 1 <= page <= MAX_PAGE else None


def parse_per_page(text: str) -> int | None:
    """Return how many entries a page of data shall hold, up to MAX_PER_PAGE; None for the usual."""
    number = parse_page(text)
    return min(number, MAX_PER_PAGE) if number else None


def shown(value: str) -> str:
    """Return a value of a stranger's address, short enough to repeat in a note."""
    return value if len(value) <= 40 else value[:39] + "…"
