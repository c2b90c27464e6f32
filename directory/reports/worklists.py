"""Worklists: which entries need an editor, over all directories together, page by page.

Each list is one question to the database, however many directories there are: a union with an arm
for each kind of entry, and for each field of it that holds a link where the list is about links.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from directory.catalog.directories import DIRECTORIES, entry_directories
from directory.catalog.directory import Directory
from directory.catalog.values import StrOrPromise
from directory.links.usage import source_paths, url_fields
from directory.models import Entry, Link, Place, Trusted, TrustState

AT_ONCE = 500  # entries that are read from the database at a time when all are asked for


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of a list is asked for; empty means all of it."""

    directories: Collection[str] = ()
    place: Place | None = None
    confidence: str = ""
    q: str = ""
    link_states: Collection[str] = ()

    def entries(self, directory: Directory) -> QuerySet:
        """Return the published entries of `directory` that are asked for."""
        found = directory.records()
        if self.place is not None:
            found = found.filter(**{directory.bound["place"].facet.path: self.place})
        if self.confidence:
            found = found.filter(confidence=self.confidence)
        if self.q:
            found = found.filter(name__icontains=self.q)
        return found.order_by()


@dataclass(frozen=True, slots=True)
class WorklistItem:
    """One line of a list: an entry, and the link that the line is about, in which of its fields."""

    directory: Directory
    entry: Entry
    field: str
    link: Link | None


class Items:
    """The lines of a list in its order; counted, cut and read with few queries."""

    def __init__(self, arms: list[QuerySet], *, with_texts: bool = False) -> None:
        first, *others = arms
        self._rows = first.union(*others, all=True).order_by("rank", "moment", "label", "number")
        self._with_texts = with_texts

    def count(self) -> int:
        """Return how many lines there are."""
        return self._rows.count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[WorklistItem]:
        return self._read(list(self._rows[part]))

    def __iter__(self) -> Iterator[WorklistItem]:
        rows = list(self._rows)
        for start in range(0, len(rows), AT_ONCE):
            yield from self._read(rows[start : start + AT_ONCE])

    def _read(self, rows: list[tuple]) -> list[WorklistItem]:
        links = self._links({url for *_rest, url in rows if url})
        entries = {}
        for slug in {slug for slug, *_rest in rows}:
            directory = DIRECTORIES[slug]
            pks = [number for of, number, *_rest in rows if of == slug]
            found = directory.records().select_related(*directory.related)
            entries[slug] = found.prefetch_related(*directory.prefetch).in_bulk(pks)
        # An entry that was unpublished a moment ago is no longer there.
        return [
            WorklistItem(DIRECTORIES[slug], entries[slug][number], field, links.get(url))
            for slug, number, field, _rank, _moment, _label, url in rows
            if number in entries[slug]
        ]

    def _links(self, urls: Collection[str]) -> dict[str, Link]:
        found = Link.objects.filter(url__in=urls).defer("text")
        if not self._with_texts:
            found = found.defer("text", "text_before", "text_after")
        return {link.url: link for link in found} if urls else {}


def _arm(directory: Directory, entries: QuerySet, field: str, *, rank, moment) -> QuerySet:
    return entries.annotate(
        directory=Value(directory.slug),
        number=F("pk"),
        field=Value(field),
        rank=rank,
        moment=moment,
        label=F("name"),
        address=F(field),
    ).values_list("directory", "number", "field", "rank", "moment", "label", "address")


def _of_entries(narrowing: Narrowing, choose: Callable, **order) -> list[QuerySet]:
    return [
        _arm(directory, choose(narrowing.entries(directory)), "source_url", **order)
        for directory in _chosen(narrowing)
    ]


def _of_links(narrowing: Narrowing, links: QuerySet, rank: str, moment: str) -> list[QuerySet]:
    arms = []
    for directory in _chosen(narrowing):
        for field in (*url_fields(directory.model), *source_paths(directory.model)):
            found = narrowing.entries(directory).filter(**{f"{field}__in": links.values("url")})
            found = found.distinct()  # many rows of an entry may have one source
            link = Link.objects.filter(url=OuterRef(field))
            order = {"rank": link.values(rank), "moment": link.values(moment)}
            order = {name: Subquery(values) for name, values in order.items()}
            arms.append(_arm(directory, found, field, **order))
    return arms


def _chosen(narrowing: Narrowing) -> list[Directory]:
    return [
        each
        for each in entry_directories()
        if not narrowing.directories or each.slug in narrowing.directories
    ]


def _in_state(state: TrustState, moment: str) -> Callable[[Narrowing], list[QuerySet]]:
    """Return the arms of entries in one trust state today, the oldest `moment` first."""

    def arms(narrowing: Narrowing) -> list[QuerySet]:
        return _of_entries(
            narrowing,
            lambda entries: entries.in_trust_state(state),
            rank=Value(0, IntegerField()),
            moment=F(moment),
        )

    return arms


def _unverified(narrowing: Narrowing) -> list[QuerySet]:
    """Return the arms of entries that nobody ever verified: those we are least sure of come
    first."""
    confidence = Trusted.Confidence
    order = [confidence.LOW, "", confidence.MEDIUM, confidence.HIGH]
    rank = Case(
        *(When(confidence=value, then=Value(number)) for number, value in enumerate(order)),
        output_field=IntegerField(),
    )
    return _of_entries(
        narrowing,
        lambda entries: entries.filter(verified_on=None),
        rank=rank,
        moment=F("first_published_at"),
    )


def _failing(narrowing: Narrowing) -> list[QuerySet]:
    """Return the arms of links in doubt; "broken" happens to come before "suspect" and
    "unknown"."""
    states = narrowing.link_states or (Link.State.BROKEN, Link.State.SUSPECT)
    links = Link.objects.filter(state__in=states)
    return _of_links(narrowing, links, rank="state", moment="since")


def _redirected(narrowing: Narrowing) -> list[QuerySet]:
    """Return the arms of links that work and end at another address."""
    links = Link.objects.filter(result=Link.Result.REDIRECTED).exclude(final_url="")
    return _of_links(narrowing, links, rank="state", moment="since")


@dataclass(frozen=True, slots=True)
class Worklist:
    """One kind of work; `arms` are its questions to each kind of entry."""

    name: str
    title: StrOrPromise
    arms: Callable[[Narrowing], list[QuerySet]]
    with_texts: bool = False

    def items(self, narrowing: Narrowing | None = None) -> Items:
        """Return what is on the list now."""
        return Items(self.arms(narrowing or Narrowing()), with_texts=self.with_texts)


DUE = Worklist("due-for-review", _("Due for review"), _in_state(TrustState.DUE, "verified_on"))
FAILING = Worklist("failing-links", _("Broken and suspect links"), _failing)
CHANGED = Worklist(
    "source-changed",
    _("Source changed"),
    _in_state(TrustState.CHANGED, "source_changed_at"),
    with_texts=True,
)
UNVERIFIED = Worklist("never-verified", _("Never verified"), _unverified)
REDIRECTED = Worklist("redirected-links", _("Redirected links"), _redirected)
WORKLISTS = (DUE, FAILING, CHANGED, UNVERIFIED, REDIRECTED)
