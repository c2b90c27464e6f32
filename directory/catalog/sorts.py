"""The orders that a reader may ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models.expressions import Expression

from directory.catalog.values import StrOrPromise
from directory.models import Place


@dataclass(frozen=True)
class Sort:
    """An order that a reader may ask for; ties go by name, then by number."""

    label: StrOrPromise
    by: Sequence[str | Expression]
    # The heading under which an entry stands in this order, or nothing.
    group: Callable[[models.Model], object] | None = None
    # How an entry is called under that heading, where its name would say the heading again.
    name: Callable[[models.Model], str] | None = None


def by_place(path: str) -> list[str | Expression]:
    """Return the order of the place at `path`: the states by name, then territories, then
    Canada."""
    part = models.Case(
        models.When(**{f"{path}__country": Place.Country.CA}, then=2),
        models.When(**{f"{path}__kind": Place.Kind.TERRITORY}, then=1),
        default=0,
    )
    return [part, f"{path}__name"]


def by_choice(path: str, choices: type[models.TextChoices]) -> Expression:
    """Return the order in which the choices of the field at `path` are declared, not that of the
    alphabet."""
    places = enumerate(choices.values)
    return models.Case(
        *(models.When(**{path: value}, then=number) for number, value in places),
        default=len(choices.values),
    )
