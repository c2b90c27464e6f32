"""Two versions of a block in words: its choices by their labels, links with their addresses."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin import compare
from wagtail.images import blocks as image_blocks
from wagtail.images.models import AbstractImage

from directory.editing.comparisons import (
    NOTHING,
    html_in_words,
    marked,
    text_difference,
    value_in_words,
)


class BlockWords(compare.BlockComparison):
    """A value that is said whole: a choice, yes or no."""

    def words(self, value: object) -> str:
        """Return one of the two values in words."""
        choices = dict(self.block.field.choices) if hasattr(self.block.field, "choices") else {}
        return value_in_words(choices.get(value, value), NOTHING)

    def htmlvalue(self, val: object) -> SafeString:
        return format_html("{}", self.words(val))

    def htmldiff(self) -> SafeString:
        old, new = self.words(self.val_a), self.words(self.val_b)
        return marked(old, new) if self.has_changed() else self.htmlvalue(self.val_b)


class ProseWords(compare.BlockComparison):
    """Rich text, of which only the words that changed are marked."""

    def htmlvalue(self, val: object) -> SafeString:
        return format_html("{}", html_in_words(val))

    def has_changed(self) -> bool:
        return self._source(self.val_a) != self._source(self.val_b)

    def htmldiff(self) -> SafeString:
        if not self.has_changed():
            return self.htmlvalue(self.val_b)
        return text_difference(*(html_in_words(val) for val in (self.val_a, self.val_b)))

    @staticmethod
    def _source(value: object) -> str:
        return getattr(value, "source", value)


class TableWords(compare.BlockComparison):
    """A table line by line: the caption, the headings, the rows."""

    def words(self, table: object) -> str:
        """Return the table as text."""
        if table is None:
            return str(NOTHING)
        rows = [[column["heading"] for column in table.columns]]
        rows += [[html_in_words(cell.render()) for cell in row] for row in table.rows]
        return " / ".join([table.caption, *(" | ".join(row) for row in rows)])

    def htmlvalue(self, val: object) -> SafeString:
        return format_html("{}", self.words(val))

    def has_changed(self) -> bool:
        return self.words(self.val_a) != self.words(self.val_b)

    def htmldiff(self) -> SafeString:
        if not self.has_changed():
            return self.htmlvalue(self.val_b)
        return text_difference(self.words(self.val_a), self.words(self.val_b))


class PictureWords(compare.BlockComparison):
    """A picture as it looks, with its title, and what readers hear of it who do not see it."""

    def words(self, picture: AbstractImage | None) -> str:
        """Return the picture in words."""
        if picture is None:
            return str(NOTHING)
        told = _("It only decorates") if picture.decorative else picture.contextual_alt_text
        return f"{picture.title}: {value_in_words(told, NOTHING)}"

    def htmlvalue(self, val: AbstractImage | None) -> SafeString:
        return self._shown(val, val, format_html("{}", self.words(val)))

    def has_changed(self) -> bool:
        return self.val_a != self.val_b or self.words(self.val_a) != self.words(self.val_b)

    def htmldiff(self) -> SafeString:
        if not self.has_changed():
            return self.htmlvalue(self.val_b)
        words = marked(self.words(self.val_a), self.words(self.val_b))
        return self._shown(self.val_a, self.val_b, words)

    @staticmethod
    def _shown(old: AbstractImage | None, new: AbstractImage | None, words: SafeString):
        if old is None and new is None:
            return words
        pictures = {"image_a": old, "image_b": new}
        return render_to_string("wagtailimages/widgets/compare.html", pictures) + words


class Plain:
    """A block that migrations know as Wagtail's own: only how it is compared is ours."""

    plain = ""

    def deconstruct(self) -> tuple:
        _path, args, kwargs = super().deconstruct()
        return self.plain, args, kwargs


class ChoiceBlock(blocks.ChoiceBlock):
    """Wagtail's, compared by its labels."""

    def get_comparison_class(self) -> type[compare.BlockComparison]:
        return BlockWords


class BooleanBlock(Plain, blocks.BooleanBlock):
    """Wagtail's, compared as yes and no."""

    plain = "wagtail.blocks.BooleanBlock"

    def get_comparison_class(self) -> type[compare.BlockComparison]:
        return BlockWords


class RichTextBlock(Plain, blocks.RichTextBlock):
    """Wagtail's, compared with the addresses of its links."""

    plain = "wagtail.blocks.RichTextBlock"

    def get_comparison_class(self) -> type[compare.BlockComparison]:
        return ProseWords


class ImageBlock(image_blocks.ImageBlock):
    """Wagtail's, compared as a picture and in words; migrations know it as Wagtail's own."""

    def get_comparison_class(self) -> type[compare.BlockComparison]:
        return PictureWords
