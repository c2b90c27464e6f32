"""Directory: what is said once of each list of entries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models.expressions import Expression
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory.catalog.bound_facets import BoundFacet
from directory.catalog.compared import Compared, Pick
from directory.catalog.facets import Facet
from directory.catalog.facts import Fact, WayOut, own_address
from directory.catalog.leads import Lead, Tables
from directory.catalog.pay import PayPlot
from directory.catalog.place_parts import PlacePart
from directory.catalog.schema_org import Absolute, Node
from directory.catalog.sorts import Sort
from directory.catalog.values import StrOrPromise
from directory.models import (
    Entry,
    FormerAddress,
    Place,
    stamp_name,
    stamps_on,
)


@dataclass(frozen=True)
class Directory:
    """A list of entries: what is in it, how it is asked, what a file of it holds, where it shows.

    `search` names the searched paths or expressions, best first, those of equal worth together, and
    `nouns` what each entry is, so that a rule need not call itself one; `named` the paths with
    whole names; `columns` the columns of a file, each a path or attribute; `sorts` the orders, the
    first of which is the usual one.
    """

    slug: str
    model: type[models.Model]
    title: StrOrPromise
    count: StrOrPromise  # ngettext_lazy with %(number)s
    search: Sequence[str | Expression | tuple[str | Expression, ...]]
    nouns: StrOrPromise = ""
    named: Sequence[str] = ("name",)
    # Whether an entry with a place is of little use elsewhere, and which entries are over: both
    # come later in a search.
    is_tied: bool = False
    past: Callable[[], models.Q] | None = None
    columns: Sequence[str] = ()
    facets: Sequence[Facet] = ()
    related: Sequence[str] = ()
    prefetch: Sequence[str] = ()
    sorts: Mapping[str, Sort] = field(default_factory=lambda: {"name": Sort(_("name"), ["name"])})
    # Entries that are not records of the directory app say themselves what is published, and which
    # stamp moves with them.
    published: Callable[[], models.QuerySet] | None = None
    stamp: str = ""
    # Every fact of an entry, in the order of its page, and what it is in the words of schema.org.
    facts: Callable[[models.Model], list[Fact]] | None = None
    # The sentence made from its facts, which describes an entry that has no summary; and where it
    # sends readers.
    sentence: Callable[[models.Model], str] | None = None
    way_out: Callable[[models.Model], WayOut | None] = own_address
    # Up to three ways on from an entry, beside those to what its place has; in tables it looks up
    # what depends on other entries.
    akin: Callable[[models.Model, Tables], Iterable[Lead]] = lambda record, tables: ()
    node: Callable[[models.Model, Absolute], Node | None] | None = None
    # Its name in the API, and where it comes among the groups of the site search; "" and 0 mean
    # that it is not there.
    api_name: str = ""
    search_order: int = 0
    # What the form for suggestions calls an entry, and where; "" takes no suggestions.
    suggestion: StrOrPromise = ""
    suggestion_order: int = 0
    # What of it the page of a place shows.
    place_parts: Sequence[PlacePart] = ()
    # Whether its own name leads to its page, whatever address editors give that.
    has_alias: bool = False
    # What a list holds unless it is asked for something else: facet -> values.
    usually: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # How its entries stand side by side, and what is chosen for that by ticking one in its lists.
    compared: Compared | None = None
    pick: Pick | None = None
    # Whether a map above its lists shows what each place asks.
    has_map: bool = False
    # What of some entries is drawn above their list.
    plots: Callable[[Iterable[models.Model]], Sequence[PayPlot]] | None = None
    # What to offer when a place has nothing: facet -> value, "online" where nothing is near.
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def records(self) -> models.QuerySet:
        """Return the entries that the public may see now: the one question that every list asks."""
        if self.published is not None:
            return self.published()
        return self.model.objects.published()

    def kept_for(self, slug: str) -> models.Model | None:
        """Return the public entry to which the address with this slug leads: it had that before, or
        the one that has it was merged into it."""
        if "\x00" in slug:
            return None
        former = FormerAddress.entry_at(self.slug, slug)
        ways = [] if former is None else [{"pk": former}]
        if issubclass(self.model, Entry):
            ways += [{"merged": former}] * bool(ways) + [{"merged__slug": slug}]
        found = (self.records().filter(**way).first() for way in ways)
        return next(filter(None, found), None)

    @cached_property
    def bound(self) -> Mapping[str, BoundFacet]:
        """The facets by name, bound to the model."""
        return {facet.name: facet.bind(self.model) for facet in self.facets}

    @cached_property
    def searched(self) -> list[str | Expression]:
        """All searched paths and expressions, one by one."""
        return [
            path for each in self.search for path in (each if isinstance(each, tuple) else (each,))
        ]

    @property
    def is_of_places(self) -> bool:
        """Whether its entries are the places themselves."""
        return self.model is Place

    @cached_property
    def usual_sort(self) -> str:
        return next(iter(self.sorts))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The stamps that an index of this directory depends on, by name."""
        labels = {self.stamp or stamp_name(self.model)}
        searched = [path for path in self.searched if isinstance(path, str)]
        paths = [facet.path for facet in self.facets] + searched + list(self.related)
        for path in filter(None, paths):
            labels |= stamps_on(self.model, path)
        # Words name places in every directory.
        labels.add(stamp_name(Place))
        # Rows show whether the source of an entry is down or changed.
        return tuple(sorted(labels | {"directory.synonyms", "directory.link"}))

    def counted(self, number: int) -> str:
        """Return a number of entries in words: "12 programs"."""
        return self.count % {"number": number}


COUNTRIES = {"US": _("the United States"), "CA": _("Canada")}
