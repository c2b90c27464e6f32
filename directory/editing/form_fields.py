"""Form fields that take what somebody types without the signs that nobody sees."""

from django import forms
from django.db import models

from directory.models.signs import one_line, readable


class ReadableField:
    """Beside a field: what comes from the form is readable, and one line unless it is shown in a
    text area."""

    def to_python(self, value):
        if isinstance(value, str):
            value = readable(value) if isinstance(self.widget, forms.Textarea) else one_line(value)
        return super().to_python(value)


class TypedText(ReadableField, forms.CharField):
    """What somebody typed."""


class WebAddress(ReadableField, forms.URLField):
    """The address of a page."""


class MailAddress(ReadableField, forms.EmailField):
    """An e-mail address."""


class AddressPart(ReadableField, forms.SlugField):
    """The last part of an address on the site."""


def take_in_editor() -> None:
    """Have the forms that Wagtail makes of models take these fields, as its own are made."""
    from wagtail.admin.forms.models import register_form_field_override as take
    from wagtail.admin.widgets import AdminAutoHeightTextInput, SlugInput

    several = {"form_class": TypedText, "widget": AdminAutoHeightTextInput}
    take(models.CharField, override={"form_class": TypedText}, exact_class=True)
    take(models.TextField, override=several, exact_class=True)
    take(models.SlugField, override={"form_class": AddressPart, "widget": SlugInput})
    take(models.URLField, override={"form_class": WebAddress, "assume_scheme": "https"})
    take(models.EmailField, override={"form_class": MailAddress})
