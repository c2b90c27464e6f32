"""What the tests of announcements share: one, its hours, and who comes to the editor."""

from datetime import timedelta

from django.utils import timezone

from home.models import AnnouncementIndexPage, AnnouncementPage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def make(**changes) -> AnnouncementPage:
    page = AnnouncementPage(
        **{"title": "Zebra week", "slug": "zebra", "kind": "news", "summary": "s", **changes}
    )
    return AnnouncementIndexPage.objects.get().add_child(instance=page)


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
