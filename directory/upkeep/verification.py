"""Verifying: somebody says that entries say what their sources say. Nothing else moves the date.

Who verified what, when and against which source stands in Wagtail's log, and so in the history of
the entry and in the site's history; the entry itself keeps the last time only.
"""

from collections.abc import Collection, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from directory.models import Entry, gathering
from directory.upkeep.logs import VERIFIED, write


def may_verify(user: AbstractBaseUser, model: type[Entry]) -> bool:
    """Whether the user may verify entries of this kind."""
    return user.has_perm(f"{model._meta.app_label}.verify_{model._meta.model_name}")


def obstacle(entry: Entry) -> str:
    """Why nobody can verify the entry, or nothing. A draft and a lock are no obstacles: neither
    what readers see nor what somebody is writing changes."""
    if entry.merged_into_id is not None:
        return _("It was merged into another entry.")
    if not entry.is_published:
        return _("Readers do not see it. Publish it first.")
    if not entry.has_source:
        return _("It names no source. Record its source and publish that first.")
    return ""


def verify(
    model: type[Entry], pks: Collection[int], user: AbstractBaseUser | None
) -> Sequence[Entry]:
    """Record that `user` checked these entries against their sources today; returns those entries.

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


def verifications(entry: Entry) -> models.QuerySet[ModelLogEntry]:
    """Who verified the entry, the last time first."""
    return ModelLogEntry.objects.for_instance(entry).filter(action=VERIFIED).select_related("user")


def _against(entry: Entry) -> dict[str, str]:
    fields = ("source_url", "source_title", "source_note")
    return {name: getattr(entry, name) for name in fields if getattr(entry, name)}
