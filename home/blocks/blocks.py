"""What editors build pages of. A list of entries asks a directory; nothing is typed twice."""

import re

from django.core.exceptions import ValidationError
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

from home.blocks.comparisons import (
    BooleanBlock,
    ImageBlock,
    RichTextBlock,
    TableWords,
)
from home.blocks.live_lists import CoverageBlock, EntriesBlock, directory_choices  # noqa: F401 - migrations name the last here
from home.blocks.typed import CharBlock, TextBlock, URLBlock

HEADING = re.compile(r"<h([2-6])[ >]")
PROSE = ["bold", "italic", "link", "document-link", "h3", "h4", "ol", "ul", "blockquote"]


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
