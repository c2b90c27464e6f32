"""Bound facet: a facet that knows its model, and so which values an entry has, with their names."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from directory.catalog.text import sort_key
from directory.catalog.values import StrOrPromise, in_lower_case
from directory.models import NOT_RECORDED, Place
from directory.models.resources import ended
from directory.models.terms import Audience, Term

if TYPE_CHECKING:
    from directory.catalog.facets import Facet


class BoundFacet:
    """A facet that knows its model: where its values are read, and what they are called."""

    # True where labels are names, which keep their capitals inside a sentence.
    proper = False
    # A path whose values must be read apart, because one entry has many of them.
    many: str | None = None

    def __init__(self, facet: "Facet") -> None:
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

    def in_sentence(self, value: str, label: str) -> str:
        """Return what a value is called in the middle of a sentence."""
        if value in self.facet.names:
            return str(self.facet.names[value])
        return label if self.proper else in_lower_case(label)

    def as_blank(self) -> str:
        """Return what follows the entries that have no value: "with “Fee” not recorded"."""
        if NOT_RECORDED in self.facet.names:
            return str(self.facet.phrase) % self.facet.names[NOT_RECORDED]
        if self.facet.says_not_recorded:
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
    def __init__(self, facet: "Facet", choices: Mapping[str, StrOrPromise]) -> None:
        super().__init__(facet)
        self.choices = {value: label for value, label in choices.items() if value}

    def values(self, row: Sequence) -> tuple[str, ...]:
        return self.or_blank(*filter(None, row))

    def labels(self) -> Mapping[str, StrOrPromise]:
        return self.with_blank(self.choices)


class RelationFacet(BoundFacet):
    def __init__(self, facet: "Facet", model: type[models.Model], many: bool) -> None:
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
    def __init__(self, facet: "Facet", flags: Mapping[str, tuple[str, str, StrOrPromise]]) -> None:
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
