"""The read-only index in memory: every published entry of a directory, ready to be asked for."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType

from pyroaring import FrozenBitMap

from directory.catalog.text import keywords, words
from directory.search.fulltext import FullText, ParsedQuery
from directory.search.lexicon import Lexicon
from directory.search.meanings import Meanings
from directory.search.orders import Order
from directory.search.ranking import SHORT
from directory.search.running import RunningWordsBuilder
from directory.search.vocabulary import NO_ENTRIES, VocabularyBuilder

NO_ORDERS: Mapping[str, Sequence[int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """One entry as the index sees it: its facet values, its searched texts, the best first, and
    what it is called as a whole."""

    pk: int
    facets: Mapping[str, tuple[str, ...]]
    fields: tuple[str, ...]
    names: tuple[str, ...] = ()
    is_tied: bool = False  # to one place, of little use elsewhere
    is_past: bool = False  # over, or of years ago


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks for: OR within a facet, AND across facets and with q."""

    q: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""  # "" = best match first when there is a q, else display order
    offset: int = 0
    limit: int | None = 20  # None = all
    correct: bool = True  # typo help
    relax: bool = False  # leave words out rather than find nothing with all of them
    only: frozenset[int] | None = None  # none but these pks, of which some may be unknown
    lexicon: Lexicon | None = None  # knows the words of other directories too
    beside_others: bool = False  # asked of those directories too: a word of one begins no other


@dataclass(frozen=True)
class SearchResult:
    """The slice asked for, in order, and how many entries there are in all and per facet value."""

    pks: list[int]
    total: int
    count: Callable[[], dict[str, dict[str, int]]] = field(compare=False, repr=False)
    corrections: dict[str, str]  # typed word, folded -> word (or two words) used instead
    dropped: tuple[str, ...] = ()  # typed words, folded, that were left out
    kept: float = 1.0  # the share of what the typed words tell that those say which were kept
    telling: float = 0.0  # how much the most telling of those words says
    worth: tuple[float, ...] = ()  # of each of pks, where they come best match first
    places: tuple[str, ...] = ()  # named in q
    words: tuple[tuple[str, ...], ...] = ()  # searched for, those together that belong together
    choices: Mapping[str, Sequence[str]] | None = None  # by which the list has the same entries
    asks_for_list: bool = False  # of places: "which states"
    is_general: bool = False  # whether it holds everywhere and names none of these places

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many entries have each value of each facet, as if nothing were chosen in that."""
        return self.count()


class DirectoryIndex:
    """An immutable snapshot: threads share it without locks, and a new one replaces it whole."""

    __slots__ = ("_everything", "_facets", "_fulltext", "_orders", "_pks", "_totals")

    def __init__(
        self,
        pks: array,
        facets: Mapping[str, Mapping[str, FrozenBitMap]],
        orders: Mapping[str, Order],
        fulltext: FullText,
    ) -> None:
        self._pks = pks
        self._everything = FrozenBitMap(range(len(pks)))
        self._facets = facets
        self._orders = orders
        self._fulltext = fulltext
        self._totals = {
            name: {value: len(entries) for value, entries in values.items()}
            for name, values in facets.items()
        }

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        *,
        facet_names: Sequence[str],
        orders: Mapping[str, Sequence[int]] = NO_ORDERS,
        synonyms: Sequence[Sequence[str]] = (),
        meanings: Meanings | None = None,
    ) -> "DirectoryIndex":
        """Read documents, which come in display order, once; each order must name all their pks.

        A facet of the documents that is not among `facet_names` is not offered as a filter, yet may
        be what words mean.
        """
        pks = array("q")
        unlisted = [meanings.place_facet] if meanings and meanings.place_facet else []
        numbers: dict[str, defaultdict[str, array]] = {
            name: defaultdict(partial(array, "I")) for name in [*facet_names, *unlisted]
        }
        names: defaultdict[tuple[str, ...], array] = defaultdict(partial(array, "I"))
        initials: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        tied, past = array("I"), array("I")
        text, running = VocabularyBuilder(), RunningWordsBuilder()
        for number, document in enumerate(documents):
            pks.append(document.pk)
            for name, having in numbers.items():
                for value in document.facets.get(name, ()):
                    having[value].append(number)
            for name in set(map(_key, document.names)):
                names[name].append(number)
            for phrase in map(_spoken, document.names):
                initials["".join(word[0] for word in phrase)].add(phrase)
            if document.is_tied:
                tied.append(number)
            if document.is_past:
                past.append(number)
            text.add(number, document.fields)
            running.add(document.fields)
        every_facet = {
            name: {value: FrozenBitMap(having[value]) for value in sorted(having)}
            for name, having in numbers.items()
        }
        number_of = {pk: number for number, pk in enumerate(pks)}
        if len(number_of) != len(pks):
            raise ValueError("Two documents have the same pk.")
        fulltext = FullText(
            text.finish(),
            synonyms,
            everything=FrozenBitMap(range(len(pks))),
            facets=every_facet,
            meanings=meanings or Meanings(),
            names={key: FrozenBitMap(having) for key, having in names.items() if key},
            running=running.finish(),
            initials={short: full for short, full in initials.items() if len(short) >= SHORT},
            tied=FrozenBitMap(tied),
            past=FrozenBitMap(past),
        )
        return cls(
            pks,
            {name: every_facet[name] for name in facet_names},
            {name: Order(name, order, number_of) for name, order in orders.items()},
            fulltext,
        )

    @property
    def fulltext(self) -> FullText:
        """The words of this directory, for what is known of words in all of them."""
        return self._fulltext

    def __len__(self) -> int:
        return len(self._pks)

    def __contains__(self, pk: int) -> bool:
        return pk in self._pks

    def total(self, question: SearchRequest) -> int:
        """Return how many entries match, without facet counts or ranking: the quick half of
        ask()."""
        parsed = self._read(question)
        found = self._found(question, parsed)
        return len(_all_of(found, self._chosen(question).values()))

    def ask(self, question: SearchRequest) -> SearchResult:
        """Return the entries asked for, the total, every facet's counts, and corrected words if
        any."""
        parsed = self._read(question)
        found = self._found(question, parsed)
        chosen = self._chosen(question)
        matching = _all_of(found, chosen.values())
        if question.order in self._orders:
            order = self._orders[question.order]
            page = _page(order.blocks(matching), question, order.arranged)
            worth: tuple[float, ...] = ()
        else:
            classes = [(1.0, matching)] if parsed is None else parsed.ranked(matching)
            page = _page((entries for _worth, entries in classes), question)
            worth = tuple(_worth_of(page, classes))
        return SearchResult(
            pks=[self._pks[number] for number in page],
            total=len(matching),
            count=partial(self._counts, found, matching, chosen),
            corrections={} if parsed is None else dict(parsed.corrections),
            dropped=() if parsed is None else parsed.dropped,
            kept=1.0 if parsed is None else parsed.kept,
            telling=0.0 if parsed is None else parsed.telling,
            worth=worth,
            places=() if parsed is None else parsed.places,
            words=() if parsed is None else parsed.words,
            choices=None if parsed is None else parsed.choices,
            asks_for_list=parsed is not None and parsed.asks_for_list,
            is_general=parsed is not None and parsed.is_general,
        )

    def _read(self, question: SearchRequest) -> ParsedQuery | None:
        return self._fulltext.read(
            question.q, lexicon=question.lexicon, correct=question.correct, relax=question.relax,
            beside_others=question.beside_others,
        )  # fmt: skip

    def _found(self, question: SearchRequest, parsed: ParsedQuery | None) -> FrozenBitMap:
        found = self._everything if parsed is None else parsed.found
        if question.only is None:
            return found
        numbers = (number for number, pk in enumerate(self._pks) if pk in question.only)
        return found & FrozenBitMap(array("I", numbers))

    def _chosen(self, question: SearchRequest) -> dict[str, FrozenBitMap]:
        """Return for each facet with a choice the entries that meet it; unknown values are met by
        none."""
        chosen = {}
        for name, choices in question.choices.items():
            if choices:
                values = self._facets.get(name, {})
                having = [values[value] for value in choices if value in values]
                chosen[name] = FrozenBitMap.union(NO_ENTRIES, *having)
        return chosen

    def _counts(
        self, found: FrozenBitMap, matching: FrozenBitMap, chosen: Mapping[str, FrozenBitMap]
    ) -> dict[str, dict[str, int]]:
        counts = {}
        for name, values in self._facets.items():
            among = matching
            if name in chosen:
                others = [entries for other, entries in chosen.items() if other != name]
                among = _all_of(found, others)
            if len(among) == len(self):
                counts[name] = dict(self._totals[name])
            else:
                count = among.intersection_cardinality
                counts[name] = {value: count(entries) for value, entries in values.items()}
        return counts


def _key(name: str) -> tuple[str, ...]:
    """Return a whole name as it is compared: its words, in whatever order they are typed."""
    return tuple(sorted(set(_spoken(name))))


def _spoken(name: str) -> tuple[str, ...]:
    """Return the words of a name but for articles and the like."""
    return tuple(keywords(words(name)))


def _worth_of(
    page: Iterable[int], classes: Iterable[tuple[float, FrozenBitMap]]
) -> Iterator[float]:
    """Yield what each entry of a page is worth; both come the best first."""
    of_class = iter(classes)
    worth, entries = next(of_class, (0.0, NO_ENTRIES))
    for number in page:
        while number not in entries:
            worth, entries = next(of_class)
        yield worth


def _all_of(first: FrozenBitMap, others: Iterable[FrozenBitMap]) -> FrozenBitMap:
    for other in others:
        first = first & other
    return first


def _page(
    tiers: Iterable[FrozenBitMap],
    question: SearchRequest,
    arranged: Callable[[FrozenBitMap], Sequence[int]] = lambda tier: tier,
) -> list[int]:
    """Return the slice asked for; tiers wholly before it are only counted, those after it never
    made."""
    skip = max(0, question.offset)
    limit = question.limit
    page: list[int] = []
    for tier in tiers:
        if limit is not None and len(page) >= limit:
            break
        size = len(tier)
        if skip < size:
            stop = size if limit is None else min(size, skip + limit - len(page))
            page += arranged(tier)[skip:stop]
        skip = max(0, skip - size)
    return page
