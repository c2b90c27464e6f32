"""Verifying: somebody says that entries say what their sources say, or takes that back. Nothing
else moves the date.

Who verified what, when and against which source, and who withdrew that and why, stands in Wagtail's
log, and so in the history of the entry and in the site's history; the entry itself keeps the last
time only.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from directory.editing.logs import (
    RESTORED,
    VERIFIED,
    WITHDRAWN,
    write,
)
from directory.models import Entry, gathering


def may_verify(user: AbstractBaseUser, model: type[Entry]) -> bool:
    """Return whether the user may verify entries of this kind."""
    return user.has_perm(f"{model._meta.app_label}.verify_{model._meta.model_name}")


def obstacle(entry: Entry) -> str:
    """Return why nobody can verify the entry, or nothing. A draft and a lock are no obstacles:
    neither what readers see nor what somebody is writing changes."""
    if entry.merged_into_id is not None:
        return _("It was merged into another entry.")
    if not entry.is_published:
        return _("Readers do not see it. Publish it first.")
    if not entry.has_readable_source:
        return _(
            "It names no page and no document as its source. Record one and publish that first."
        )
    return ""


def verify(
    model: type[Entry], pks: Collection[int], user: AbstractBaseUser | None
) -> Sequence[Entry]:
    """Record that `user` checked these entries against their sources today; return those entries.

    What readers see now is what is verified: drafts stay as they are and are not published. What
    has an obstacle is left out. One transaction.
    """
    with transaction.atomic(), gathering():
        found = model.objects.published().select_for_update().filter(pk__in=pks)
        entries = [entry for entry in found.order_by("pk") if not obstacle(entry)]
        today = timezone.localdate()
        if entries:
            model.objects.filter(pk__in=[entry.pk for entry in entries]).update(
                verified_on=today, verified_by=user
            )
        write(VERIFIED, [(entry, _against(entry)) for entry in entries], user)
    for entry in entries:
        entry.verified_on, entry.verified_by = today, user
    return entries


def withdraw(
    model: type[Entry], pks: Collection[int], user: AbstractBaseUser | None, reason: str
) -> Sequence[Entry]:
    """Record that these entries count as verified by nobody, and why; return those that did.

    The log keeps what is taken back, so that restore() can undo it. One transaction.
    """
    with transaction.atomic(), gathering():
        found = model.objects.select_for_update().filter(pk__in=pks, verified_on__isnull=False)
        entries = list(found.order_by("pk"))
        model.objects.filter(pk__in=[entry.pk for entry in entries]).update(
            verified_on=None, verified_by=None
        )
        told = [
            (
                entry,
                {
                    "reason": reason,
                    "verified_on": entry.verified_on.isoformat(),
                    "verified_by": entry.verified_by_id,
                },
            )
            for entry in entries
        ]
        write(WITHDRAWN, told, user)
    return entries


def restore(
    model: type[Entry], pks: Collection[int], user: AbstractBaseUser | None
) -> Sequence[Entry]:
    """Let these entries count as verified again as they did before that was withdrawn; returns
    those of which that is the last that happened. One transaction."""
    with transaction.atomic(), gathering():
        entries = list(model.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
        lines = withdrawals(entries)
        people = get_user_model().objects.in_bulk(
            {line.data.get("verified_by") for line in lines.values()} - {None}
        )
        restored = [entry for entry in entries if entry.pk in lines]
        for entry in restored:
            data = lines[entry.pk].data
            entry.verified_on = date.fromisoformat(data["verified_on"])
            entry.verified_by = people.get(data["verified_by"])
            model.objects.filter(pk=entry.pk).update(
                verified_on=entry.verified_on, verified_by=entry.verified_by
            )
        told = [(entry, {"verified_on": entry.verified_on.isoformat()}) for entry in restored]
        write(RESTORED, told, user)
    return restored


def withdrawals(entries: Sequence[Entry]) -> Mapping[int, ModelLogEntry]:
    """Return the withdrawal that can be undone of each of these entries of one model: that which
    was the last that happened to its verification. One query."""
    unverified = {str(entry.pk) for entry in entries if entry.verified_on is None}
    if not unverified:
        return {}
    logged = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(entries[0], for_concrete_model=False),
        object_id__in=unverified,
        action__in=(VERIFIED, WITHDRAWN, RESTORED),
    )
    last = {int(line.object_id): line for line in logged.order_by("timestamp", "pk")}
    return {pk: line for pk, line in last.items() if line.action == WITHDRAWN}


def verifications(entry: Entry) -> models.QuerySet[ModelLogEntry]:
    """Return who verified the entry, or withdrew that, the last time first, from Wagtail's log."""
    logged = ModelLogEntry.objects.for_instance(entry).filter(action__in=(VERIFIED, WITHDRAWN))
    return logged.order_by("-timestamp", "-pk").select_related("user")


def _against(entry: Entry) -> dict[str, str]:
    fields = ("source_url", "source_title", "source_note")
    return {name: getattr(entry, name) for name in fields if getattr(entry, name)}
