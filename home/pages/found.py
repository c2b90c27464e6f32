"""What the site has for a search: the places it names, the best hits, and all by directories."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.catalog.compared import FEWEST, MOST
from directory.catalog.directories import DIRECTORIES, searched
from directory.catalog.directory import Directory
from directory.listings.comparison import listed
from directory.listings.controls import drawn
from directory.listings.listing import Listing
from directory.listings.selection import comparison_url
from directory.models import Place
from directory.search.lexicon import Lexicon
from directory.search.ranking import (
    ASKED_FROM,
    ASKED_LIST,
    ASKED_WHAT,
    GENERAL,
    SHOWN_FROM,
    UNASKED,
    WORDS_OF_A_THING,
)
from directory.search.snapshots import snapshot_cache
from directory.search.typed import COMPARES, searched_words
from home.pages.marks import Marks, is_cut

SHOWN_IN_SEARCH = 5
BEST_SHOWN = 5
# Who asks what something is: the pages of the center say so, and entries only have it.
_ASKS_WHAT = re.compile(
    r"\W*(?:what(?:['\u2019]s| is| are| do(?:es)?\b(?=.* stands? for\b))"
    r"|qu['\u2019]est[- ]ce que?|qu[e\u00e9] es)\b",
    re.I,
)
# Who asks in a sentence has a question, however usual its words are.
_ASKS = re.compile(
    r"\W*(?:are|can|could|do|does|how|is|may|must|should|what|when|where|which|who|why|will"
    r"|combien|comment|faut|o[u\u00f9]|pourquoi|quel\w*|qui|c[o\u00f3]mo|cu[a\u00e1][ln]\w*|d[o\u00f3]nde|puedo|puede)\b",
    re.I,
)
# Who compares has one too: "certificate vs associate degree".
_WEIGHS = re.compile(r"\b(?:vs|versus|compar\w+|diff[e\u00e9]rence|diferencia)\b", re.I)


@dataclass(frozen=True)
class Group:
    """The hits of one directory in the site search."""

    directory: Directory
    listing: Listing
    has_list: bool
    factor: float = 1.0  # by which its hits are worth more than their words say
    is_asked: bool = False  # whether the search is put as a question
    stamps: Mapping[str, int] | None = None

    @property
    def rest(self) -> int:
        return self.listing.total - len(self.listing.answer.pks)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The words that were left out; a place that is named shows with any."""
        return () if self.is_named_places else self.listing.answer.dropped

    @property
    def kept(self) -> float:
        """The share of what the words of the question tell that its hits have."""
        return self.listing.answer.kept

    @cached_property
    def worth(self) -> list[float]:
        """What each of its hits is worth, the best first: a question less where nothing asks it, as
        the name of a post alone, and where it holds everywhere and a place is named."""
        answer, factor = self.listing.answer, self.factor
        is_question = self.directory.slug == "questions"
        if answer.is_general:
            factor *= 1.0 if is_question and self.is_asked else GENERAL
        elif is_question and not self.is_asked and answer.telling < ASKED_FROM:
            factor *= UNASKED
        return [worth * factor for worth in answer.worth]

    @cached_property
    def hits(self) -> "list[Hit]":
        """What is shown of it; of an entry that is no longer public there is no row."""
        rows = zip(self.listing.row_list, self.worth, self.listing.row_paths, strict=False)
        hits = [Hit(self, row, worth, path) for row, worth, path in rows]
        if (listing := self.as_listed) is None:
            return hits
        row = render_to_string("home/list_hit.html", {"listing": listing})
        is_asked = self.listing.answer.asks_for_list
        worth = ASKED_LIST * self.kept if is_asked else self.worth[0]
        # The best entry comes first where one stands out.
        at = 1 if self.worth[0] > self.worth[-1] and not is_asked else 0
        hits.insert(at, Hit(self, row, worth, listing.url()))
        return hits

    @cached_property
    def as_listed(self) -> Listing | None:
        """The list that is filtered as the words say, where it is longer than what is shown."""
        choices = self.listing.answer.choices
        if choices is None or not self.rest or not self.has_list:
            return None
        return Listing(
            self.directory, QueryDict(urlencode(choices, doseq=True)),
            path=self.listing.path, per_page=1, stamps=self.stamps,
        )  # fmt: skip

    @cached_property
    def marks(self) -> Marks:
        """What marks the words that were searched here."""
        return Marks(self.listing.answer.words)

    @cached_property
    def is_named_places(self) -> bool:
        """Whether these are the places that the question names."""
        return self.directory.is_of_places and bool(self.listing.answer.places)


@dataclass(frozen=True)
class Hit:
    """One of the hits: its row, in which the searched words are marked, and what it is worth."""

    group: Group
    row: str
    worth: float
    url: str

    @property
    def html(self) -> SafeString:
        return self.group.marks.drawn(self.row)


@dataclass(frozen=True)
class PlacesSideBySide:
    """Places that a search names, to be compared; that comes first where it is asked for."""

    places: Sequence[Place]
    is_asked: bool

    @property
    def title(self) -> str:
        """ "Ohio and Indiana side by side"."""
        names = listed([place.local_name for place in self.places])
        return _("%(names)s side by side") % {"names": names}

    @property
    def url(self) -> str:
        return comparison_url(DIRECTORIES["places"], [place.slug for place in self.places])


@dataclass(frozen=True, slots=True)
class Section:
    """A group as it is shown: what of it is not among the best, and what only it left out, with
    the way to `more` of it in `counted`."""

    slug: str
    title: str
    total: int
    rows: SafeString
    dropped: str
    more: str
    counted: str


@dataclass(frozen=True)
class Found:
    """What the site has for a question: the places it names, the best hits, and all by groups."""

    groups: list[Group]

    @cached_property
    def total(self) -> int:
        """How many entries there are in all groups."""
        return sum(group.listing.total for group in self.groups)

    @property
    def lexicon(self) -> Lexicon:
        """What knows how telling each word is; of what was found alone."""
        return self.groups[0].listing.beside

    @cached_property
    def places(self) -> Group | None:
        """The places that the question names: their pages have everything about them."""
        return next((group for group in self.groups if group.is_named_places), None)

    @cached_property
    def comparison(self) -> "PlacesSideBySide | None":
        """The way to the comparison of the places, where several are named."""
        named = self.places.listing.records if self.places else []
        if len(named) < FEWEST:
            return None
        as_typed = self.places.listing.answer.places.index
        named = sorted(named, key=lambda place: as_typed(place.slug))
        is_asked = not COMPARES.isdisjoint(searched_words(self.places.listing.query.q))
        return PlacesSideBySide(named[:MOST], is_asked)

    @cached_property
    def others(self) -> list[Group]:
        """The groups beside those places, in the order of how well they answer."""
        return [group for group in self.groups if not group.is_named_places]

    @cached_property
    def best(self) -> list[Hit]:
        """The best hits, where there are several groups to have them from; of what holds everywhere
        one at most, where a place is named."""
        if len(self.others) < 2:
            return []
        hits = (hit for group in self.others for hit in group.hits)
        # A list without a choice is the page of its directory, which may be a hit by itself.
        unique: dict[str, Hit] = {}
        has_general = False
        for hit in sorted(hits, key=lambda hit: -hit.worth):
            is_general = hit.group.listing.answer.is_general
            if not (is_general and has_general):
                unique.setdefault(hit.url, hit)
            has_general = has_general or is_general
        return list(unique.values())[:BEST_SHOWN]

    @cached_property
    def sections(self) -> list[Section]:
        """The groups as they are shown below the best hits, none of which comes twice."""
        shown = {hit.url for hit in self.best}
        left = ((g, [hit for hit in g.hits if hit.url not in shown]) for g in self.others)
        return [
            Section(
                group.directory.slug,
                str(group.directory.title),
                group.listing.total,
                # To mark a word takes time: below the best hits only what is cut is marked.
                drawn(hit.row if self.best and not is_cut(hit.row) else hit.html for hit in hits),
                ", ".join(w for w in group.dropped if w not in self.dropped),
                group.listing.url() if group.rest and group.has_list else "",
                group.listing.counted,
            )
            for group, hits in left
            if hits or group.rest
        ]

    @cached_property
    def dropped(self) -> list[str]:
        """The words that every group left out."""
        if not self.others:
            return list(self.places.listing.answer.dropped) if self.places else []
        first, *rest = (group.dropped for group in self.others)
        return [word for word in first if all(word in dropped for dropped in rest)]

    @property
    def left_out(self) -> str:
        """The words that every group left out, in a row."""
        return ", ".join(self.dropped)


def groups_for(
    q: str, paths: Mapping[str, str], stamps: Mapping[str, int] | None = None
) -> list[Group]:
    """Return the groups in the order of how well they answer, the places that the question names
    first; without those whose hits have too little of what its words tell."""
    asks_what = bool(_ASKS_WHAT.match(q)) and len(searched_words(q)) <= WORDS_OF_A_THING
    is_asked = bool(_ASKS.match(q) or _WEIGHS.search(q))
    lexicon = snapshot_cache.lexicon(stamps)
    params = QueryDict(mutable=True)
    params["q"] = q
    found = [
        Group(
            directory,
            Listing(
                directory, params, path=paths.get(directory.slug, ""), per_page=SHOWN_IN_SEARCH,
                stamps=stamps, relax=True, beside=lexicon,
            ),
            directory.slug in paths,
            ASKED_WHAT if asks_what and directory.slug == "sections" else 1.0,
            is_asked,
            stamps,
        )
        for directory in searched()
    ]  # fmt: skip
    found = [group for group in found if group.listing.total]
    of_place = [g for g in found if not g.is_named_places and not g.listing.answer.is_general]
    most = max((group.kept for group in of_place), default=0.0)
    shown = [g for g in found if g.is_named_places or g.kept >= SHOWN_FROM * most]
    # What is worth the same comes before the pages that lead to it.
    return sorted(
        shown,
        key=lambda group: (
            not group.is_named_places, -group.worth[0], not group.directory.columns,
        ),
    )  # fmt: skip
