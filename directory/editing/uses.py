"""Where a record or a term is used: what would stand in the way of its deletion, or lose by it.

Asked of many at once, with a number of queries that does not grow with them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import RevisionMixin

from directory.models import Record, Submission


@dataclass(frozen=True, slots=True)
class Bond:
    """How one thing uses another, and whether that keeps the other from being deleted."""

    words: Promise
    protects: bool
    # Whether readers of the user lose something as soon as the other is not public.
    is_shown: bool = False


BELONGS = Bond(_("belongs to it"), True)
BELONGS_IN_DRAFT = Bond(_("belongs to it in its draft"), True)
MERGED = Bond(_("was merged into it: its address leads here"), True)
NAMES = Bond(_("names it, and would no longer"), False)
REDIRECTS = Bond(_("leads to its address, and would lead nowhere"), False)
REPORTS = Bond(_("is about it, and would keep its words only"), False)


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that uses a record."""

    user: models.Model
    bond: Bond

    @property
    def kind(self) -> str:
        """What the user is, in a word."""
        return str(self.user._meta.verbose_name)


# Some records or terms of one model -> pairs of the number of one of them and a use of it.
Source = Callable[[Sequence[models.Model]], Iterator[tuple[int, Use]]]
_further: list[Source] = []


def told_by(source: Source) -> None:
    """Let `source` tell further uses: those by pages, of which this package knows nothing."""
    if source not in _further:
        _further.append(source)


def uses_of(used: Sequence[models.Model]) -> Mapping[int, list[Use]]:
    """Return the uses of each of these records or terms of one model, those that protect it
    first."""
    found: dict[int, list[Use]] = {each.pk: [] for each in used}
    if found:
        sources = (_belonging, _naming, _redirects, _submissions, *_further)
        for pk, use in chain.from_iterable(source(used) for source in sources):
            found[pk].append(use)
    for uses in found.values():
        uses.sort(key=lambda use: (not use.bond.protects, use.kind, str(use.user).lower()))
    return found


def shown_by(used: Sequence[models.Model]) -> Mapping[int, list[Use]]:
    """Return the uses of these records by what shows readers something of them."""
    return {pk: [use for use in uses if use.bond.is_shown] for pk, uses in uses_of(used).items()}


def pointers(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield the models that point to records of `model` and so protect them, each with its
    field."""
    for relation in model._meta.get_fields(include_hidden=True):
        on_delete = getattr(relation, "on_delete", None)
        if relation.one_to_many and on_delete in (models.PROTECT, models.RESTRICT):
            yield relation.related_model, relation.field.name


def held_by(records: Sequence[Record]) -> Mapping[int, list[Record]]:
    """Return the public records that readers see no more once one of these, of one model, is not
    public: by its number."""
    held: dict[int, list[Record]] = {each.pk: [] for each in records}
    for model, field in pointers(type(records[0])) if records else ():
        if issubclass(model, Record) and field in model.needs:
            attname = model._meta.get_field(field).attname
            belonging = model.objects.published().filter(**{f"{field}__in": held})
            for each in belonging.order_by("name", "pk"):
                held[getattr(each, attname)].append(each)
    return held


def in_drafts(
    model: type[models.Model], field: str, pks: Collection[int]
) -> Sequence[tuple[int, int]]:
    """Return the drafts of records of `model` in which `field` points to one of `pks`: pairs of
    what is pointed to and the number of the record."""
    path = f"latest_revision__content__{field}"
    drafts = model._default_manager.filter(
        has_unpublished_changes=True, **{f"{path}__in": list(pks)}
    )
    return [(int(pointed), pk) for pointed, pk in drafts.order_by("pk").values_list(path, "pk")]


def _belonging(used: Sequence[models.Model]) -> Iterator[tuple[int, Use]]:
    pks = {each.pk for each in used}
    for model, field in pointers(type(used[0])):
        bond = MERGED if field == "merged_into" else BELONGS
        attname = model._meta.get_field(field).attname
        pointing = list(model._default_manager.filter(**{f"{field}__in": pks}).order_by("pk"))
        for each in pointing:
            yield getattr(each, attname), Use(each, bond)
        if bond is BELONGS and issubclass(model, RevisionMixin):
            seen = {(getattr(each, attname), each.pk) for each in pointing}
            drafts = [pair for pair in in_drafts(model, field, pks) if pair not in seen]
            known = model._default_manager.in_bulk({pk for _pointed, pk in drafts})
            for pointed, pk in drafts:
                yield pointed, Use(known[pk], BELONGS_IN_DRAFT)


def _naming(used: Sequence[models.Model]) -> Iterator[tuple[int, Use]]:
    pks = {each.pk for each in used}
    for relation in type(used[0])._meta.related_objects:
        if relation.many_to_many:
            model, field = relation.related_model, relation.field.name
            found = model._default_manager.filter(**{f"{field}__in": pks}).order_by("pk")
            pairs = list(found.values_list(field, "pk"))
            known = model._default_manager.in_bulk({pk for _named, pk in pairs})
            for named, pk in pairs:
                yield named, Use(known[pk], NAMES)


def _redirects(used: Sequence[models.Model]) -> Iterator[tuple[int, Use]]:
    if isinstance(used[0], Record):
        paths = {each.get_absolute_url(): each.pk for each in used}
        # One path is looked for by the database, many by us: an OR of thousands is refused.
        path = next(iter(paths)) if len(paths) == 1 else "/"
        for each in Redirect.objects.filter(redirect_link__contains=path).order_by("pk"):
            link = each.redirect_link.partition("?")[0].partition("#")[0]
            for path, pk in paths.items():
                if link.endswith(path):
                    yield pk, Use(each, REDIRECTS)


def _submissions(used: Sequence[models.Model]) -> Iterator[tuple[int, Use]]:
    kind = ContentType.objects.get_for_model(type(used[0]))
    found = Submission.objects.filter(content_type=kind, object_id__in={each.pk for each in used})
    for each in found.order_by("pk"):
        yield each.object_id, Use(each, REPORTS)
