"""Quantities in words."""

from decimal import Decimal

import pytest

from directory.catalog.quantities import (
    Share,
    amount,
    credits,
    days,
    every,
    fee,
    hours,
    percent,
    plain,
    within,
    years,
)


@pytest.mark.parametrize(
    ("sum_", "note", "said"),
    [
        (None, "", ""),
        (None, "Paid for by the regional system.", "Paid for by the regional system."),
        ("53", "", "$53"),
        ("12.50", "", "$12.50"),
        ("0", "", "Free"),
        ("0", "Free.", "Free."),
        ("0", "Applying is free.", "Applying is free."),
        ("50", "Renewal costs $50.", "Renewal costs $50."),
        ("25", "first issue only", "$25: first issue only"),
        ("5", "$50 for non-members", "$5: $50 for non-members"),
        ("0", "for residents", "Free: for residents"),
    ],
)
def test_the_words_of_the_source_stand_alone_where_they_name_the_sum(sum_, note, said):
    assert fee(None if sum_ is None else Decimal(sum_), note) == said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (fee(9800), "$9,800"),
        (fee(0), "Free"),
        (hours(None), ""),
        (hours(0), "0 hours"),
        (hours(1), "1 hour"),
        (hours(20, "contact hours"), "20 contact hours"),
        (years(None), ""),
        (years(1), "1 year"),
        (every(1), "Every year"),
        (every(5), "Every 5 years"),
        (within(1), "each year"),
        (within(3), "in 3 years"),
        (days(1.0), "1 day"),
        (days(2.5), "2.5 days"),
        (days(1.5), "1.5 days"),
        (credits(Decimal("1.5"), None), "1.5 credits"),
        (credits(Decimal(1), None), "1 credit"),
        (plain(1234.0), "1,234"),
        (plain(0.126, 2), "0.13"),
        (amount(Decimal("9.999"), "USD"), "$10.00"),
        (percent(Share(0, 0)), "Not known yet"),
        (percent(Share(0, 5)), "0\u00a0%"),
        (percent(Share(5, 5)), "100\u00a0%"),
        (percent(Share(21174, 100_000)), "21.2\u00a0%"),
        (percent(Share(1, 100_000)), "0.1\u00a0%"),
        (percent(Share(99_999, 100_000)), "99.9\u00a0%"),
    ],
)
def test_what_is_counted_is_said_with_its_unit_in_the_right_number(said, words):
    assert said == words
