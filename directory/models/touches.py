"""Saying which records were touched, to whoever keeps track of what readers see.

Sent in the transaction of the change, after it. Many changes in a row are told together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.dispatch import Signal

# Arguments: sender, the model; pks, the records; silently, whether nobody needs to hear of it.
touched = Signal()

# What no reader ever sees: a change to nothing else is not told.
UNSEEN = frozenset(
    {
        "latest_revision",
        "live_revision",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "locked",
        "locked_at",
        "locked_by",
        "confidence",
        "updated_at",
    }
)

_gathered: ContextVar[dict[type[models.Model], set[int]] | None] = ContextVar(
    "gathered", default=None
)


def is_watched(model: type[models.Model], fields: Collection[str] | None = None) -> bool:
    """Return whether anybody listens to changes of `fields` (None: any) of records of `model`."""
    return touched.has_listeners(model) and (fields is None or not UNSEEN.issuperset(fields))


def touch(model: type[models.Model], pks: Iterable[int]) -> None:
    """Tell that these records of `model` were created, changed or deleted."""
    gathered = _gathered.get()
    if gathered is None:
        touched.send(sender=model, pks=list(pks), silently=False)
    else:
        gathered[model].update(pks)


@contextmanager
def gathering(*, silently: bool = False) -> Iterator[None]:
    """Tell all that the block touches at once when it ends; of a block that fails, nothing.

    Must be entered inside the transaction of the changes. Inside another one it does nothing.
    """
    if _gathered.get() is not None:
        yield
        return
    gathered: dict[type[models.Model], set[int]] = defaultdict(set)
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for model, pks in gathered.items():
        touched.send(sender=model, pks=sorted(pks), silently=silently)
