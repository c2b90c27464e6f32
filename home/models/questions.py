"""Questions that the public asks, each with a short answer, what it rests on, and its sources."""

import re
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from directory.catalog.directories import DIRECTORIES
from directory.catalog.sources import SourceLine
from directory.editing.comparisons import FieldPanel
from home.blocks import (
    AnswerBlock,
    FiguresBlock,
    LiveListsBlock,
    RelatedQuestionsBlock,
    SourcesBlock,
    live_figures,
    told_figures,
    with_figures,
)
from home.blocks.figures import MARK as FIGURE
from home.blocks.figures import LiveFigure
from home.models.api_fields import (
    ANSWER_AS_HTML,
    AUDIENCES,
    FIGURES,
    QUESTIONS,
    SHORT_ANSWER,
    SOURCES,
)
from home.models.listed import ListedPage
from home.models.sections import PROSE, IndexPage
from home.pages.base import CenterPage
from home.pages.published import PublishedManager, PublishedQuerySet

MARK = re.compile(r"\[(\d{1,2})\]")


class QuestionIndexPage(IndexPage):
    """The questions that people ask, in the order that editors give them."""

    role = "questions"

    template = "directory/listing.html"
    parent_page_types = ["home.WelcomePage"]
    subpage_types = ["home.QuestionPage"]
    max_count = 1

    class Meta:
        verbose_name = _("questions page")

    def directory_shown(self):
        return DIRECTORIES["questions"]


class QuestionPage(ListedPage):
    """A question in the words of those who ask it, with its answer."""

    short_answer = models.TextField(
        _("short answer"),
        max_length=400,
        help_text=_("Forty words at most, with the answer first: yes, no, or what it depends on."),
    )
    # The same as readers see it, with its figures of today.
    shown_answer = models.TextField(editable=False, blank=True)
    also_asked = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_(
            "One on a line, as people type or say it. The search finds the question by them; no "
            "reader sees them."
        ),
    )
    audiences = ParentalManyToManyField(
        "directory.Audience",
        verbose_name=_("who it is for"),
        blank=True,
        related_name="questions",
        help_text=_("Those whose question it is; empty when it is everybody's."),
    )
    body = StreamField(
        AnswerBlock(),
        verbose_name=_("the whole answer"),
        blank=True,
        help_text=_(
            "Write [1] behind what the first source below says, [2] for the second; sources of "
            "low confidence are not counted. Never type what an entry says: choose the entry."
        ),
    )
    figures = StreamField(
        FiguresBlock(),
        verbose_name=_("live figures"),
        blank=True,
        help_text=_(
            "Write {1} where the first of these figures belongs, in the short or the whole answer, "
            "and {1 period} for the time for which it holds. Readers see what is recorded today, "
            "with its source below."
        ),
    )
    who_can_say = RichTextField(
        _("who can say"),
        features=[*PROSE, "ul"],
        blank=True,
        help_text=_("What we cannot answer, and whom to ask instead."),
    )
    lists = StreamField(
        LiveListsBlock(),
        verbose_name=_("live lists"),
        blank=True,
        help_text=_("Lists of the center that lead on, each with its number of today."),
    )
    sources = StreamField(
        SourcesBlock(),
        verbose_name=_("sources"),
        blank=True,
        help_text=_("In the order of the numbers in the answer."),
    )
    related = StreamField(RelatedQuestionsBlock(), verbose_name=_("related questions"), blank=True)
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which somebody last read the sources again and found the answer still "
            "true. Saving does not change it."
        ),
    )
    not_evidenced = models.TextField(
        _("for editors: what no source says"),
        blank=True,
        help_text=_("What was looked for and not found, and what is weak. No reader sees it."),
    )
    # The words of the answer, for whoever compares or counts them.
    plain_text = models.TextField(editable=False, blank=True)

    objects = PublishedManager.from_queryset(PublishedQuerySet)()

    content_panels = [
        *CenterPage.content_panels[:1],
        FieldPanel("short_answer"),
        FieldPanel("body"),
        FieldPanel("figures"),
        FieldPanel("who_can_say"),
        FieldPanel("lists"),
        FieldPanel("related"),
        MultiFieldPanel(
            [FieldPanel("sources"), FieldPanel("checked_on"), FieldPanel("not_evidenced")],
            heading=_("What it rests on"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    _("By these words and groups readers find the question."),
                ),
                FieldPanel("also_asked"),
                FieldPanel("audiences", widget=CheckboxSelectMultiple),
            ],
            heading=_("How it is found"),
        ),
    ]
    api_fields = [
        *CenterPage.api_fields, SHORT_ANSWER, AUDIENCES, "body", ANSWER_AS_HTML, FIGURES,
        "who_can_say", SOURCES, QUESTIONS, "checked_on",
    ]  # fmt: skip
    directory_slug = "questions"
    template = "home/question_page.html"
    parent_page_types = ["home.QuestionIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("question")

    def clean(self) -> None:
        super().clean()
        known = len(self.shown_sources)
        named = {int(number) for number in MARK.findall(self._text_of_body())}
        if unknown := sorted(number for number in named if not 1 <= number <= known):
            marks = ", ".join(f"[{number}]" for number in unknown)
            words = _t("The answer names %(marks)s, but readers see %(known)d sources.")
            raise ValidationError({"body": words % {"marks": marks, "known": known}})
        figures = len(self.figures)
        for field, text in (("short_answer", self.short_answer), ("body", self._text_of_body())):
            named = {int(mark[1]) for mark in FIGURE.finditer(text)}
            if unknown := sorted(number for number in named if not 1 <= number <= figures):
                marks = ", ".join(f"{{{number}}}" for number in unknown)
                words = _t("It names %(marks)s, but %(known)d live figures are chosen below.")
                raise ValidationError({field: words % {"marks": marks, "known": figures}})

    def save(self, *args, **kwargs):
        self.plain_text = self._text_of_body()
        self.shown_answer = self.answer_today()
        return super().save(*args, **kwargs)

    def _text_of_body(self) -> str:
        return strip_tags(" ".join(self.body.stream_block.get_searchable_content(self.body)))

    @property
    def summary(self) -> str:
        """The short answer, which stands for the question in lists and feeds."""
        return self.shown_answer

    def answer_today(self) -> str:
        """Return the short answer with its figures as they stand now."""
        return with_figures(self.short_answer, live_figures(self.figures))

    @cached_property
    def live_figures(self) -> list[LiveFigure | None]:
        """The figures that the answer names, as readers see them today."""
        return live_figures(self.figures)

    @property
    def told_figures(self) -> list[tuple[models.Model, SourceLine, str]]:
        """Whose these figures are, where they were read, and what they say."""
        return told_figures(self.live_figures)

    @property
    def shown_sources(self) -> list[Mapping[str, object]]:
        """The sources that readers see, in the order of their numbers."""
        return [each.value for each in self.sources if each.value.is_shown]

    @property
    def read_on(self) -> date | None:
        """The last day on which one of its sources was read."""
        return max((each["read_on"] for each in self.shown_sources), default=None)

    @property
    def source_lines(self) -> list[str]:
        """The sources that readers see, each in one line, for files."""
        return [
            ", ".join(
                filter(None, [each["title"], each["publisher"], each["source_date"], each["url"]])
            )
            for each in self.shown_sources
        ]

    @cached_property
    def related_questions(self) -> "list[QuestionPage]":
        """The related questions that are public, in the order of the editors."""
        pks = [child["value"] for child in self.related.raw_data]
        found = QuestionPage.objects.published().in_bulk(pks)
        return [found[pk] for pk in pks if pk in found and pk != self.pk]

    @property
    def located_in(self) -> "list[models.Model]":
        """The places that it concerns: none."""
        return []
