"""Form fields that take what somebody types without the signs that nobody sees, read days and
numbers as imports do, and say in plain words what they cannot take."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory.imports.dates import readings
from directory.imports.numbers import number
from directory.imports.reasons import NO_DAY, NO_NUMBER, NO_WEB_ADDRESS, NO_WHOLE_NUMBER
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

    default_error_messages = {"invalid": NO_WEB_ADDRESS}


class MailAddress(ReadableField, forms.EmailField):
    """An e-mail address."""


class AddressPart(ReadableField, forms.SlugField):
    """The last part of an address on the site."""


class TypedDay(forms.DateField):
    """A day in any form that has one meaning, as 12/25/2026 and December 25, 2026."""

    default_error_messages = {"invalid": NO_DAY}

    def to_python(self, value: object) -> object:
        meanings = readings(one_line(value)) if isinstance(value, str) else []
        days = [day for day in meanings if day.count("-") == 2]
        if len(days) > 1:
            known = {"first": days[0], "second": days[1]}
            raise ValidationError(
                _t("This has two meanings. Write %(first)s or %(second)s.") % known, "ambiguous"
            )
        return super().to_python(days[0] if days else value)


class TypedMoment(forms.DateTimeField):
    """A day and its hour, by the clock of 24 hours or with AM and PM."""

    default_error_messages = {
        "invalid": _("This is no day with its hour. Write it as 2026-12-25 09:00.")
    }
    input_formats = [
        f"{day} {hour}"
        for day in ("%Y-%m-%d", "%m/%d/%Y")
        for hour in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p", "%I:%M%p", "%I%p")
    ]


class TypedNumber:
    """Beside a field of numbers: $4,200 is one, and what is none comes back to be mended.

    A browser sends nothing at all of what its own box for numbers does not understand.
    """

    def __init__(self, **options) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(**{**options, "widget": forms.TextInput(attrs), "localize": False})

    def to_python(self, value: object) -> object:
        return super().to_python(number(one_line(value)) if isinstance(value, str) else value)


class TypedDecimal(TypedNumber, forms.DecimalField):
    """A number that may have a part behind the point."""

    default_error_messages = {"invalid": NO_NUMBER}


class TypedInteger(TypedNumber, forms.IntegerField):
    """A whole number."""

    default_error_messages = {"invalid": NO_WHOLE_NUMBER}


def take_in_editor() -> None:
    """Have the forms that Wagtail makes of models take these fields, as its own are made."""
    from wagtail.admin.forms.models import register_form_field_override as take
    from wagtail.admin.widgets import (
        AdminAutoHeightTextInput,
        AdminDateInput,
        AdminDateTimeInput,
        SlugInput,
    )

    several = {"form_class": TypedText, "widget": AdminAutoHeightTextInput}
    take(models.CharField, override={"form_class": TypedText}, exact_class=True)
    take(models.TextField, override=several, exact_class=True)
    take(models.SlugField, override={"form_class": AddressPart, "widget": SlugInput})
    take(models.URLField, override={"form_class": WebAddress, "assume_scheme": "https"})
    take(models.EmailField, override={"form_class": MailAddress})
    take(models.DateField, override={"form_class": TypedDay, "widget": AdminDateInput})
    take(models.DateTimeField, override={"form_class": TypedMoment, "widget": AdminDateTimeInput})
    take(models.DecimalField, override={"form_class": TypedDecimal})
    take(models.IntegerField, override={"form_class": TypedInteger})
