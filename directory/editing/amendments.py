"""Changing one thing of many entries at once, each as far as it stands: published or as a draft."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.imports.bulk import (
    EDITED,
    PUBLISHED,
    keep_drafts,
    mark_published,
    publish,
)
from directory.models import Entry, gathering
from directory.models.slugs import check_address


@dataclass
class Amended:
    """What came of an amendment: published at once, kept as drafts, left alone with the reason; and
    of which of these it can be taken back."""

    published: list[Entry] = field(default_factory=list)
    drafts: list[Entry] = field(default_factory=list)
    skipped: list[tuple[Entry, str]] = field(default_factory=list)
    undoable: list[Entry] = field(default_factory=list)


def may_publish(user: AbstractBaseUser, model: type[models.Model]) -> bool:
    """Return whether the user may publish entries of this kind."""
    return user.has_perm(f"{model._meta.app_label}.publish_{model._meta.model_name}")


def obstacle(entry: Entry, user: AbstractBaseUser) -> str:
    """Return why the user cannot change the entry now, or nothing."""
    if entry.merged_into_id is not None:
        return _("It was merged into another entry.")
    lock = entry.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    if entry.workflow_in_progress:
        return _("A draft of it waits for approval.")
    if entry.approved_schedule:
        return _("A draft of it is scheduled.")
    return _("It is locked.")


def amend(
    model: type[Entry],
    pks: Collection[int],
    change: Callable[[Entry], None],
    user: AbstractBaseUser,
    *,
    why_not: Callable[[Entry], str] = lambda entry: "",
) -> Amended:
    """Do `change` to each of these entries, with a revision that names `user`; one transaction.

    An entry as readers see it is published anew, if the user may publish; one with a draft, or not
    published at all, has the change in its draft, and what readers see stays. `why_not` names, of
    an entry in its newest form, what forbids the change.
    """
    amended, moment = Amended(), timezone.now()
    with transaction.atomic(), gathering():
        for saved in model.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            entry = saved.get_latest_revision_as_object()
            publishes = (
                saved.live and not saved.has_unpublished_changes and may_publish(user, model)
            )
            reason = obstacle(saved, user) or why_not(entry)
            if not reason:
                change(entry)
                reason = unpublishable(entry) if publishes else ""
            if reason:
                amended.skipped.append((saved, reason))
            elif publishes:
                mark_published(entry, moment)
                entry.save()
                amended.published.append(entry)
            else:
                if not entry.live:
                    entry.save()
                amended.drafts.append(entry)
        publish(amended.published, moment, user=user, actions=(EDITED, PUBLISHED))
        keep_drafts(amended.drafts, moment, user=user, actions=(EDITED,))
    return amended


def unpublishable(entry: Entry) -> str:
    """Return why an editor may not publish the entry as it is, or nothing."""
    try:
        entry.check_publishable()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def unpublish(model: type[Entry], pks: Collection[int], user: AbstractBaseUser) -> Amended:
    """Take these entries out of the public's sight; what becomes of them are drafts."""
    amended = Amended()
    with transaction.atomic(), gathering():
        for entry in model.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            reason = obstacle(entry, user) or ("" if entry.live else _("It is not published."))
            if reason:
                amended.skipped.append((entry, reason))
            else:
                # Published again, one with a draft would say what readers never saw.
                amended.undoable += [] if entry.has_unpublished_changes else [entry]
                entry.unpublish(user=user)
                amended.drafts.append(entry)
    return amended


def publish_drafts(model: type[Entry], pks: Collection[int], user: AbstractBaseUser) -> Amended:
    """Publish the newest version of each of these entries that readers do not see yet."""
    amended, moment = Amended(), timezone.now()
    with transaction.atomic(), gathering():
        for saved in model.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            if reason := unready(saved, user):
                amended.skipped.append((saved, reason))
                continue
            entry = saved.get_latest_revision_as_object()
            mark_published(entry, moment)
            entry.save()
            amended.published.append(entry)
            amended.undoable += [] if saved.live else [entry]
        publish(amended.published, moment, user=user, actions=(PUBLISHED,))
    return amended


def unready(saved: Entry, user: AbstractBaseUser) -> str:
    """Return why the newest version of an entry cannot be published now, or nothing."""
    if saved.live and not saved.has_unpublished_changes:
        return _("Readers see it as it is.")
    entry, now = saved.get_latest_revision_as_object(), timezone.now()
    if entry.go_live_at and entry.go_live_at > now:
        return _("Its draft has an hour to go live: open it and choose “Schedule to publish”.")
    if entry.expire_at and entry.expire_at <= now:
        return _("The hour at which it goes away is over: open it and set another.")
    try:
        check_address(entry)
    except ValidationError as error:
        return " ".join(error.messages)
    return obstacle(saved, user) or unpublishable(entry)


def names(entries: Sequence[Entry], most: int = 10) -> str:
    """Return the names of the first of these entries, in a row."""
    named = [f"“{entry}”" for entry in entries[:most]]
    return ", ".join([*named, "…"] if len(entries) > most else named)
