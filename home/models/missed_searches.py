"""What readers searched in vain, or only in part: words by day, and nothing of who searched."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import models
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Words are kept for so long, and shown once they were searched on so many days.
WORDS_KEPT = timedelta(days=90)
SHOWN_FROM_DAYS = 3


class MissedSearchQuerySet(models.QuerySet):
    def write(self, missed: Iterable[Mapping[str, str]]) -> int:
        """Write what was missed today, each search once a day however often it was made, and
        without what was only the beginning of another; return how many."""
        found = {each["words"]: each for each in missed}
        whole = [
            words
            for words in found
            if not any(other != words and other.startswith(words) for other in found)
        ]
        today = timezone.localdate()
        self.bulk_create(
            (self.model(day=today, **found[words]) for words in whole), ignore_conflicts=True
        )
        return len(whole)

    def forget(self) -> int:
        """Delete the words whose time is over; return how many."""
        return self.filter(day__lte=timezone.localdate() - WORDS_KEPT).delete()[0]

    def reported(self) -> models.QuerySet:
        """Return what editors see: each search with what became of it and on how many days it was
        made, those of the most days first."""
        days = Count("day", distinct=True)
        told = self.order_by().values("words", "outcome").annotate(days=days, last=Max("day"))
        told = told.annotate(detail=Max("detail")).filter(days__gte=SHOWN_FROM_DAYS)
        return told.order_by("-days", "-last", "words", "outcome")


class MissedSearch(models.Model):
    """Words that were searched on one day, and what was not found of them."""

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("Nothing was found")
        LOST = "lost", _("A telling word was left out")
        CHANGED = "changed", _("Other words were searched")

    words = models.CharField(_("words"), max_length=100)
    outcome = models.CharField(_("what became of it"), max_length=7, choices=Outcome.choices)
    detail = models.CharField(_("left out, or searched instead"), max_length=100, blank=True)
    day = models.DateField(_("day"), db_index=True)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search in vain")
        verbose_name_plural = _("searches in vain")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["words", "day"], name="search_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words}: {self.get_outcome_display()}"
