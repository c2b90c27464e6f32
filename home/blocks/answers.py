"""What an answer is made of: prose, the entries that it rests on, live lists, and its sources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from directory.catalog.directories import DIRECTORIES
from directory.catalog.sources import partial_date
from directory.models import Entry, Language
from directory.models.trust import real_date
from home.blocks.blocks import UnderTitleBlock
from home.blocks.comparisons import BooleanBlock, ChoiceBlock, RichTextBlock
from home.blocks.live_lists import EntriesBlock
from home.blocks.typed import CharBlock, URLBlock


class ChosenBlock(blocks.StreamBlock):
    """Entries of any directory, each kind under the name of its directory."""

    certification = SnippetChooserBlock(
        "directory.CertificationRequirement", label=_("Rule"), icon="doc-full"
    )
    programs = SnippetChooserBlock("directory.Program", label=_("Program"), icon="doc-full")
    associations = SnippetChooserBlock(
        "directory.Association", label=_("Association"), icon="doc-full"
    )
    resources = SnippetChooserBlock("directory.Resource", label=_("Resource"), icon="doc-full")
    occupations = SnippetChooserBlock(
        "directory.Occupation", label=_("Occupation"), icon="doc-full"
    )


class ChosenEntriesBlock(blocks.StructBlock):
    """Entries that an answer rests on, each as it stands now: what it says, its source and day."""

    heading = CharBlock(
        label=_("What they have in common"), required=False, max_length=120,
        help_text=_("A short heading above them, or nothing."),
    )  # fmt: skip
    entries = ChosenBlock(
        label=_("Entries"), min_num=1, max_num=20,
        help_text=_("Readers see name, requirement, summary and source of each as it is now. What "
                    "is not published is left out."),
    )  # fmt: skip

    class Meta:
        icon = "list-ul"
        label = _("Chosen entries")
        template = "blocks/chosen.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        asked = (parent_context or {}).get("chosen") or {}
        found = asked.get(id(value))
        context["records"] = chosen_of([value])[id(value)] if found is None else found
        return context


def chosen_in(body: blocks.StreamValue) -> list[blocks.StructValue]:
    """Return the blocks of an answer that show chosen entries."""
    return [child.value for child in body if isinstance(child.block, ChosenEntriesBlock)]


def chosen_of(values: Iterable[blocks.StructValue]) -> dict[int, list[models.Model]]:
    """Return the public entries of each of these blocks, in their order, by the identity of its
    value: with one query for each directory and its prefetches, however many blocks there are."""
    keys = {
        id(value): [(child["type"], child["value"]) for child in value["entries"].raw_data]
        for value in values
    }
    pks = defaultdict(set)
    for slug, pk in (key for chosen in keys.values() for key in chosen):
        pks[slug].add(pk)
    found: Mapping[tuple[str, int], models.Model] = {
        (slug, record.pk): record
        for slug, numbers in pks.items()
        for record in DIRECTORIES[slug]
        .records()
        .filter(pk__in=numbers)
        .select_related(*DIRECTORIES[slug].related)
        .prefetch_related(*DIRECTORIES[slug].prefetch)
    }
    return {at: [found[key] for key in chosen if key in found] for at, chosen in keys.items()}


class LiveListBlock(EntriesBlock):
    """A question to a directory in words of our own, with how many answers it has and the first."""

    label = CharBlock(
        label=_("What it lists"), max_length=100,
        help_text=_("In the words of readers: “What states ask of support staff”."),
    )  # fmt: skip
    limit = blocks.IntegerBlock(
        label=_("How many to show"), default=3, min_value=1, max_value=10,
        help_text=_("Its heading leads to all of them."),
    )  # fmt: skip

    class Meta:
        label = _("Live list")
        form_layout = ["label", "directory", "filters", "limit"]
        template = "blocks/live_list.html"


class LiveListsBlock(blocks.StreamBlock):
    live_list = LiveListBlock()


class SourceDateBlock(CharBlock):
    """The day that a source gives itself, no more exact than it does: 2024, 2024-05, 2024-05-31."""

    def clean(self, value):
        text = super().clean(value)
        if text:
            real_date(text)
        return text


class SourceValue(blocks.StructValue):
    """One source, and how it stands with readers."""

    @property
    def is_shown(self) -> bool:
        """Whether readers see it."""
        return self["confidence"] != Entry.Confidence.LOW

    @property
    def date_words(self) -> str:
        """The source's own day, no more exact than it gives it; "" when it gives none."""
        return partial_date(self["source_date"]) if self["source_date"] else ""


class SourceBlock(blocks.StructBlock):
    """Where an answer was read, and when."""

    title = CharBlock(label=_("Title"), max_length=300)
    publisher = CharBlock(label=_("Publisher"), max_length=200)
    url = URLBlock(label=_("Web address"), max_length=500)
    source_date = SourceDateBlock(
        label=_("Its own date"), required=False, max_length=10,
        help_text=_("As exact as the source gives it: 2024, 2024-05 or 2024-05-31."),
    )  # fmt: skip
    read_on = blocks.DateBlock(label=_("Read on"))
    is_copy = BooleanBlock(
        label=_("Read in an archived copy"), required=False,
        help_text=_("And not at the address itself, which may say something else today."),
    )  # fmt: skip
    confidence = ChoiceBlock(
        label=_("Confidence"), choices=Entry.Confidence.choices, default=Entry.Confidence.HIGH,
        help_text=_("One of low confidence is seen by editors alone, and no answer may rest on "
                    "it."),
    )  # fmt: skip

    class Meta:
        icon = "link"
        label = _("Source")
        value_class = SourceValue


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()


class RelatedQuestionsBlock(blocks.StreamBlock):
    question = blocks.PageChooserBlock(
        page_type="home.QuestionPage", label=_("Question"), icon="help"
    )


class TextInLanguageBlock(blocks.StructBlock):
    """A text in another language than the page, which is read aloud as that."""

    language = ChoiceBlock(
        label=_("Language"), default=Language.FRENCH,
        choices=[(each.value, each.label) for each in (Language.FRENCH, Language.SPANISH)],
    )  # fmt: skip
    text = RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ol", "ul"])

    class Meta:
        icon = "globe"
        label = _("Text in another language")
        template = "blocks/in_language.html"


class AnswerBlock(UnderTitleBlock):
    """The whole answer. A number in brackets, [2], leads to the second source that readers see."""

    chosen = ChosenEntriesBlock()
    in_language = TextInLanguageBlock()
