"""Which pages the public may see now."""

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PageManager, PageQuerySet


class PublishedQuerySet(PageQuerySet):
    def published(self) -> "PublishedQuerySet":
        """In its time, and not behind a password or a login."""
        return self.in_time().public()

    def in_time(self) -> "PublishedQuerySet":
        """Live, by its dates too, whether a job ran or not."""
        now = timezone.now()
        begun = Q(go_live_at__isnull=True) | Q(go_live_at__lte=now)
        unexpired = Q(expire_at__isnull=True) | Q(expire_at__gt=now)
        return self.live().filter(begun, unexpired)


PublishedManager = PageManager.from_queryset(PublishedQuerySet)


def published_pages() -> PublishedQuerySet:
    """Every page that the public may see now; the root of the tree is no page of the site."""
    return PublishedQuerySet(Page).filter(depth__gt=1).published()
