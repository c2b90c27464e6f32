"""Listing: a directory as filtered now. Page, fragment, CSV, JSON and feed all build this one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from django.db import models
from django.http import QueryDict
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import queries, wording
from directory.addresses import directory_path
from directory.directories import Directory
from directory.index import Answer, Question
from directory.models import Place
from directory.queries import BEST_MATCH, PER_PAGE, Query
from directory.snapshots import shelf
from directory.text import words

SHOWN_OPTIONS = 8
LONG_FACET = 12
KEPT_ROWS = 4_000


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet as it stands in the form."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it stands in a list, and its headings in the orders that have some."""

    html: str
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet as it stands in the form; of a long one only the first and the checked are shown."""

    name: str
    label: str
    help: str
    options: list[Option]

    @property
    def items(self) -> SafeString:
        """The options as list items. There are some hundred and thirty of them, and drawn one by
        one by the template engine they took three quarters of the time of a page."""
        return mark_safe("".join(map(self._item, self.options)))  # noqa: S308

    def _item(self, option: Option) -> str:
        zero = "" if option.count else " data-zero"
        state = " checked" if option.checked else "" if option.count else " disabled"
        return (
            f'<li><label class="option"{zero}>'
            f'<input type="checkbox" name="{self.name}" value="{escape(option.value)}"{state}>'
            f'<span class="label">{escape(option.label)}</span>'
            f'<span class="n">{option.count}</span></label></li>'
        )

    @property
    def is_long(self) -> bool:
        return len(self.options) > LONG_FACET

    @property
    def folded(self) -> int:
        """How many options "show more" would show."""
        if not self.is_long:
            return 0
        return sum(not option.checked for option in self.options[SHOWN_OPTIONS:])


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    name: str
    value: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another list that is not empty, and its length."""

    label: str
    url: str
    total: int
    counted: str


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
    ) -> None:
        """With `relax` the page must say what was `dropped`."""
        self.directory = directory
        self.path = path
        self.per_page = per_page
        self.relax = relax
        self.snapshot, self.is_behind = shelf.look(directory, stamps)
        self.labels = self.snapshot.labels
        self.reading = queries.read(directory, _query_dict(params), self.labels)
        self.query: Query = self.reading.query
        self.notes = list(self.reading.notes)

    @cached_property
    def answer(self) -> Answer:
        answer = self.snapshot.index.ask(self._question(self.query, limit=self.per_page))
        if self.query.page > 1 and not answer.pks:
            # Beyond the last page, which nobody can know when typing an address: say so, show one.
            self.notes.append(
                _("There is no page %(page)d of this list.") % {"page": self.query.page}
            )
            self.query = self.query.with_page(1)
            answer = self.snapshot.index.ask(self._question(self.query, limit=self.per_page))
        return answer

    def _question(self, query: Query, limit: int | None) -> Question:
        as_indexed = query.order == (BEST_MATCH if query.q else self.directory.usual_sort)
        return Question(
            q=query.q,
            choices=query.choices,
            order="" if as_indexed else query.order,
            offset=(query.page - 1) * self.per_page if limit else 0,
            limit=limit,
            relax=self.relax,
        )

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
        return self._fetch(self.answer.pks)

    def all_records(self) -> Iterator[models.Model]:
        """Every entry of the list, in order, read in batches."""
        pks = self.snapshot.index.ask(self._question(self.query, limit=None)).pks
        for start in range(0, len(pks), 500):
            yield from self._fetch(pks[start : start + 500])

    def _fetch(self, pks: list[int]) -> list[models.Model]:
        found = (
            self.directory.records()
            .select_related(*self.directory.related)
            .prefetch_related(*self.directory.prefetch)
            .in_bulk(pks)
        )
        return [found[pk] for pk in pks if pk in found]

    @cached_property
    def groups(self) -> list[tuple[str, SafeString]]:
        """The entries of this page as HTML, in order, below the headings of the order."""
        groups: list[tuple[str, list[str]]] = []
        for row in self._rows:
            heading = row.headings.get(self.query.order, "")
            if not groups or groups[-1][0] != heading:
                groups.append((heading, []))
            groups[-1][1].append(row.html)
        return [(heading, mark_safe("".join(rows))) for heading, rows in groups]  # noqa: S308

    @property
    def rows(self) -> SafeString:
        """The entries of this page as HTML, in order."""
        return mark_safe("".join(row.html for row in self._rows))  # noqa: S308

    @cached_property
    def _rows(self) -> list[Row]:
        """A row is drawn once for each snapshot, language and day. While the snapshot is current
        it holds what is published; of one that is behind the database says what still is."""
        pks = self.answer.pks
        if self.is_behind:
            public = set(self.directory.records().filter(pk__in=pks).values_list("pk", flat=True))
            pks = [pk for pk in pks if pk in public]
        held = self.snapshot.rows
        if len(held) > KEPT_ROWS:
            held.clear()
        kind = (get_language(), timezone.localdate(), directory_path(self.directory.slug))
        if missing := [pk for pk in pks if (pk, *kind) not in held]:
            template = get_template(f"directory/rows/{self.directory.slug}.html")
            for record in self._fetch(missing):
                headings = {
                    name: str(sort.group(record))
                    for name, sort in self.directory.sorts.items()
                    if sort.group
                }
                held[(record.pk, *kind)] = Row(template.render({"record": record}), headings)
        return [held[(pk, *kind)] for pk in pks if (pk, *kind) in held]

    @cached_property
    def pager(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses: the ends and the neighbours; no address is a gap."""
        page, last = self.query.page, self.pages
        shown = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
        numbers: list[tuple[int, str]] = []
        for number in shown:
            if numbers and number - numbers[-1][0] > 1:
                numbers.append((number - 1, ""))
            numbers.append((number, self.url(self.query.with_page(number))))
        return numbers

    # --- Form -------------------------------------------------------------------------------------

    @cached_property
    def facets(self) -> list[FacetGroup]:
        """Every facet with its options and counts; the order of options never depends on them."""
        return [self._group(name) for name in self.directory.bound]

    def _group(self, name: str) -> FacetGroup:
        facet = self.directory.bound[name]
        counts = self.answer.counts[name]
        chosen = self.query.choices.get(name, ())
        options = [
            Option(value, str(label), counts.get(value, 0), value in chosen)
            for value, label in self.labels[name].items()
            if value in counts or value in chosen
        ]
        return FacetGroup(name, str(facet.label), str(facet.help), options)

    @property
    def counts_json(self) -> str:
        """What the form shows beside its options, for the script that brings it up to date."""
        told = {"counts": self.answer.counts, "counted": self.counted}
        return json.dumps(told, separators=(",", ":"))

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [
            Chip(name, value, wording.option_label(self.query, self.labels, name, value),
                 self.url(self.query.without(name, value)))
            for name in self.directory.bound
            for value in self.query.choices.get(name, ())
        ]  # fmt: skip
        if self.query.q:
            chips.insert(
                0, Chip("q", "", f"“{self.query.q}”", self.url(self.query.without("q", "")))
            )
        return chips

    @cached_property
    def sorts(self) -> list[tuple[str, str, str, bool]]:
        """Each order: its name, its label, its address and whether it is in force."""
        labels = {name: str(sort.label) for name, sort in self.directory.sorts.items()}
        if self.query.q:
            labels = {BEST_MATCH: _("best match"), **labels}
        return [
            (name, label, self.url(self.query.with_sort(name)), name == self.query.order)
            for name, label in labels.items()
        ]

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
    def corrected(self) -> str:
        """The words that were searched instead of those typed, or nothing."""
        corrections = self.answer.corrections
        if not corrections:
            return ""
        dropped = self.answer.dropped
        used = (word for word in words(self.query.q) if word not in dropped)
        return " ".join(corrections.get(word, word) for word in used)

    @property
    def dropped(self) -> str:
        """The words that were left out because nothing has all of them, or nothing."""
        return ", ".join(self.answer.dropped)

    def url(self, query: Query | None = None) -> str:
        """The address of this list, or of another query of the same directory."""
        return self.path + (query or self.query).string

    @property
    def previous_url(self) -> str:
        return self.url(self.query.with_page(self.query.page - 1)) if self.query.page > 1 else ""

    @property
    def next_url(self) -> str:
        if self.query.page >= self.pages:
            return ""
        return self.url(self.query.with_page(self.query.page + 1))

    def file_url(self, kind: str) -> str:
        """The address of the same list as data: kind is csv, json or atom."""
        return f"{self.path}list.{kind}{self.query.string}"

    @cached_property
    def files(self) -> dict[str, str]:
        return {kind: self.file_url(kind) for kind in ("csv", "json", "atom")}

    # --- When nothing is found --------------------------------------------------------------------

    @property
    def without(self) -> list[Suggestion]:
        """For each filter in force, how many there would be without it."""
        return [
            self._suggestion(chip.label, self.query.without(chip.name, chip.value))
            for chip in self.chips
        ]

    @property
    def nearest(self) -> list[Suggestion]:
        """Places of the same part of the country that have entries, and what is open to anybody."""
        suggestions = []
        places = self.query.choices.get("place", ())
        if places and "place" in self.directory.bound:
            division = Place.objects.filter(slug__in=places).values("region", "division")
            near = Place.objects.published().filter(
                region__in=division.values("region"), division__in=division.values("division")
            )
            for slug in near.exclude(slug__in=places).values_list("slug", flat=True):
                if self.answer.counts["place"].get(slug):
                    choices = {**self.query.choices, "place": (slug,)}
                    query = Query(self.directory, q=self.query.q, choices=choices)
                    label = str(self.labels["place"][slug])
                    suggestions.append(self._suggestion(label, query))
            for name, value in self.directory.elsewhere.items():
                others = {k: v for k, v in self.query.choices.items() if k not in ("place", name)}
                query = Query(self.directory, q=self.query.q, choices={**others, name: (value,)})
                label = wording.option_label(query, self.labels, name, value)
                suggestions.append(self._suggestion(label, query))
        return [suggestion for suggestion in suggestions if suggestion.total]

    def _suggestion(self, label: str, query: Query) -> Suggestion:
        total = self.snapshot.index.total(self._question(query, limit=1))
        return Suggestion(label, self.url(query), total, self.directory.counted(total))


def _query_dict(params: QueryDict | Mapping[str, str] | None) -> QueryDict:
    if isinstance(params, QueryDict):
        return params
    made = QueryDict(mutable=True)
    made.update(params or {})
    return made
