from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Entry, Place


class Job(Entry):
    """An open job in a library."""

    place = models.ForeignKey(
        Place, verbose_name=_("state or province"), on_delete=models.PROTECT, related_name="jobs"
    )
    employer = models.CharField(_("employer"), max_length=200)
    hours = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    closes_on = models.DateField(_("closing date"), null=True, blank=True)

    directory_slug = "jobs"

    class Meta(Entry.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
