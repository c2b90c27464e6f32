"""What the tests of announcements share: its hours, and how they pass."""

from datetime import timedelta

from django.utils import timezone

from home.models import AnnouncementPage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def pass_by(page: AnnouncementPage, time: timedelta) -> None:
    """Let time pass for one announcement: its dates move into the past."""
    for revision in page.revisions.all():
        if revision.approved_go_live_at:
            revision.approved_go_live_at -= time
        for name in ("go_live_at", "expire_at"):
            if revision.content.get(name):
                moment = timezone.datetime.fromisoformat(revision.content[name]) - time
                revision.content[name] = moment.isoformat()
        revision.save()
    page.refresh_from_db()
    for name in ("go_live_at", "expire_at"):
        if getattr(page, name):
            setattr(page, name, getattr(page, name) - time)
    page.save()
