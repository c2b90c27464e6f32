"""The orders of the editor's lists and choices: names as readers find them, on every database."""

from collections.abc import Iterable, Iterator, Sequence

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db import models
from django.forms.models import ModelChoiceIterator

from directory.catalog.text import sort_key
from directory.search.orders import in_order


def numbers_in_order(records: models.QuerySet) -> list[int]:
    """Return the numbers of the records in their own order, with names put in order whatever their
    case, accents and signs."""
    by = records.query.order_by or records.model._meta.ordering
    if all(isinstance(each, str) for each in by):
        return in_order(records, list(_paths(records.model, by)))
    return list(records.values_list("pk", flat=True))


def page_of(records: models.QuerySet, paginator: Paginator, number: object) -> Page:
    """Return a page of a paginator of the numbers of these records, with the records on it."""
    page = paginator.get_page(number)
    found = records.order_by().in_bulk(list(page.object_list))
    page.object_list = [found[pk] for pk in page.object_list if pk in found]
    return page


class NamesInOrder(ModelChoiceIterator):
    """The choices of a field by their names, where their model has no rank for them."""

    def __iter__(self) -> Iterator[tuple[object, str]]:
        choices = super().__iter__()
        if self.field.empty_label is not None:
            yield next(choices)
        yield from sorted(choices, key=lambda choice: sort_key(str(choice[1])))


def put_names_in_order(fields: Iterable[forms.Field]) -> None:
    """Let the fields offer the records of which one is chosen in the order of their names."""
    for field in fields:
        if isinstance(field, forms.ModelChoiceField) and is_by_name(field.queryset.model):
            field.iterator = NamesInOrder
            field.widget.choices = field.choices


def is_by_name(model: type[models.Model]) -> bool:
    """Return whether records of this kind stand in the order of their names."""
    return list(model._meta.ordering[:1]) == ["name"]


def _paths(model: type[models.Model], by: Sequence[str]) -> Iterator[str]:
    """Yield the paths of an order, for a related record those of its own order."""
    for each in by:
        path = each.removeprefix("-")
        sign = each[: len(each) - len(path)]
        related = _related(model, path)
        if related is None:
            yield each
        else:
            yield from (f"{sign}{path}__{one}" for one in related._meta.ordering or ["pk"])


def _related(model: type[models.Model], path: str) -> type[models.Model] | None:
    """Return the model that a path leads to; None where it ends at a value, or an annotation."""
    for name in path.split("__"):
        try:
            field = model._meta.get_field("id" if name == "pk" else name)
        except FieldDoesNotExist:
            return None
        model = field.related_model
    return model
