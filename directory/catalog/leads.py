"""Leads: where a reader of one entry goes next, a few chosen ways and no list of everything.

A directory says what is akin to its entries; the ways of a place are the same for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory.catalog.facets import in_lower_case
from directory.catalog.place_answers import USUAL_AUDIENCE, answer_of
from directory.models import Association, CertificationRequirement, Place
from directory.models.addresses import directory_path

MOST = 5


@dataclass(frozen=True, slots=True)
class Lead:
    """A way on: the words of the link, where it leads, and why somebody would go there."""

    title: str
    url: str
    words: str


def to_list(slug: str, title: str, words: str, **asked: str) -> Lead:
    """Return the way to a directory as filtered."""
    return Lead(title, f"{directory_path(slug)}?{urlencode(sorted(asked.items()))}", words)


def first_of(ordered: models.QuerySet, **wishes: Q) -> models.Model | None:
    """Return the first of the entries that meet any of the `wishes`, those of the first wish before
    those of the next. One query."""
    ranks = [When(wish, then=Value(number)) for number, wish in enumerate(wishes.values())]
    meeting = Q()
    for wish in wishes.values():
        meeting |= wish
    ranked = ordered.filter(meeting).annotate(rank=Case(*ranks, default=Value(len(ranks))))
    return ranked.order_by("rank", *(ordered.query.order_by or ("name", "pk"))).first()


def leads_of_place(place: Place) -> Iterable[Lead]:
    """Yield what a place asks of support staff, and who meets there: its association, that of
    support staff before the others."""
    name = place.local_name
    rules = CertificationRequirement.objects.published().filter(
        jurisdiction=place, audiences__slug=USUAL_AUDIENCE
    )
    answer = answer_of(rules.distinct())
    yield Lead(
        _("What %(place)s asks of support staff") % {"place": name},
        place.get_absolute_url(),
        _("%(answer)s. Also all else that is recorded for %(place)s.")
        % {"answer": answer.words.removesuffix("."), "place": name},
    )
    living = Association.objects.published().exclude(status=Association.Status.DEFUNCT)
    of_place = living.filter(places=place).order_by("status", "name", "pk")
    association = first_of(
        of_place,
        support_staff=Q(focus=Association.Focus.SUPPORT_STAFF),
        general=Q(focus=Association.Focus.GENERAL),
        any=Q(pk__isnull=False),
    )
    if association is not None:
        yield Lead(
            association.name,
            association.get_absolute_url(),
            _("Association in %(place)s: %(focus)s.")
            % {"place": name, "focus": in_lower_case(association.get_focus_display())},
        )


def _to_places() -> Lead:
    words = _("What each asks of library staff, where to study, and whom to join.")
    return Lead(_("Your state or province"), directory_path("places"), words)


def chosen(akin: Iterable[Lead], places: Sequence[Place], here: str) -> list[Lead]:
    """Return the leads of an entry at the address `here`: what is akin to it, then what its place
    has, each way once and MOST of them."""
    of_place = leads_of_place(places[0]) if places else [_to_places()]
    ways = {lead.url: lead for lead in (*akin, *of_place) if lead.url != here}
    return list(ways.values())[:MOST]
