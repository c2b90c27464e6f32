"""Saving the rows of a plan, whoever asked for it: with revisions and history, and no log of it."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone

from directory.imports import bulk
from directory.imports.planning import Progress
from directory.imports.plans import Kind, PlannedRow
from directory.models import Record

# How many entries are saved before the progress moves on.
AT_ONCE = 400


def save(
    rows: Sequence[PlannedRow],
    *,
    user: AbstractBaseUser | None = None,
    publish: bool = True,
    progress: Progress | None = None,
) -> None:
    """Save the new and changed rows among these, which are records of one model, published or as
    drafts; what an entry that there is says to the public stays when only its draft is saved. What
    has no versions is only saved.

    Runs in the caller's transaction.
    """
    to_do = [row for row in rows if row.kind in (Kind.NEW, Kind.CHANGED)]
    moment, done = timezone.now(), 0
    for kind, action in ((Kind.NEW, bulk.CREATED), (Kind.CHANGED, bulk.EDITED)):
        of_kind = [row.record for row in to_do if row.kind == kind]
        for start in range(0, len(of_kind), AT_ONCE):
            records = of_kind[start : start + AT_ONCE]
            if not isinstance(records[0], Record):
                _save_each(records)
            elif publish:
                for record in records:
                    bulk.mark_published(record, moment)
                bulk.create(records) if kind == Kind.NEW else _save_each(records)
                bulk.publish(records, moment, user=user, actions=(action, bulk.PUBLISHED))
            else:
                if kind == Kind.NEW:
                    for record in records:
                        bulk.mark_draft(record)
                    bulk.create(records)
                bulk.keep_drafts(records, moment, user=user, actions=(action,))
            done += len(records)
            if progress:
                progress(done, len(to_do))


def _save_each(records: Sequence[models.Model]) -> None:
    for record in records:
        record.save()
