"""Leads: where a reader of one entry goes next, a few chosen ways and no list of everything.

A directory says what is akin to its entries; the ways of a place are the same for all of them.
Both look in tables of all public entries, which are read once for all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db import models
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory.catalog.place_answers import USUAL_AUDIENCE, PlaceAnswer, answer_of
from directory.catalog.values import in_lower_case
from directory.models import Association, CertificationRequirement, Entry, Place, Program
from directory.models.addresses import directory_path, record_url

FEWEST, MOST = 3, 5
Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class Lead:
    """A way on: the words of the link, where it leads, and why somebody would go there."""

    title: str
    url: str
    words: str


def to_list(slug: str, title: str, words: str, **asked: str) -> Lead:
    """Return the way to a directory as filtered."""
    return Lead(title, f"{directory_path(slug)}?{urlencode(sorted(asked.items()))}", words)


class Tables:
    """The tables in which leads are looked up, each read when it is first asked for. They hold as
    long as nothing changes that is public."""

    def __init__(self) -> None:
        self._read: dict[Callable[[], object], object] = {}

    def once(self, read: Callable[[], Table]) -> Table:
        """Return what `read` does, which is called once."""
        if read not in self._read:
            self._read[read] = read()
        return self._read[read]


def pks_by_place(records: models.QuerySet, path: str) -> Mapping[int, set[int]]:
    """Return the numbers of records by that of the place to which `path` leads."""
    found = defaultdict(set)
    for pk, place in records.order_by().values_list("pk", path):
        found[place].add(pk)
    return found


def answers() -> Mapping[int, PlaceAnswer]:
    """Return what each place asks of support staff, by its number. A table."""
    rules = CertificationRequirement.objects.published().filter(audiences__slug=USUAL_AUDIENCE)
    found = defaultdict(list)
    for rule in rules.distinct().only("jurisdiction", "requirement", "status"):
        found[rule.jurisdiction_id].append(rule)
    return {place: answer_of(asked) for place, asked in found.items()}


class Meeting(NamedTuple):
    """An association as a lead tells of it."""

    name: str
    slug: str
    focus: str

    directory_slug = Association.directory_slug


def meetings() -> Mapping[int, Meeting]:
    """Return the association of each place, by its number: that of support staff before one for
    all library work, and before any other. A table."""
    first = (Association.Focus.SUPPORT_STAFF, Association.Focus.GENERAL)
    living = Association.objects.published().exclude(status=Association.Status.DEFUNCT)
    rows = living.filter(places__isnull=False).order_by("status", "name", "pk")
    found: dict[int, list[Meeting]] = defaultdict(list)
    for place, *row in rows.values_list("places", *Meeting._fields):
        found[place].append(Meeting(*row))
    return {
        place: min(those, key=lambda each: (*(each.focus != focus for focus in first),))
        for place, those in found.items()
    }


def national_associations() -> Lead:
    """Return the way to the associations that any support staff can join."""
    return to_list(
        "associations",
        _("National associations for support staff"),
        _("Open to you wherever you work."),
        scope="national",
        focus="support-staff",
    )


def _programs() -> Mapping[int, set[int]]:
    """Return the public programs of each place. A table."""
    return pks_by_place(Program.objects.published(), "institution__place")


def study(place: Place, tables: Tables, *, besides: Program | None = None) -> Lead:
    """Return the way to the programs of a place; where it has none, or none `besides` this one, to
    those that are online."""
    name = {"place": place.local_name}
    itself = {besides.pk} if besides else set()
    if tables.once(_programs)[place.pk] - itself:
        words = _("Where to study library work there.")
        return to_list("programs", _("Programs in %(place)s") % name, words, place=place.slug)
    if besides is None:
        words = _("None is recorded in %(place)s; these reach you there.")
    else:
        words = _("No other is recorded in %(place)s; these reach you there.")
    return to_list("programs", _("Online programs"), words % name, delivery="online")


def leads_of_place(place: Place, tables: Tables) -> Iterable[Lead]:
    """Yield what a place asks of support staff, and who meets there, or else anywhere."""
    name = place.local_name
    answer = tables.once(answers).get(place.pk) or answer_of(())
    yield Lead(
        _("What %(place)s asks of support staff") % {"place": name},
        place.get_absolute_url(),
        _("%(answer)s. Also all else that is recorded for %(place)s.")
        % {"answer": answer.words.removesuffix("."), "place": name},
    )
    if association := tables.once(meetings).get(place.pk):
        focus = str(Association.Focus(association.focus).label)
        yield Lead(
            association.name,
            record_url(association),
            _("Association in %(place)s: %(focus)s.")
            % {"place": name, "focus": in_lower_case(focus)},
        )
    else:
        yield national_associations()


def _to_places() -> Lead:
    words = _("What each asks of library staff, where to study, and whom to join.")
    return Lead(_("Your state or province"), directory_path("places"), words)


def chosen(
    record: Entry, akin: Iterable[Lead], places: Sequence[Place], tables: Tables
) -> list[Lead]:
    """Return the leads of an entry: what is akin to it, then what its place has, each way once and
    MOST of them; where that is fewer than FEWEST, where to study too."""
    here = record.get_absolute_url()
    of_place = leads_of_place(places[0], tables) if places else [_to_places()]
    ways = {lead.url: lead for lead in (*akin, *of_place) if lead.url != here}
    if len(ways) < FEWEST and places:
        besides = record if isinstance(record, Program) else None
        lead = study(places[0], tables, besides=besides)
        ways.setdefault(lead.url, lead)
    return list(ways.values())[:MOST]
