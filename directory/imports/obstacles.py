"""What keeps an import away from an entry: work of people that it would push aside."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from directory.models import Entry, Import, ImportedEntry

# What Wagtail keeps about an entry beside its content.
BOOKKEEPING = {
    "live", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
    "expire_at", "expired", "locked", "locked_at", "locked_by", "latest_revision",
    "live_revision", "updated_at", "verified_on", "verified_by", "merged_into",
}  # fmt: skip


def obstacle(record: models.Model, row: dict[str, object]) -> str:
    """Return why an import may not change this entry, or ""; `row` is the entry as data, unchanged.

    An entry that is locked or scheduled is left alone, and so is one with a draft of an editor
    that differs from what is saved. A draft that an earlier import left may be replaced.
    """
    if isinstance(record, Entry) and record.merged_into_id is not None:
        return _("The entry was merged into another one.")
    if record.locked:
        return _("The entry is locked. Ask whoever locked it.")
    if not record.has_unpublished_changes:
        return ""
    if record.workflow_in_progress:
        return _("A draft of the entry waits for approval. Approve or reject it first.")
    if record.scheduled_revision is not None:
        return _("A draft of the entry is scheduled. Publish or unschedule it first.")
    if _has_own_draft(record, row):
        return _("The entry has a draft that is not published. Publish or discard it first.")
    return ""


def _has_own_draft(record: models.Model, row: dict[str, object]) -> bool:
    revision = record.latest_revision
    if revision is None:
        return False
    of_imports = ImportedEntry.objects.filter(batch__state=Import.State.APPLIED)
    if of_imports.filter(revision_after=revision).exists():
        return False
    saved = json.loads(json.dumps(row, cls=DjangoJSONEncoder))
    return any(
        revision.content[name] != value
        for name, value in saved.items()
        # A field may be younger than the draft.
        if name in revision.content and name not in BOOKKEEPING
    )
