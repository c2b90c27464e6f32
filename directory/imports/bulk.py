"""Saving many entries at once, so that the editor finds what Wagtail itself would leave."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.log_actions import registry
from wagtail.models import Revision
from wagtail.signals import published

from directory.imports.references import index_references
from directory.models import Record

# What Wagtail's own views log when somebody creates an entry, or edits it, and publishes it.
CREATED = "wagtail.create"
EDITED = "wagtail.edit"
PUBLISHED = "wagtail.publish"
DELETED = "wagtail.delete"

# How many records are written with one query.
AT_ONCE = 400


def mark_published(record: Record, moment: datetime) -> None:
    """Set what a record that is published at `moment` has before it is saved."""
    record.live = True
    record.has_unpublished_changes = False
    record.expired = False
    record.first_published_at = record.first_published_at or moment
    record.last_published_at = moment


def mark_draft(record: Record) -> None:
    """Set what a new record that is not published has before it is saved."""
    record.live = False
    record.has_unpublished_changes = True


def create(records: Sequence[Record]) -> None:
    """Insert new records of one model, with their lists; what one points to stands before it.

    The same as `record.save()` for each, in a tenth of the time.
    """
    for run in _runs(records):
        type(run[0]).objects.bulk_create(run, batch_size=AT_ONCE)
        for record in run:
            for name in _lists_of(run[0]):
                getattr(record, name).commit()


def _lists_of(record: Record) -> list[str]:
    """The lists of a record that are kept in its revisions."""
    own = [relation.get_accessor_name() for relation in get_all_child_relations(record)]
    return [*own, *(field.name for field in get_all_child_m2m_relations(record))]


def _fetch_lists(records: Sequence[Record]) -> None:
    """Read the lists of all records at once, as they are now: a list that was emptied would still
    be what was read of it before."""
    lists = _lists_of(records[0])
    for record in records:
        for name in lists:
            record.__dict__.get("_prefetched_objects_cache", {}).pop(name, None)
    prefetch_related_objects(records, *lists)


def _runs(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The records in their order, parted before one that points to one of the same part."""
    run: list[Record] = []
    for record in records:
        if run and any(target.pk is None for target in _targets(record)):
            yield run
            run = []
        run.append(record)
    if run:
        yield run


def _targets(record: Record) -> Iterator[models.Model]:
    for field in record._meta.concrete_fields:
        if field.is_relation and (target := field.get_cached_value(record, default=None)):
            yield target


def publish(
    records: Sequence[Record],
    moment: datetime,
    *,
    user: AbstractBaseUser | None = None,
    actions: Sequence[str] = (CREATED, PUBLISHED),
) -> None:
    """Give saved records of one model a live revision, history and references.

    The same as `record.save_revision(user=user).publish(user=user)` for each, in a tenth of the
    time; all of them must be marked published. Runs in the caller's transaction.
    """
    if not records:
        return
    for record, revision in zip(records, _revisions(records, moment, user), strict=True):
        record.latest_revision = record.live_revision = revision
    newest = _newest_revision(records[0])
    _update(records, latest_revision=newest, live_revision=newest)
    log(records, moment, user, actions)
    index_references(records)
    for record in records:
        published.send(sender=type(record), instance=record, revision=record.live_revision)


def keep_drafts(
    records: Sequence[Record],
    moment: datetime,
    *,
    user: AbstractBaseUser | None = None,
    actions: Sequence[str] = (CREATED,),
) -> None:
    """Keep what the records of one model hold as their drafts, as `record.save_revision()` does.

    What is saved of them, and so what the public sees, stays as it is.
    """
    if not records:
        return
    for record, revision in zip(records, _revisions(records, moment, user), strict=True):
        record.latest_revision = revision
        record.has_unpublished_changes = True
    newest = _newest_revision(records[0])
    _update(records, latest_revision=newest, has_unpublished_changes=True)
    log(records, moment, user, actions)


def _newest_revision(record: Record) -> Subquery:
    """The revision that was made last of each record of the kind of this one."""
    revisions = Revision.objects.filter(
        base_content_type=record.get_base_content_type(),
        object_id=Cast(OuterRef("pk"), models.CharField()),
    )
    return Subquery(revisions.order_by("-pk").values("pk")[:1])


def _update(records: Sequence[Record], **values: object) -> None:
    model = type(records[0])
    for start in range(0, len(records), AT_ONCE):
        keys = [record.pk for record in records[start : start + AT_ONCE]]
        model.objects.filter(pk__in=keys).update(**values)


def _revisions(
    records: Sequence[Record], moment: datetime, user: AbstractBaseUser | None
) -> list[Revision]:
    _fetch_lists(records)
    return Revision.objects.bulk_create(
        Revision(
            content_type=record.get_content_type(),
            base_content_type=record.get_base_content_type(),
            object_id=str(record.pk),
            object_str=str(record),
            created_at=moment,
            user=user,
            content=record.serializable_data(),
        )
        for record in records
    )


def log(
    records: Sequence[Record],
    moment: datetime,
    user: AbstractBaseUser | None,
    actions: Sequence[str],
) -> None:
    """Note for records of one model what was done to them, as `wagtail.log_actions.log` does."""
    registry.scan_for_actions()
    model = registry.get_log_model_for_instance(records[0])
    model.objects.bulk_create(
        model(
            content_type=record.get_content_type(),
            object_id=str(record.pk),
            label=str(record),
            action=action,
            timestamp=moment,
            user=user,
            revision_id=record.latest_revision_id,
            content_changed=action != DELETED,
            deleted=action == DELETED,
        )
        for record in records
        for action in actions
    )
