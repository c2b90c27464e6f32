"""A fact in a row of an entry, which has a source and a day of its own."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from directory.models.stamps import Stamped
from directory.models.trust import real_date

_SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)


class SourcedRow(Stamped, Orderable):
    """A row below an entry that says itself where it was read, and when; its changes move the stamp
    of its entry."""

    SOURCE_COLUMNS = ("source_url", "source_title", "source_date", "source_note", "gathered_on")
    # What of a row stands in files, in its order; what of it editors alone may read.
    COLUMNS: tuple[str, ...] = SOURCE_COLUMNS
    FOR_EDITORS: tuple[str, ...] = ()
    # The values that keep a row from readers.
    HIDDEN: ClassVar[Mapping[str, str]] = {}

    period = models.CharField(
        _("period"),
        max_length=40,
        blank=True,
        help_text=_("For which it holds, as the source says: 2024-05, 2020-2021."),
    )
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_title = models.CharField(_("title of the source"), max_length=200, blank=True)
    source_date = models.CharField(
        _("date of the source"),
        max_length=10,
        blank=True,
        validators=[real_date],
        help_text=_("The date that the source gives itself: 2024, 2024-07 or 2024-07-15."),
    )
    source_note = models.CharField(_("note on the source"), max_length=200, blank=True)
    gathered_on = models.DateField(_("gathered on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["sort_order", "pk"]

    def clean(self) -> None:
        super().clean()
        # What a server told one visitor apart by leads nobody else anywhere.
        self.source_url = _SESSION.sub("", self.source_url)
        if not (self.source_url or self.source_title or self.source_note):
            raise ValidationError({"source_url": _("Say where this was read.")})

    @property
    def is_public(self) -> bool:
        """Whether readers may see the row, wherever they see its entry."""
        return not any(getattr(self, name) == value for name, value in self.HIDDEN.items())

    def data(self, *, for_public: bool) -> Mapping[str, object]:
        """Return what the row says, by column, as JSON has it; None is what is not recorded."""
        columns = self.COLUMNS if for_public else (*self.COLUMNS, *self.FOR_EDITORS)
        return {column: _plain(getattr(self, column)) for column in columns}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value or None
