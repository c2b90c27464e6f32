"""Which pages the public may see now."""

from django.utils import timezone
from wagtail.models import Page, PageManager, PageQuerySet

from directory.models import in_its_time


class PublishedQuerySet(PageQuerySet):
    def published(self) -> "PublishedQuerySet":
        """Return those that are in their time, and not behind a password or a login."""
        return self.in_time().public()

    def in_time(self) -> "PublishedQuerySet":
        """Return those that are live, by their dates too, whether a job ran or not."""
        return self.filter(in_its_time(timezone.now()))


PublishedManager = PageManager.from_queryset(PublishedQuerySet)


def published_pages() -> PublishedQuerySet:
    """Return every page that the public may see now; the root of the tree is none of the site."""
    return PublishedQuerySet(Page).filter(depth__gt=1).published()
