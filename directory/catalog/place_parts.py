"""PlacePart: what of a directory the page of each place shows, the nearest first."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.catalog.values import StrOrPromise
from directory.models import Place


class Reach(StrEnum):
    """From how far the entries of a group come."""

    PLACE = "place"
    REGION = "region"  # the other places of its division of the country
    COUNTRY = "country"  # and what is tied to no country
    ANYWHERE = "anywhere"

    @property
    def is_near(self) -> bool:
        return self in (Reach.PLACE, Reach.REGION)


@dataclass(frozen=True)
class PlaceGroup:
    """Entries of one reach: what is asked of the directory, and the words around them.

    `asked` is a query string, and so is `first`: of all that is asked for, what answers that too
    stands before the rest. `most` entries are shown as long as another group has some. Words may
    name %(place)s, %(region)s and %(country)s; `onward`, which leads to all of them, %(counted)s
    too.
    """

    reach: Reach = Reach.PLACE
    title: StrOrPromise = ""
    asked: str = ""
    first: str = ""
    most: int = 2
    onward: StrOrPromise = _("%(counted)s for %(place)s")
    # Said where there is none.
    absent: StrOrPromise = ""
    # A facet of which many entries have no value, and what is said of their number there.
    unknown: tuple[str, StrOrPromise] | None = None
    # Only for a reader who is one of these.
    audience: str = ""


@dataclass(frozen=True)
class PlacePart:
    """A part of the page of each place: its words, and its groups, the nearest first.

    `order` is that of the page, over all directories; `most` is how many entries it shows, of which
    those that are `alike` (and not None) stand in one row. A part that shows none is one link.
    """

    anchor: str
    order: int
    short: StrOrPromise
    title: StrOrPromise
    # Said where no group has an entry.
    absent: StrOrPromise
    groups: Sequence[PlaceGroup] = (PlaceGroup(),)
    most: int = 3
    alike: Callable[[models.Model], Hashable | None] | None = None
    # Of those of a group, which come first: the lowest, else as asked.
    rank: Callable[[models.Model], tuple] | None = None
    # Which of the entries asked for are shown at all; the others are behind the link.
    fits: Callable[[models.Model], bool] | None = None
    # Whether what a reader wants to study, and how, narrows it.
    is_study: bool = False
    # Whether its entries are bodies to ask where no library agency of the place is recorded.
    can_say: bool = False
    # Whether it stands in the order of its entries' days; without any of late it is one link.
    is_dated: bool = False
    # What a row says of an entry, if not its summary; and whether that is a figure, which does not
    # count among the rows that a page shows at most.
    told: Callable[[models.Model], str] | None = None
    # What is said where nobody knows whether the entries shown are for people of this country.
    doubt: Callable[[Place, Sequence[models.Model]], str] | None = None
    is_figure: bool = False
