"""The base of every entry of a directory: a record with a summary, an address and a trust state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.records import Record
from directory.models.trust import Trusted

NOT_RECORDED = "not-recorded"


class Entry(Trusted, Record):
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One to three sentences for readers.")
    )
    url = models.URLField(
        _("web address"), max_length=500, blank=True, help_text=_("The page to send readers to.")
    )
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        abstract = True
        ordering = ["name", "pk"]


class Answer(models.TextChoices):
    """An answer that a source gives. No answer at all is the empty value, never "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
