"""Blocks into which somebody types: as form fields, they leave out the signs that nobody sees."""

from wagtail import blocks

from directory.models.signs import one_line, readable
from home.blocks.comparisons import Plain


class CharBlock(Plain, blocks.CharBlock):
    """Wagtail's, readable and in one line."""

    plain = "wagtail.blocks.CharBlock"

    def value_from_form(self, value):
        return super().value_from_form(one_line(value or ""))


class TextBlock(Plain, blocks.TextBlock):
    """Wagtail's, readable."""

    plain = "wagtail.blocks.TextBlock"

    def value_from_form(self, value):
        return super().value_from_form(readable(value or ""))


class URLBlock(Plain, blocks.URLBlock):
    """Wagtail's, readable and in one line."""

    plain = "wagtail.blocks.URLBlock"

    def value_from_form(self, value):
        return super().value_from_form(one_line(value or ""))
