"""Publishing many new entries at once, so that the editor finds what Wagtail itself would leave."""

from collections.abc import Sequence
from datetime import datetime

from wagtail.log_actions import registry
from wagtail.models import ReferenceIndex, Revision
from wagtail.signals import published

from directory.models import Record

# What Wagtail's own views log when somebody creates an entry and publishes it.
ACTIONS = ("wagtail.create", "wagtail.publish")


def mark_published(record: Record, moment: datetime) -> None:
    """Set what a record that is published at `moment` has before it is saved."""
    record.live = True
    record.first_published_at = moment
    record.last_published_at = moment


def publish(records: Sequence[Record], moment: datetime) -> None:
    """Give saved records of one model their first revision, history and references.

    The same as `record.save_revision().publish()` for each, in a tenth of the time; all of
    them must be live, and without a revision. Runs in the caller's transaction.
    """
    if not records:
        return
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=record.get_content_type(),
            base_content_type=record.get_base_content_type(),
            object_id=str(record.pk),
            object_str=str(record),
            created_at=moment,
            content=record.serializable_data(),
        )
        for record in records
    )
    for record, revision in zip(records, revisions, strict=True):
        record.latest_revision = record.live_revision = revision
    model = type(records[0])
    model.objects.bulk_update(records, ["latest_revision", "live_revision"], batch_size=100)
    _log(records, moment)
    for record in records:
        ReferenceIndex.create_or_update_for_object(record)
        published.send(sender=model, instance=record, revision=record.live_revision)


def _log(records: Sequence[Record], moment: datetime) -> None:
    registry.scan_for_actions()
    log = registry.get_log_model_for_instance(records[0])
    log.objects.bulk_create(
        log(
            content_type=record.get_content_type(),
            object_id=str(record.pk),
            label=str(record),
            action=action,
            timestamp=moment,
            revision=record.live_revision,
            content_changed=True,
        )
        for record in records
        for action in ACTIONS
    )
