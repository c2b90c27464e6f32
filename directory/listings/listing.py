"""Listing: a directory as filtered now. Page, fragment, CSV, JSON and feed all build this one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.catalog.checked import Checked, checked
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.listings import wording
from directory.listings.alternatives import Alternatives
from directory.listings.controls import drawn, pager
from directory.listings.filter_form import FilterForm
from directory.listings.kept_records import kept_records
from directory.listings.rows import TICKED, EntryRow, rows_of
from directory.models import Stamp
from directory.search import queries
from directory.search.index import SearchRequest, SearchResult
from directory.search.lexicon import Lexicon
from directory.search.queries import BEST_MATCH, PER_PAGE, Query, query_string
from directory.search.snapshots import snapshot_cache


class Listing:
    """The answer to one query: ids, total, counts and, when asked for, the entries themselves."""

    def __init__(
        self,
        directory: Directory,
        params: QueryDict | Mapping[str, str] | None = None,
        *,
        path: str = "",
        per_page: int = PER_PAGE,
        stamps: Mapping[str, int] | None = None,
        relax: bool = False,
        beside: Lexicon | None = None,
        only: frozenset[int] | None = None,
        ticked: Sequence[str] | None = None,
        opened: Collection[str] = (),
    ) -> None:
        """With `relax` the page must say what was `dropped`; the site search asks it `beside` all
        that know these words; `only` leaves out all others.

        `ticked` are the slugs of what is chosen for a comparison, which steps to other lists carry
        on, and no address of this one; unless it is None, rows have boxes to tick. Of the facets
        called `opened` the form shows all options, however many.
        """
        self.directory = directory
        self.path = path
        self.per_page = per_page
        self.relax = relax
        self.beside = beside
        self.only = only
        self.stamps = Stamp.read() if stamps is None else stamps
        self.ticked = ticked
        self.opened = opened
        self.snapshot, self.is_behind = snapshot_cache.look(directory, self.stamps)
        self.labels = self.snapshot.labels
        self.reading = queries.read(directory, _query_dict(params), self.labels)
        self.query: Query = self.reading.query
        self.notes = [*self.reading.notes, *wording.set_aside(self.query.q)]

    @cached_property
    def answer(self) -> SearchResult:
        answer = self.snapshot.index.ask(self._question(self.query, limit=self.per_page))
        if self.query.page > 1 and not answer.pks:
            # Beyond the last page, which nobody can know when typing an address: say so, show one.
            self.notes.append(
                _("There is no page %(page)d of this list.") % {"page": self.query.page}
            )
            self.query = self.query.with_page(1)
            answer = self.snapshot.index.ask(self._question(self.query, limit=self.per_page))
        return answer

    def _question(self, query: Query, limit: int | None) -> SearchRequest:
        as_indexed = query.order == (BEST_MATCH if query.q else self.directory.usual_sort)
        return SearchRequest(
            q=query.q,
            choices=query.asked,
            order="" if as_indexed else query.order,
            offset=(query.page - 1) * self.per_page if limit else 0,
            limit=limit,
            relax=self.relax,
            beside_others=self.beside is not None,
            only=self.only,
            lexicon=self._lexicon if query.q else None,
        )

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self.beside or snapshot_cache.lexicon(self.stamps)

    @property
    def total(self) -> int:
        return self.answer.total

    @cached_property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.per_page))

    # --- Entries ----------------------------------------------------------------------------------

    @cached_property
    def records(self) -> list[models.Model]:
        """The entries of this page, in order: one query and its prefetches."""
        return self.fetch(self.answer.pks)

    def all_records(self) -> Iterator[models.Model]:
        """Yield every entry of the list, in order, read in batches."""
        pks = self.all_pks
        for start in range(0, len(pks), 500):
            yield from self.fetch(pks[start : start + 500])

    @property
    def all_pks(self) -> list[int]:
        """The numbers of every entry of the list, in order, as its snapshot has them."""
        return self.snapshot.index.ask(self._question(self.query, limit=None)).pks

    def public(self, pks: list[int]) -> list[int]:
        """Return those of `pks` that are public. While the snapshot is current it holds what is
        published; of one that is behind the database says what still is."""
        if not self.is_behind:
            return pks
        public = set(self.directory.records().filter(pk__in=pks).values_list("pk", flat=True))
        return [pk for pk in pks if pk in public]

    def fetch(self, pks: list[int]) -> list[models.Model]:
        """Return those of the entries that are public, in this order: those that are not kept with
        one query and its prefetches."""
        found = kept_records(self.directory, pks, self.stamps)
        return list(found.values())

    @cached_property
    def groups(self) -> list[tuple[str, SafeString]]:
        """The entries of this page as HTML, in order, below the headings of the order."""
        groups: list[tuple[str, list[str]]] = []
        for row in self._rows:
            heading = row.headings.get(self.query.order, "")
            if not groups or groups[-1][0] != heading:
                groups.append((heading, []))
            under = self.query.order if heading else None
            html = row.drawn(self.checked, under=under, ticked=self.ticked)
            groups[-1][1].append(html)
        return [(heading, drawn(rows)) for heading, rows in groups]

    @property
    def rows(self) -> SafeString:
        """The entries of this page as HTML, in order, each with its sign."""
        return drawn(row.drawn() for row in self._rows)

    @cached_property
    def checked(self) -> Checked | None:
        """What is said once of how well the entries of this page are checked."""
        return checked(row.standing for row in self._rows)

    @property
    def row_list(self) -> list[SafeString]:
        """The entries of this page as HTML, one by one, in order."""
        return [SafeString(row.html) for row in self._rows]

    @property
    def row_paths(self) -> list[str]:
        """The path of each entry of this page, in order."""
        return [row.path for row in self._rows]

    @property
    def picks_shown(self) -> set[str]:
        """What the rows of this page choose for a comparison, by slug."""
        return {row.pick[0] for row in self._rows if row.pick}

    @cached_property
    def _rows(self) -> list[EntryRow]:
        return rows_of(self.directory, self.snapshot, self.public(self.answer.pks), self.fetch)

    @property
    def pager(self) -> SafeString:
        """Links to other pages of this list."""
        return pager(
            self.query.page, self.pages, lambda page: self.step(self.query.with_page(page))
        )

    @property
    def page_words(self) -> str:
        """ "Page 2 of 9"."""
        return _("Page %(page)d of %(pages)d") % {"page": self.query.page, "pages": self.pages}

    @property
    def range_words(self) -> str:
        """ "1 to 20 of 68, page 1 of 4": which part of the list this is, for paper."""
        if not self.total:
            return self.counted
        first = (self.query.page - 1) * self.per_page + 1
        return _("%(first)d to %(last)d of %(total)d, page %(page)d of %(pages)d") % {
            "first": min(first, self.total), "last": first + len(self.answer.pks) - 1,
            "total": self.total, "page": self.query.page, "pages": self.pages,
        }  # fmt: skip

    @cached_property
    def form(self) -> FilterForm:
        """What a reader chooses with, and has chosen."""
        return FilterForm(self)

    # --- Words and addresses ----------------------------------------------------------------------

    @cached_property
    def counted(self) -> str:
        return self.directory.counted(self.total)

    @cached_property
    def sentence(self) -> str:
        return wording.sentence(self.query, self.labels)

    @cached_property
    def title(self) -> str:
        return wording.title(self.query, self.labels, self.total)

    @property
    def searched(self) -> str:
        """The words that were searched: those typed, put right, without what was left out."""
        return wording.searched(self.query.q, self.answer.corrections, self.answer.dropped)

    @property
    def corrected(self) -> str:
        """The words that were searched instead of those typed, or nothing."""
        return self.searched if self.answer.corrections else ""

    @property
    def dropped(self) -> str:
        """The words that were left out because nothing has all of them, or nothing."""
        return ", ".join(self.answer.dropped)

    @property
    def told(self) -> list[str]:
        """All that a page says of how its address was understood, for what has no page."""
        # Only who asks knows whether there is such a page.
        words_told = list(wording.words_told(self.query.q, self.corrected, self.dropped))
        return [*self.notes, *words_told]

    def url(self, query: Query | None = None) -> str:
        """Return the address of this list, or of another query of the same directory."""
        return self.path + (query or self.query).string

    def step(self, query: Query) -> str:
        """Return where a step to another query leads: its address, with what is ticked."""
        ticks = ((TICKED, slug) for slug in self.ticked or ())
        return self.path + query_string([*query.pairs, *ticks])

    @property
    def clear_url(self) -> str:
        """The address of the list without filters."""
        return self.step(Query(self.directory))

    @property
    def next_url(self) -> str:
        if self.query.page >= self.pages:
            return ""
        return self.url(self.query.with_page(self.query.page + 1))

    def file_url(self, kind: str) -> str:
        """Return the address of the same list as data: kind is csv, json, atom or feed.json."""
        return f"{self.path}list.{kind}{self.query.string}"

    def changes_url(self, kind: str) -> str:
        """Return the address of what changed in the same list: kind is atom or feed.json."""
        return f"{self.path}changes.{kind}{self.query.string}"

    @cached_property
    def files(self) -> dict[str, str]:
        """The addresses of this list for machines, by the names that templates use."""
        return {
            **{kind: self.file_url(kind) for kind in ("csv", "json", "atom")},
            "feed": self.file_url("feed.json"),
            "changes": self.changes_url("atom"),
            "markdown": f"{self.path}index.md{self.query.string}",
        }

    @property
    def instead(self) -> Alternatives:
        """Lists to go on with where this one is empty."""
        every_place = Listing(DIRECTORIES["places"], stamps=self.stamps).all_records
        return Alternatives(self.query, self.labels, self._count, self.step, every_place)

    def _count(self, query: Query) -> int:
        return self.snapshot.index.total(self._question(query, limit=1))


def _query_dict(params: QueryDict | Mapping[str, str] | None) -> QueryDict:
    if isinstance(params, QueryDict):
        return params
    made = QueryDict(mutable=True)
    made.update(params or {})
    return made
