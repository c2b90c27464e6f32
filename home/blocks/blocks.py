"""What editors build pages of. A list of entries asks a directory; nothing is typed twice."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.documents.blocks import DocumentChooserBlock

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED
from directory.models.addresses import directory_path
from directory.search.queries import PER_PAGE, read
from directory.search.snapshots import snapshot_cache
from home.blocks.comparisons import (
    BooleanBlock,
    ChoiceBlock,
    ImageBlock,
    RichTextBlock,
    TableWords,
)
from home.blocks.typed import CharBlock, TextBlock, URLBlock

HEADING = re.compile(r"<h([2-6])[ >]")
# What a sentence that counts has in place of its numbers.
MARK = re.compile(r"\{(some|all|others)\}")
PROSE = ["bold", "italic", "link", "document-link", "h3", "h4", "ol", "ul", "blockquote"]


def directory_choices() -> list[tuple[str, str]]:
    """Return the directories whose entries a page can list, each by slug and title."""
    return [(slug, directory.title) for slug, directory in DIRECTORIES.items() if slug != "pages"]


class QuestionBlock(blocks.StructBlock):
    """What an editor asks of a directory, in the words of an address."""

    directory = ChoiceBlock(label=_("Directory"), choices=directory_choices)
    filters = CharBlock(
        label=_("Filters"),
        required=False,
        max_length=500,
        help_text=_(
            "Filter the directory on the site as you like, then copy the part of its address after "
            "the question mark: section=financial-assistance&cost=free"
        ),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        directory = DIRECTORIES[cleaned["directory"]]
        params = QueryDict(cleaned["filters"].lstrip("?"))
        reading = read(directory, params, snapshot_cache.snapshot(directory).labels)
        notes = reading.notes + [
            _t("There is no filter called “%(name)s”.") % {"name": name}
            for name in params
            if name not in directory.bound and name not in ("q", "sort", "page")
        ]
        if notes:
            raise blocks.StructBlockValidationError(
                block_errors={"filters": ValidationError(notes)}
            )
        # Whoever looks for the uses of a place or a topic finds it by its value.
        cleaned["filters"] = reading.query.string.lstrip("?")
        return cleaned


def listing_of(value: blocks.StructValue, stamps: Mapping[str, int] | None = None) -> Listing:
    """Return what the directory answers to the question of a block; `stamps` saves a query."""
    return Listing(
        DIRECTORIES[value["directory"]],
        QueryDict(value["filters"].lstrip("?")),
        path=directory_path(value["directory"]),
        per_page=value.get("limit") or PER_PAGE,
        stamps=stamps,
    )


def answer(value: blocks.StructValue, context: Mapping | None) -> Listing:
    """Return the answer that the page has asked for together with others, or one for itself."""
    asked = (context or {}).get("listings") or {}
    return asked.get(id(value)) or listing_of(value)


class EntriesBlock(QuestionBlock):
    """A live list of the entries that a filtered directory holds now."""

    limit = blocks.IntegerBlock(
        label=_("How many to show"), default=8, min_value=1, max_value=50,
        help_text=_("A link leads to all of them."),
    )  # fmt: skip

    class Meta:
        icon = "list-ul"
        label = _("Entries of a directory")
        template = "blocks/entries.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["listing"] = answer(value, parent_context)
        return context


class CoverageBlock(QuestionBlock):
    """A sentence that counts for how many places a filtered directory has something now."""

    text = TextBlock(
        label=_("Sentence"), rows=3, max_length=500,
        help_text=_(
            "Write {some} for the number of places that have such an entry, {all} for the number "
            "of all places, and {others} for the number of those that have none."
        ),
    )  # fmt: skip

    class Meta:
        icon = "order"
        label = _("For how many places")
        template = "blocks/coverage.html"

    def clean(self, value):
        cleaned = super().clean(value)
        faults = {}
        if "place" not in DIRECTORIES[cleaned["directory"]].bound:
            faults["directory"] = ValidationError(_t("Its entries belong to no place."))
        rest = MARK.sub("", cleaned["text"])
        if "{" in rest or "}" in rest or not MARK.search(cleaned["text"]):
            faults["text"] = ValidationError(_t("Use {some}, {all} and {others}, as they stand."))
        if faults:
            raise blocks.StructBlockValidationError(block_errors=faults)
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        listing = answer(value, parent_context)
        stamps = getattr((parent_context or {}).get("request"), "stamps", None)
        every = len(snapshot_cache.snapshot(DIRECTORIES["places"], stamps).index)
        counts = listing.answer.counts["place"]
        some = sum(bool(number) for value, number in counts.items() if value != NOT_RECORDED)
        numbers = {"some": some, "all": every, "others": every - some}
        context["words"] = MARK.sub(lambda mark: str(numbers[mark[1]]), value["text"])
        context["listing"] = listing
        return context


class FigureBlock(blocks.StructBlock):
    """A picture with its text for those who do not see it."""

    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/figure.html"


class ButtonBlock(blocks.StructBlock):
    """A link that a reader should not miss: to a page of the site, or to another site."""

    text = CharBlock(label=_("Text"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = URLBlock(label=_("Address elsewhere"), required=False, max_length=500)

    class Meta:
        icon = "link"
        label = _("Button")
        template = "blocks/button.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            error = ValidationError(_t("Choose a page or give an address, and not both."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned


class DocumentBlock(blocks.StructBlock):
    """A file to take away, with its kind and size."""

    document = DocumentChooserBlock(label=_("Document"))
    text = CharBlock(
        label=_("Text"), required=False, max_length=200,
        help_text=_("What readers get; empty: the title of the document."),
    )  # fmt: skip

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"


class CaptionedTableBlock(TypedTableBlock):
    """Rows and columns with a caption and headings, without which nobody can listen to a table."""

    text = TextBlock(label=_("Text"), required=False, rows=1)
    rich_text = RichTextBlock(
        label=_("Text with links"), required=False, features=["bold", "italic", "link"]
    )

    def clean(self, value):
        table = super().clean(value)
        faults = []
        if not table.caption.strip():
            faults.append(_t("Give the table a caption: what it is about."))
        if not table.columns or not table.row_data:
            faults.append(_t("Add a column and a row at least."))
        if not all(column["heading"].strip() for column in table.columns):
            faults.append(_t("Give every column a heading."))
        if faults:
            raise TypedTableBlockValidationError(non_block_errors=faults)
        return table

    def get_comparison_class(self) -> type[TableWords]:
        return TableWords


class TableBlock(blocks.StructBlock):
    """A table that can be listened to and fits small screens."""

    table = CaptionedTableBlock(label=_("Table"))
    names_rows = BooleanBlock(
        label=_("The first column names the rows"), required=False, default=True,
        help_text=_("As the days of a programme do. Screen readers then say it with each cell."),
    )  # fmt: skip

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"


class ContentBlock(blocks.StreamBlock):
    """What may stand in a section of a page, whose own heading is of the second level."""

    # The level of the heading above all of it: those inside go on from there, and skip none.
    LEVEL_ABOVE = 2

    text = RichTextBlock(label=_("Text"), features=PROSE, icon="pilcrow",
                                template="blocks/text.html")  # fmt: skip
    caution = RichTextBlock(
        label=_("Caution"), features=["bold", "italic", "link"], icon="warning",
        template="blocks/caution.html",
    )  # fmt: skip
    entries = EntriesBlock()
    coverage = CoverageBlock()
    figure = FigureBlock()
    button = ButtonBlock()
    table = TableBlock()
    document = DocumentBlock()

    def clean(self, value):
        cleaned = super().clean(value)
        level, faults = self.LEVEL_ABOVE, {}
        for number, child in enumerate(cleaned):
            if child.block_type == "text":
                for found in map(int, HEADING.findall(child.value.source)):
                    if found > level + 1 and number not in faults:
                        words = _t("Heading %(found)d stands here without a heading %(before)d.")
                        levels = {"found": found, "before": level + 1}
                        faults[number] = ValidationError(words % levels)
                    level = found
        if faults:
            raise blocks.StreamBlockValidationError(block_errors=faults)
        return cleaned


class UnderTitleBlock(ContentBlock):
    """What stands right below the title of a page, so that its headings begin at the second level:
    the body of an announcement, the introduction to a list."""

    LEVEL_ABOVE = 1

    text = RichTextBlock(
        label=_("Text"), icon="pilcrow", template="blocks/text.html",
        features=["h2", "h3", *(feature for feature in PROSE if feature not in ("h3", "h4"))],
    )  # fmt: skip


class SectionValue(blocks.StructValue):
    @cached_property
    def anchor(self) -> str:
        """The part of the address that leads to this section."""
        return slugify(self["heading"])


class SectionBlock(blocks.StructBlock):
    """A part of a page with a heading of its own, which the table of contents lists."""

    heading = CharBlock(label=_("Heading"), max_length=120)
    content = ContentBlock(label=_("Content"))

    class Meta:
        icon = "title"
        label = _("Section")
        template = "blocks/section.html"
        value_class = SectionValue


class SectionsBlock(blocks.StreamBlock):
    section = SectionBlock()
