"""Taking over the address that a link was redirected to: in the entry, as its editor would."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from directory.editing.amendments import Amended, amend
from directory.editing.logs import TAKEN_OVER, write
from directory.links.usage import url_fields
from directory.models import Entry, Link


@dataclass(frozen=True, slots=True)
class Move:
    """One address of an entry, and where it leads now."""

    field: str
    label: str
    old: str
    new: str


def redirected(urls: Collection[str]) -> Mapping[str, str]:
    """Return of these addresses those that work but lead elsewhere, each with the final one. One
    query."""
    found = Link.objects.filter(
        url__in=urls, state=Link.State.OK, result=Link.Result.REDIRECTED
    ).exclude(final_url="")
    return dict(found.values_list("url", "final_url"))


def moves_of(entries: Collection[Entry]) -> dict[int, list[Move]]:
    """Return what taking over would change of each entry, in its newest form, by its number."""
    newest = {entry.pk: entry.get_latest_revision_as_object() for entry in entries}
    urls = {url for entry in newest.values() for url in _urls(entry).values() if url}
    final = redirected(urls)
    return {pk: _moves(entry, final) for pk, entry in newest.items()}


def take_over(model: type[Entry], pks: Collection[int], user: AbstractBaseUser) -> Amended:
    """Replace each redirected address of these entries by the final one; says what was left alone.

    The result is published, or a draft, as `amend()` decides. When somebody verified an entry does
    not change: its facts are as they were. One transaction.
    """
    told: dict[int, list[Move]] = {}

    def why_not(entry: Entry) -> str:
        told[entry.pk] = _moves(entry, redirected([url for url in _urls(entry).values() if url]))
        if not told[entry.pk]:
            return _("None of its addresses is redirected.")
        return next(filter(None, (_unfit(entry, move) for move in told[entry.pk])), "")

    def change(entry: Entry) -> None:
        for move in told[entry.pk]:
            setattr(entry, move.field, move.new)

    with transaction.atomic():
        amended = amend(model, pks, change, user, why_not=why_not)
        done = [*amended.published, *amended.drafts]
        moves = {
            entry.pk: [(move.field, move.old, move.new) for move in told[entry.pk]]
            for entry in done
        }
        write(TAKEN_OVER, [(entry, {"moves": moves[entry.pk]}) for entry in done], user)
    return amended


def _urls(entry: Entry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in url_fields(type(entry))}


def _moves(entry: Entry, final: Mapping[str, str]) -> list[Move]:
    return [
        Move(name, str(entry._meta.get_field(name).verbose_name), url, final[url])
        for name, url in _urls(entry).items()
        if url in final and final[url] != url
    ]


def _unfit(entry: Entry, move: Move) -> str:
    """Return why the new address cannot stand in the entry, or nothing."""
    try:
        entry._meta.get_field(move.field).clean(move.new, entry)
    except ValidationError as error:
        return _("The new address will not do: %s") % " ".join(error.messages)
    return ""
