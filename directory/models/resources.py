from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from directory.models.entries import Answer, Entry
from directory.models.places import Place


class Resource(Entry):
    """Anything worth a link: a course, a scholarship, an article, a tool."""

    REVIEW_MONTHS = 24

    class Section(models.TextChoices):
        EDUCATION_TRAINING = "education-training", _("Education and training")
        COMPETENCIES = "competencies", _("Competencies")
        CERTIFICATION = "certification", _("Certification")
        DEGREE = "degree", _("Degrees")
        FINANCIAL_ASSISTANCE = "financial-assistance", _("Financial assistance")
        CAREER_OUTLOOK = "career-outlook", _("Career outlook")
        ADVOCACY = "advocacy", _("Advocacy")
        ISSUE_PAPERS = "issue-papers", _("Issue papers")
        JOURNALS = "journals", _("Journals")
        DISCUSSION_LISTS = "discussion-lists", _("Discussion lists")
        OTHER = "other", _("Other")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        MIXED = "mixed", _("Some free, some paid")
        PAID = "paid", _("Paid")

    class Format(models.TextChoices):
        ARTICLE = "article", _("Article")
        COURSE = "course", _("Course")
        EVENT = "event", _("Event")
        FORUM = "forum", _("Forum")
        GUIDE = "guide", _("Guide")
        JOURNAL = "journal", _("Journal")
        LIST = "list", _("List")
        NEWS = "news", _("News")
        NEWSLETTER = "newsletter", _("Newsletter")
        PROGRAM = "program", _("Program")
        SCHOLARSHIP = "scholarship", _("Scholarship")
        TOOL = "tool", _("Tool")
        WEBINAR = "webinar", _("Webinar")
        WEBSITE = "website", _("Website")

    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    section = models.CharField(_("section"), max_length=20, choices=Section.choices)
    topics = ParentalManyToManyField(
        "directory.Topic", verbose_name=_("topics"), blank=True, related_name="resources"
    )
    places = ParentalManyToManyField(
        "directory.Place",
        verbose_name=_("states and provinces"),
        blank=True,
        related_name="resources",
        help_text=_("Empty when it is not tied to any place."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=Place.Country.choices,
        blank=True,
        help_text=_("Only where it is of use in one country alone, as federal money is."),
    )
    cost = models.CharField(_("cost"), max_length=5, choices=Cost.choices, blank=True)
    format = models.CharField(_("format"), max_length=11, choices=Format.choices)
    ends_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("The last day on which it is there. From the next day on it is over."),
    )
    is_over = models.CharField(
        _("over"),
        max_length=3,
        choices=[(Answer.YES.value, Answer.YES.label)],
        blank=True,
        help_text=_("When it is over, and nobody knows since which day."),
    )
    applies_from = models.DateField(
        _("applications from"),
        null=True,
        blank=True,
        help_text=_("Of a scholarship: the first day on which one can apply."),
    )
    applies_until = models.DateField(
        _("applications until"),
        null=True,
        blank=True,
        help_text=_("Of a scholarship: the last day on which one can apply."),
    )

    directory_slug = "resources"

    class Meta(Entry.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def clean(self) -> None:
        super().clean()
        if self.applies_from and self.applies_until and self.applies_until < self.applies_from:
            raise ValidationError(
                {"applies_until": _("This is before the first day on which one can apply.")}
            )

    @property
    def gives_money(self) -> bool:
        """Whether it is about money that one gets, of which no cost is said."""
        return (
            self.section == self.Section.FINANCIAL_ASSISTANCE
            or self.format == self.Format.SCHOLARSHIP
        )

    @property
    def status(self) -> str:
        """What qualifies all that it says today: "over", or nothing."""
        return "over" if ended(self.ends_on, self.is_over, timezone.localdate()) else ""

    def get_status_display(self) -> str:
        """Return its status in words, with the day where that is known."""
        if not self.status:
            return ""
        if self.ends_on is None or self.ends_on >= timezone.localdate():
            return _t("Over")
        return _t("Over: it ended on %(day)s") % {"day": date_format(self.ends_on, "j F Y")}


def ended(ends_on: date | None, is_over: str, day: date) -> bool:
    """Return whether what has these two fields is over on `day`: its last day is not yet."""
    return bool(is_over) or (ends_on is not None and ends_on < day)
