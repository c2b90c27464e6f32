"""Facet: one filter of a directory, declared once.

A facet is a query parameter, a label and a sentence for people, and a path through the ORM. The
form field, the filter, the counts, the chip and the counts in a file follow from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.catalog.text import sort_key
from directory.catalog.values import StrOrPromise
from directory.models import NOT_RECORDED, Place
from directory.models.resources import ended
from directory.models.terms import Audience, Term


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

    def bind(self, model: type[models.Model]) -> "BoundFacet":
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

    def bind(self, model: type[models.Model]) -> "BoundFacet":
        return FlagsFacet(self, self.flags)


@dataclass(frozen=True)
class Recorded(Facet):
    """A filter on whether a field that may be empty has a value."""

    recorded: StrOrPromise = _("Recorded")

    def bind(self, model: type[models.Model]) -> "BoundFacet":
        return RecordedFacet(self)


@dataclass(frozen=True)
class Year(Facet):
    """A filter on the year of a date."""

    def bind(self, model: type[models.Model]) -> "BoundFacet":
        return YearFacet(self)


@dataclass(frozen=True)
class Ended(Facet):
    """A filter on what is over: since the day after the one at `path`, or since nobody knows when,
    which the field at `flag` says."""

    flag: str = ""
    current: StrOrPromise = _("Not over, as far as is known")
    over: StrOrPromise = _("Over")

    def bind(self, model: type[models.Model]) -> "BoundFacet":
        return EndedFacet(self)


class BoundFacet:
    """A facet that knows its model: where its values are read, and what they are called."""

    # True where labels are names, which keep their capitals inside a sentence.
    proper = False
    # A path whose values must be read apart, because one entry has many of them.
    many: str | None = None

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        self.name, self.label, self.help = facet.name, facet.label, facet.help

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The single-valued paths to select for each entry."""
        return (self.facet.path,)

    def values(self, row: Sequence) -> tuple[str, ...]:
        """Return the values of the entry whose columns are `row`; never empty unless blank is
        None."""
        raise NotImplementedError

    def labels(self) -> Mapping[str, StrOrPromise]:
        """Return all values a reader may ask for, in the order in which they are offered."""
        raise NotImplementedError

    def others(self) -> Iterator[tuple[str, str]]:
        """Yield other words for values, each with its value: codes, names, what a value was
        before."""
        yield from ()

    def true_until(self, records: models.QuerySet) -> datetime | None:
        """Return the moment at which an entry has another value without a change to it."""
        return None

    def turned(
        self, records: models.QuerySet, since: datetime | None = None
    ) -> models.QuerySet | None:
        """Return those of the entries that got another value by the day alone (after `since`), None
        where none ever does."""
        return None

    @property
    def says_not_recorded(self) -> bool:
        """Whether having no value means that nobody has recorded one, and not something else."""
        return self.facet.blank is Facet.blank

    def in_sentence(self, value: str, label: str) -> str:
        """Return what a value is called in the middle of a sentence."""
        if value in self.facet.names:
            return str(self.facet.names[value])
        return label if self.proper else in_lower_case(label)

    def as_blank(self) -> str:
        """Return what follows the entries that have no value: "with “Fee” not recorded"."""
        if NOT_RECORDED in self.facet.names:
            return str(self.facet.phrase) % self.facet.names[NOT_RECORDED]
        if self.says_not_recorded:
            return gettext("with “%(facet)s” not recorded") % {"facet": self.label}
        return in_lower_case(str(self.facet.blank))

    def or_blank(self, *values: str) -> tuple[str, ...]:
        if values or self.facet.blank is None:
            return values
        return (NOT_RECORDED,)

    def with_blank(self, labels: Mapping[str, StrOrPromise]) -> Mapping[str, StrOrPromise]:
        if self.facet.blank is None:
            return labels
        return {**labels, NOT_RECORDED: self.facet.blank}


class ChoiceFacet(BoundFacet):
    def __init__(self, facet: Facet, choices: Mapping[str, StrOrPromise]) -> None:
        super().__init__(facet)
        self.choices = {value: label for value, label in choices.items() if value}

    def values(self, row: Sequence) -> tuple[str, ...]:
        return self.or_blank(*filter(None, row))

    def labels(self) -> Mapping[str, StrOrPromise]:
        return self.with_blank(self.choices)


class RelationFacet(BoundFacet):
    def __init__(self, facet: Facet, model: type[models.Model], many: bool) -> None:
        super().__init__(facet)
        self.model = model
        self.proper = not issubclass(model, Term)
        self.many = f"{facet.path}__slug" if many else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return () if self.many else (f"{self.facet.path}__slug",)

    def values(self, row: Sequence) -> tuple[str, ...]:
        return self.or_blank(*filter(None, row))

    def labels(self) -> Mapping[str, StrOrPromise]:
        """Return the public values, by rank where they have one, and by name: what an unpublished
        place is called is told by no list of values."""
        has_rank = issubclass(self.model, Audience)
        rank = "sort_order" if has_rank else models.Value(0)
        found = self._public().order_by("pk").values_list("slug", "name", rank)
        in_order = sorted(found, key=lambda row: (row[2], sort_key(row[1])))
        return self.with_blank({slug: name for slug, name, _rank in in_order})

    def others(self) -> Iterator[tuple[str, str]]:
        for record in self._public():
            for word in _other_words(record):
                yield word, record.slug

    def _public(self) -> models.QuerySet:
        every = self.model._default_manager.all()
        return every.published() if hasattr(every, "published") else every


class FlagsFacet(BoundFacet):
    def __init__(self, facet: Facet, flags: Mapping[str, tuple[str, str, StrOrPromise]]) -> None:
        super().__init__(facet)
        self.flags = flags

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(path for path, *_rest in self.flags.values())

    def values(self, row: Sequence) -> tuple[str, ...]:
        flags = zip(self.flags.items(), row, strict=True)
        return self.or_blank(*(value for (value, flag), found in flags if found == flag[1]))

    def labels(self) -> Mapping[str, StrOrPromise]:
        return self.with_blank({value: flag[2] for value, flag in self.flags.items()})


class RecordedFacet(BoundFacet):
    RECORDED = "recorded"

    def values(self, row: Sequence) -> tuple[str, ...]:
        return self.or_blank(*(self.RECORDED for value in row if value is not None))

    def labels(self) -> Mapping[str, StrOrPromise]:
        return self.with_blank({self.RECORDED: self.facet.recorded})


class YearFacet(BoundFacet):
    proper = True

    def values(self, row: Sequence) -> tuple[str, ...]:
        return self.or_blank(*(str(day.year) for day in row if day))

    def labels(self) -> Mapping[str, StrOrPromise]:
        # Any of these may be asked for; those that occur are offered, newest first.
        return {str(year): str(year) for year in range(2100, 1900, -1)}


class EndedFacet(BoundFacet):
    CURRENT, OVER = "current", "over"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (self.facet.path, self.facet.flag)

    def values(self, row: Sequence) -> tuple[str, ...]:
        is_over = ended(*row, timezone.localdate()) if row else False
        return (self.OVER if is_over else self.CURRENT,)

    def labels(self) -> Mapping[str, StrOrPromise]:
        return {self.CURRENT: self.facet.current, self.OVER: self.facet.over}

    def true_until(self, records: models.QuerySet) -> datetime | None:
        path = self.facet.path
        coming = records.filter(**{f"{path}__gte": timezone.localdate()})
        day = coming.aggregate(day=models.Min(path))["day"]
        if day is None or day == date.max:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

    def turned(self, records: models.QuerySet, since: datetime | None = None) -> models.QuerySet:
        path = self.facet.path
        over = records.filter(**{f"{path}__lt": timezone.localdate()})
        return over.filter(**{f"{path}__gte": timezone.localdate(since)}) if since else over


def _other_words(record: models.Model) -> Sequence[str]:
    """Return what a place or a term is called, or was, beside its value and its name."""
    if isinstance(record, Place):
        return (*record.names, record.code, record.letters)
    return record.former_slugs if isinstance(record, Term) else ()


def _is_among(value: str, named: bool | Sequence[str]) -> bool:
    return named if isinstance(named, bool) else value in named


def in_lower_case(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _follow(model: type[models.Model], path: str) -> tuple[models.Field, bool]:
    """Return the field at the end of `path`, and whether one entry can have many values of it."""
    many = False
    for name in path.split("__"):
        end = model._meta.get_field(name)
        many = many or end.many_to_many or end.one_to_many
        model = end.related_model
    return end, bool(many)
