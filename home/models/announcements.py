"""HRDR's announcements: dated notices, listed by year, of which the current ones come first."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from directory.catalog.directories import DIRECTORIES
from directory.editing.comparisons import FieldPanel
from directory.models.trust_states import months_after
from home.blocks import UnderTitleBlock
from home.models.api_fields import (
    AUDIENCES,
    BODY_AS_HTML,
    PICTURE,
    PLACES,
)
from home.models.listed import ListedPage
from home.models.sections import IndexPage
from home.pages.base import CenterPage
from home.pages.forms import PageForm
from home.pages.published import PublishedManager, PublishedQuerySet

CURRENT_MONTHS = 6
# For so long after its date it stands on the welcome page at least.
NEWS_MONTHS = 12


class AnnouncementIndexPage(IndexPage):
    """The announcements, newest first, by year."""

    role = "announcements"

    template = "directory/listing.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types = ["home.AnnouncementPage"]
    max_count = 1

    class Meta:
        verbose_name = _("announcements page")

    def directory_shown(self):
        return DIRECTORIES["announcements"]


class AnnouncementQuerySet(PublishedQuerySet):
    def current(self) -> "AnnouncementQuerySet":
        """Return what is published and matters today."""
        return self.published().filter(current_until__gte=timezone.localdate())

    def for_welcome(self) -> "AnnouncementQuerySet":
        """Return what is current, and after it what is not a year old, the newest first; of no use
        to anybody is a deadline that has passed."""
        today = timezone.localdate()
        is_current = Q(current_until__gte=today)
        is_recent = Q(date__gt=months_after(today, -NEWS_MONTHS)) & ~Q(kind="deadline")
        current_first = ExpressionWrapper(is_current, output_field=models.BooleanField()).desc()
        return (
            self.published().filter(is_current | is_recent).order_by(current_first, "-date", "-pk")
        )


class AnnouncementForm(PageForm):
    """A draft may wait for the text of its picture; what is published may not."""

    def _post_clean(self) -> None:
        self.instance.waits_for_words = self.is_deferred_validation
        super()._post_clean()


class AnnouncementPage(ListedPage):
    base_form_class = AnnouncementForm
    waits_for_words = False

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        SCHOLARSHIP = "scholarship", _("Scholarship")
        EVENT = "event", _("Event")
        DEADLINE = "deadline", _("Deadline")
        PROGRAM = "program", _("Program")

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        help_text=_("When it happened or was announced; an event's or deadline's own day."),
    )
    date_precision = models.CharField(
        _("how exact the date is"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("When only the month or the year is known, give its first day above."),
    )
    current_until = models.DateField(
        _("current until"),
        blank=True,
        help_text=_(
            "The last day on which it stands among what is current. Left empty: the day itself for "
            "events and deadlines, six months for everything else."
        ),
    )
    summary = models.TextField(_("summary"), help_text=_("One or two sentences for lists."))
    url = models.URLField(_("web address"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_note = models.CharField(_("note on the source"), max_length=200, blank=True)
    places = ParentalManyToManyField(
        "directory.Place",
        verbose_name=_("states and provinces"),
        blank=True,
        related_name="announcements",
        help_text=_("Those that it concerns; empty when it concerns everybody."),
    )
    audiences = ParentalManyToManyField(
        "directory.Audience",
        verbose_name=_("who it is for"),
        blank=True,
        related_name="announcements",
        help_text=_("Those whose work it is about; empty when it is for everybody."),
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("text for the picture"),
        max_length=200,
        blank=True,
        help_text=_("What it shows, in a few words, for readers who do not see it."),
    )
    image_is_decorative = models.BooleanField(
        _("the picture only decorates"),
        default=False,
        help_text=_("It says nothing that a reader who does not see it would miss."),
    )
    body = StreamField(UnderTitleBlock(), verbose_name=_("body"), blank=True)

    objects = PublishedManager.from_queryset(AnnouncementQuerySet)()

    content_panels = [
        *CenterPage.content_panels[:1],
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("current_until")]),
                FieldRowPanel([FieldPanel("date"), FieldPanel("date_precision")]),
            ],
            heading=_("Kind and date"),
        ),
        FieldPanel("audiences", widget=CheckboxSelectMultiple),
        FieldPanel("places", widget=CheckboxSelectMultiple, classname="collapsed"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("image"),
                FieldPanel("image_alt"),
                FieldPanel("image_is_decorative"),
            ],
            heading=_("Picture"),
        ),
        MultiFieldPanel(
            [FieldPanel("url"), FieldPanel("source_url"), FieldPanel("source_note")],
            heading=_("Links"),
        ),
    ]
    api_fields = [
        *CenterPage.api_fields, "kind", "date", "date_precision", "current_until", "summary", "url",
        "source_url", "source_note", PLACES, AUDIENCES, PICTURE, "image_alt",
        "image_is_decorative", "body", BODY_AS_HTML,
    ]  # fmt: skip
    directory_slug = "announcements"
    template = "home/announcement_page.html"
    parent_page_types = ["home.AnnouncementIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("announcement")

    def clean(self) -> None:
        super().clean()
        if self.current_until is None and self.date:
            self.current_until = self.usually_current_until()
        if self.image_is_decorative:
            self.image_alt = ""
        elif self.image and not self.image_alt.strip() and not self.waits_for_words:
            words = _("Say what the picture shows, or that it only decorates.")
            raise ValidationError({"image_alt": words})

    def save(self, *args, **kwargs):
        if self.current_until is None:
            self.current_until = self.usually_current_until()
        return super().save(*args, **kwargs)

    def usually_current_until(self) -> date:
        """Return the last day on which it is current when no editor says another."""
        if self.is_of_a_day:
            return self.date
        return months_after(self.date, CURRENT_MONTHS)

    @property
    def date_words(self) -> str:
        """The date no more exact than it is known: "June 2012"."""
        formats = {"day": "j F Y", "month": "F Y", "year": "Y"}
        return date_format(self.date, formats[self.date_precision])

    @property
    def date_text(self) -> str:
        """The date for files: 2012-06-12, 2012-06 or 2012."""
        return self.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.date_precision]]

    @property
    def located_in(self) -> "list[models.Model]":
        """The places that it concerns."""
        return list(self.places.all())

    @property
    def announced_on(self) -> "date | None":
        """The day of the news: its own date, unless that was still to come when it was published
        here, as the day of an event is."""
        published = self.first_published_at
        is_ahead = published is not None and self.date > timezone.localdate(published)
        return None if is_ahead else self.date

    @property
    def is_of_a_day(self) -> bool:
        """Whether it is about something that happens on its date."""
        return self.kind in (self.Kind.EVENT, self.Kind.DEADLINE)

    @property
    def is_current(self) -> bool:
        return self.current_until >= timezone.localdate()
