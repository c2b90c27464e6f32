"""The one announcement that stands at the top of every page."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.stamps import Stamped
from home.models.announcements import AnnouncementPage

ONLY = 1


class Pin(Stamped):
    """Which announcement is pinned: at most one, since there is one row at most.

    A pin is no part of the announcement, so that no old version of it brings the pin back. It
    shows for as long as its announcement is published and current, and waits until it is.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    announcement = models.OneToOneField(
        AnnouncementPage, verbose_name=_("announcement"), on_delete=models.CASCADE
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    stamp_name = "pages"

    class Meta:
        verbose_name = _("pin")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=ONLY), name="one_announcement_is_pinned")
        ]

    def __str__(self) -> str:
        return str(self.announcement)

    @classmethod
    def held(cls) -> AnnouncementPage | None:
        """Return the announcement that is pinned, whether it shows now or not."""
        return AnnouncementPage.objects.filter(pin__isnull=False).first()

    @classmethod
    def shown(cls) -> AnnouncementPage | None:
        """Return the announcement that the public sees at the top of every page now."""
        return AnnouncementPage.objects.current().filter(pin__isnull=False).first()

    @classmethod
    def put(cls, announcement: AnnouncementPage, by=None) -> AnnouncementPage | None:
        """Pin an announcement; return the one that was pinned until now and no longer is."""
        with transaction.atomic():
            before = cls.held()
            cls.objects.update_or_create(
                pk=ONLY,
                defaults={"announcement": announcement, "by": by, "since": timezone.now()},
            )
        return None if before == announcement else before

    @classmethod
    def take(cls, announcement: AnnouncementPage) -> bool:
        """Unpin an announcement; return whether it was pinned."""
        pin = cls.objects.filter(announcement=announcement).first()
        if pin is not None:
            pin.delete()
        return pin is not None
