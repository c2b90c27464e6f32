"""Days, hours and numbers as people type them; what cannot be taken is said in plain words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from directory.editing.form_fields import (
    TypedDay,
    TypedDecimal,
    TypedInteger,
    TypedMoment,
    WebAddress,
)
from home.models import AnnouncementPage
from tests.home.editor.conftest import ALL
from tests.home.editor.test_typed import forms_of


@pytest.mark.parametrize(
    ("field", "typed", "taken"),
    [
        (TypedDay(), "2026-12-25", date(2026, 12, 25)),
        (TypedDay(), "12/25/2026", date(2026, 12, 25)),
        (TypedDay(), "December 25, 2026", date(2026, 12, 25)),
        (TypedDay(), "25.12.2026", date(2026, 12, 25)),
        (TypedDecimal(), "$4,200", Decimal(4200)),
        (TypedDecimal(), "4200.50", Decimal("4200.50")),
        (TypedInteger(), "1,200", 1200),
    ],
)
def test_what_has_one_meaning_is_taken(field, typed, taken):
    assert field.clean(typed) == taken


@pytest.mark.parametrize("typed", ["2026-12-07 09:00", "12/07/2026 9:00 AM", "2026-12-07 9am"])
def test_an_hour_may_be_said_by_either_clock(typed):
    assert TypedMoment().clean(typed) == timezone.make_aware(datetime(2026, 12, 7, 9))


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        (TypedDay(), "next monday", "This is no day. Write it as 2026-12-25."),
        (TypedDay(), "2026-02-31", "This is no day. Write it as 2026-12-25."),
        (TypedDay(), "3/4/2025", "This has two meanings. Write 2025-03-04 or 2025-04-03."),
        (TypedDecimal(), "about 5k", "This is no number. Write it in digits, as 9800 or 9800.50."),
        (TypedInteger(), "some", "This is no whole number. Write it in digits, as 9800."),
        (
            WebAddress(assume_scheme="https"),
            "not one",
            "This is no web address. Write it as https://www.example.org/page.",
        ),
    ],
)
def test_what_has_none_is_said_in_plain_words(field, typed, why):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [why]


@pytest.mark.parametrize("model", [*ALL, AnnouncementPage])
def test_every_form_takes_days_and_numbers_so_and_loses_none_in_the_browser(model):
    kinds = (forms.DateField, forms.DateTimeField, forms.IntegerField)
    fields = [
        field
        for form in forms_of(model)
        for field in form.base_fields.values()
        if isinstance(field, kinds)
    ]
    ours = (TypedDay, TypedMoment, TypedDecimal, TypedInteger)
    assert [field for field in fields if not isinstance(field, ours)] == []
    # What such a box does not understand, a browser sends as if nothing had been typed.
    assert [field for field in fields if field.widget.input_type == "number"] == []


def test_an_hour_is_never_written_without_its_day_and_zone():
    with timezone.override("America/Chicago"):
        nine = timezone.make_aware(datetime(2026, 12, 7, 9))
        assert date_format(timezone.localtime(nine), "DATETIME_FORMAT") == (
            "7 December 2026, 09:00 CST"
        )
