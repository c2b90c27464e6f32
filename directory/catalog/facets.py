"""Facet: one filter of a directory, declared once.

A facet is a query parameter, a label and a sentence for people, and a path through the ORM. The
form field, the filter, the counts, the chip and the counts in a file follow from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.catalog.bound_facets import (
    BoundFacet,
    ChoiceFacet,
    EndedFacet,
    FlagsFacet,
    RecordedFacet,
    RelationFacet,
    YearFacet,
)
from directory.catalog.values import StrOrPromise
from directory.models import NOT_RECORDED


@dataclass(frozen=True)
class Facet:
    """A filter on a field with choices, or on a model that has `slug` and `name`.

    `path` is relative to the model of the directory; `blank` labels the entries that have no value,
    which are offered as a value of their own since unknown is not no; `phrase` puts the chosen
    labels into the sentence above a list and into its title, where `names` has what the label is
    not fit to be: a name that keeps its capitals, or words of their own: "that are over"; a value
    of one that `leads` stands before the entries in a title: "Certificate programs"; those of one
    that is `spoken` are filters in a search too: "online certificate"; where some values are named,
    those alone. To be about one that is a `subject` is no kind of thing, so that what means
    the same is no filter.
    """

    name: str
    label: StrOrPromise
    path: str
    help: StrOrPromise = ""
    blank: StrOrPromise | None = _("Not recorded")
    phrase: StrOrPromise = "%s"
    names: Mapping[str, StrOrPromise] = field(default_factory=dict)
    leads: bool | Sequence[str] = False
    spoken: bool | Sequence[str] = False
    is_subject: bool = False

    def is_spoken(self, value: str) -> bool:
        """Return whether a search can ask for this value in words."""
        return value != NOT_RECORDED and _is_among(value, self.spoken)

    def is_leading(self, value: str) -> bool:
        """Return whether a title has this value before the entries."""
        return value != NOT_RECORDED and _is_among(value, self.leads)

    @property
    def says_not_recorded(self) -> bool:
        """Whether having no value means that nobody has recorded one, and not something else."""
        return self.blank is Facet.blank

    def bind(self, model: type[models.Model]) -> BoundFacet:
        """Return this facet as it applies to `model`; raise FieldDoesNotExist for a wrong path."""
        end, many = _follow(model, self.path)
        if end.is_relation:
            return RelationFacet(self, end.related_model, many)
        return ChoiceFacet(self, dict(end.choices))


@dataclass(frozen=True)
class Flags(Facet):
    """A filter made of several yes-or-no fields: value -> (path, value of the field, label)."""

    path: str = ""
    flags: Mapping[str, tuple[str, str, StrOrPromise]] = None

    def bind(self, model: type[models.Model]) -> BoundFacet:
        return FlagsFacet(self, self.flags)


@dataclass(frozen=True)
class Recorded(Facet):
    """A filter on whether a field that may be empty has a value."""

    recorded: StrOrPromise = _("Recorded")

    def bind(self, model: type[models.Model]) -> BoundFacet:
        return RecordedFacet(self)


@dataclass(frozen=True)
class Year(Facet):
    """A filter on the year of a date."""

    def bind(self, model: type[models.Model]) -> BoundFacet:
        return YearFacet(self)


@dataclass(frozen=True)
class Ended(Facet):
    """A filter on what is over: since the day after the one at `path`, or since nobody knows when,
    which the field at `flag` says."""

    flag: str = ""
    current: StrOrPromise = _("Not over, as far as is known")
    over: StrOrPromise = _("Over")

    def bind(self, model: type[models.Model]) -> BoundFacet:
        return EndedFacet(self)


def _is_among(value: str, named: bool | Sequence[str]) -> bool:
    return named if isinstance(named, bool) else value in named


def _follow(model: type[models.Model], path: str) -> tuple[models.Field, bool]:
    """Return the field at the end of `path`, and whether one entry can have many values of it."""
    many = False
    for name in path.split("__"):
        end = model._meta.get_field(name)
        many = many or end.many_to_many or end.one_to_many
        model = end.related_model
    return end, bool(many)
