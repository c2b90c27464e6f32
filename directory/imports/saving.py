"""Saving the rows of a plan, whoever asked for it: with revisions and history, and no log of it."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from directory.imports import bulk
from directory.imports.planning import Progress
from directory.imports.plans import Kind, PlannedRow

# How many entries are saved before the progress moves on.
AT_ONCE = 400


def save(
    rows: Sequence[PlannedRow],
    *,
    user: AbstractBaseUser | None = None,
    publish: bool = True,
    progress: Progress | None = None,
) -> None:
    """Save the new and changed rows among these, published or as drafts; what an entry that there
    is says to the public stays when only its draft is saved.

    Runs in the caller's transaction.
    """
    moment, done = timezone.now(), 0
    total = sum(row.kind in (Kind.NEW, Kind.CHANGED) for row in rows)
    for kind, action in ((Kind.NEW, bulk.CREATED), (Kind.CHANGED, bulk.EDITED)):
        of_kind = [row.record for row in rows if row.kind == kind]
        for start in range(0, len(of_kind), AT_ONCE):
            records = of_kind[start : start + AT_ONCE]
            for record in records:
                if publish:
                    bulk.mark_published(record, moment)
                elif kind == Kind.NEW:
                    bulk.mark_draft(record)
            if kind == Kind.NEW:
                bulk.create(records)
            elif publish:
                for record in records:
                    record.save()
            if publish:
                bulk.publish(records, moment, user=user, actions=(action, bulk.PUBLISHED))
            else:
                bulk.keep_drafts(records, moment, user=user, actions=(action,))
            done += len(records)
            if progress:
                progress(done, total)
