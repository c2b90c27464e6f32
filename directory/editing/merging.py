"""Merging two entries of one thing: one is kept, and everything that led to the other leads to it.

The other one stays as it was, unpublished and marked, so that a merge can be undone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from directory.editing import uses
from directory.editing.amendments import obstacle, unpublishable
from directory.editing.logs import MERGED, UNMERGED, write
from directory.imports.bulk import (
    EDITED,
    PUBLISHED,
    keep_drafts,
    mark_published,
    publish,
)
from directory.models import Entry, gathering


class MergeRefused(Exception):
    """Nothing was changed; the message says why."""


def may_merge(user: AbstractBaseUser, model: type[Entry]) -> bool:
    """Return whether the user may merge entries of this kind: whoever may publish and delete
    them."""
    app, name = model._meta.app_label, model._meta.model_name
    return user.has_perms([f"{app}.publish_{name}", f"{app}.delete_{name}"])


def pointers(model: type[Entry]) -> Iterator[tuple[type[Entry], str]]:
    """Yield the kinds of entries that point to entries of `model`, each with its field."""
    for kind, field in uses.pointers(model):
        if issubclass(kind, Entry) and field != "merged_into":
            yield kind, field


def pointing(kind: type[Entry], field: str, entry: Entry) -> models.QuerySet:
    """Return the entries of `kind` that point to `entry`, as published or in a draft."""
    in_draft = Q(has_unpublished_changes=True, **{f"latest_revision__content__{field}": entry.pk})
    return kind.objects.filter(Q(**{field: entry}) | in_draft)


def why_not(kept: Entry, other: Entry, user: AbstractBaseUser) -> str:
    """Return why `other` cannot be merged into `kept`, or nothing."""
    if kept.pk == other.pk:
        return _("An entry is not its own duplicate.")
    if kept.merged_into_id is not None:
        return _("The one that is kept was merged into another entry.")
    if other.is_published and not kept.is_published:
        return _("Keep the one that is published.")
    for kind, field in pointers(type(kept)):
        if kind is type(kept) and (between := _between(kept, field, other)):
            words = _(
                "“%(name)s” stands between the two: it is part of the other, and has this one."
            )
            return words % {"name": between}
    return obstacle(other, user) or obstacle(kept, user)


def _between(kept: Entry, field: str, other: Entry) -> Entry | None:
    """Return what `kept` is part of that is itself, at any remove, part of `other`: all three would
    become part of themselves. None where there is nothing between the two."""
    above = list(kept.above(field))
    return above[0] if other in above[1:] else None


def merge(kept: Entry, other: Entry, user: AbstractBaseUser) -> None:
    """Merge `other` into `kept`: what points to it points to `kept`, its address leads there, and
    the public sees it no more. Each changed entry gets a revision that names `user`. One
    transaction; raise MergeRefused."""
    model = type(kept)
    with transaction.atomic(), gathering():
        found = model.objects.select_for_update().in_bulk([kept.pk, other.pk])
        kept, other = found[kept.pk], found[other.pk]
        if reason := why_not(kept, other, user):
            raise MergeRefused(reason)
        moved = [
            (kind._meta.label, field, pk)
            for kind, field in pointers(model)
            for pk in _lead(kind, field, other, kept, user)
        ]
        followed = list(other.merged.values_list("pk", flat=True))
        model.objects.filter(pk__in=followed).update(merged_into=kept)
        data = {
            "kept": str(kept), "kept_pk": kept.pk, "moved": moved, "followed": followed,
            "was_live": other.live, "had_draft": other.has_unpublished_changes,
        }  # fmt: skip
        other.unpublish(user=user)
        model.objects.filter(pk=other.pk).update(merged_into=kept)
        write(MERGED, [(other, data)], user)


def unmerge(other: Entry, user: AbstractBaseUser) -> None:
    """Undo a merge: `other` stands again as it did, and what still points where the merge led it
    points to it again. Raises MergeRefused."""
    model = type(other)
    with transaction.atomic(), gathering():
        other = model.objects.select_for_update().get(pk=other.pk)
        logged = ModelLogEntry.objects.for_instance(other).filter(action=MERGED).first()
        kept = other.merged_into
        if kept is None or logged is None:
            raise MergeRefused(_("It is not merged into another entry."))
        model.objects.filter(pk=other.pk).update(merged_into=None)
        other.merged_into = None
        data = logged.data
        for kind, field in pointers(model):
            pks = [
                pk
                for label, name, pk in data["moved"]
                if (label, name) == (kind._meta.label, field)
            ]
            _lead(kind, field, kept, other, user, only=pks)
        model.objects.filter(pk__in=data["followed"], merged_into=kept).update(merged_into=other)
        if data["was_live"]:
            _publish_again(other, user, had_draft=data["had_draft"])
        write(UNMERGED, [(other, {"kept": str(kept)})], user)


def _lead(
    kind: type[Entry],
    field: str,
    old: Entry,
    new: Entry,
    user: AbstractBaseUser,
    *,
    only: Sequence[int] | None = None,
) -> list[int]:
    """Let the entries of `kind` whose `field` points to `old` point to `new`; return their pks."""
    moment, live, drafts = timezone.now(), [], []
    found = pointing(kind, field, old)
    if only is not None:
        found = found.filter(pk__in=only)
    for saved in found.order_by("pk"):
        target = new
        if saved == new:
            # What is kept was part of what is merged into it: nothing is part of itself.
            above = getattr(old, field)
            target = None if above == new else above
        newest = saved.get_latest_revision_as_object()
        is_as_published = saved.live and not saved.has_unpublished_changes
        if getattr(saved, field) == old:
            setattr(saved, field, target)
            saved.save(update_fields=[field])
        if getattr(newest, field) == old:
            setattr(newest, field, target)
        (live if is_as_published else drafts).append(newest)
    _keep(live, drafts, user, moment)
    return [entry.pk for entry in (*live, *drafts)]


def _keep(
    live: Sequence[Entry], drafts: Sequence[Entry], user: AbstractBaseUser, moment: datetime
) -> None:
    for entry in live:
        mark_published(entry, moment)
        entry.save()
    publish(live, moment, user=user, actions=(EDITED, PUBLISHED))
    keep_drafts(drafts, moment, user=user, actions=(EDITED,))


def _publish_again(other: Entry, user: AbstractBaseUser, *, had_draft: bool) -> None:
    """Publish what was published before the merge, and leave the draft that there was on top."""
    if reason := unpublishable(other):
        raise MergeRefused(reason)
    draft = other.get_latest_revision_as_object() if had_draft else None
    _keep([other], [], user, timezone.now())
    if draft is not None:
        draft.live = True
        _keep([], [draft], user, timezone.now())
