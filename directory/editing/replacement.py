"""Putting another address in the place of one, in all entries of a directory that hold it."""

from collections.abc import Collection, Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from directory.editing.amendments import Amended, amend
from directory.editing.logs import TAKEN_OVER, write
from directory.links.usage import sourced_rows, url_fields
from directory.models import Entry


def holders(model: type[Entry], url: str) -> QuerySet:
    """Return the entries of this kind that hold the address, themselves or in their rows."""
    paths = [*url_fields(model), *(f"{name}__source_url" for name in sourced_rows(model))]
    found = model.objects.filter(Q(*((path, url) for path in paths), _connector=Q.OR))
    kept = model.objects.filter(merged_into=None, pk__in=found.order_by().values("pk"))
    return kept.order_by("name", "pk")


def replace(
    model: type[Entry], pks: Collection[int], old: str, new: str, user: AbstractBaseUser
) -> Amended:
    """Put the new address wherever the newest form of these entries has the old one.

    The result is published, or a draft, as `amend()` decides. When somebody verified an entry does
    not change. One transaction.
    """

    def why_not(entry: Entry) -> str:
        places = list(_places(entry, old))
        if not places:
            return _("Its draft no longer has the address.")
        try:
            for record, field in places:
                record._meta.get_field(field).clean(new, record)
        except ValidationError as error:
            return _("The new address will not do: %s") % " ".join(error.messages)
        return ""

    moved: dict[int, list[tuple[str, str, str]]] = {}

    def change(entry: Entry) -> None:
        places = list(_places(entry, old))
        moved[entry.pk] = [(field, old, new) for _record, field in places]
        for record, field in places:
            setattr(record, field, new)

    with transaction.atomic():
        amended = amend(model, pks, change, user, why_not=why_not)
        done = [*amended.published, *amended.drafts]
        write(TAKEN_OVER, [(entry, {"moves": moved[entry.pk]}) for entry in done], user)
    return amended


def _places(entry: Entry, url: str) -> Iterator[tuple[object, str]]:
    for field in url_fields(type(entry)):
        if getattr(entry, field) == url:
            yield entry, field
    for name in sourced_rows(type(entry)):
        rows = getattr(entry, name)
        held = list(rows.all())
        rows.set(held)  # so that what is changed in one is saved with the entry
        yield from ((row, "source_url") for row in held if row.source_url == url)
