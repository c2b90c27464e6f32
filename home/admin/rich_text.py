"""The editor of rich text. Named in `WAGTAILADMIN_RICH_TEXT_EDITORS`."""

from django.core.exceptions import BadRequest
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea

from directory.models.signs import readable

# What the exporter raises for a text of another shape, at which it does not look before.
BROKEN = (
    LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError,
    ExporterException,
)  # fmt: skip


class RichTextEditor(DraftailRichTextArea):
    """Wagtail's. Takes texts without the signs that nobody sees, and refuses what no editor
    sends."""

    def value_from_datadict(self, data, files, name) -> str | None:
        try:
            text = super().value_from_datadict(data, files, name)
        except BROKEN as error:
            raise BadRequest(f"This is no rich text ({type(error).__name__})") from error
        return text and readable(text)
