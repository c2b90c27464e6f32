"""A number of a file is read as people write it, or refused in words that say what is right."""

from decimal import Decimal

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.models import CertificationRequirement
from tests.import_files import as_csv, planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("9800", "9800"), ("$9,800", "9800"), ("9,800.50", "9800.50"), ("$ 25", "25"),
        ("100,000", "100000"), ("9\u202f800,50 $", "9800.50"), ("9.800,50", "9800.50"),
        ("12,5", "12.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it_where_it_has_one_meaning(cell, amount):
    rule = CertificationRequirement.objects.filter(fee_usd=None).first()
    made = planned(as_csv([{"slug": rule.slug, "fee_usd": cell}]), DIRECTORIES["certification"])
    assert made.faults == ()
    assert made.rows[0].record.fee_usd == Decimal(amount)
    CertificationRequirement.objects.filter(pk=rule.pk).update(fee_usd=Decimal(amount))
    made = planned(as_csv([{"slug": rule.slug, "fee_usd": cell}]), DIRECTORIES["certification"])
    assert made.counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("fee_usd", "about 9", "Write it in digits, as 9800 or 9800.50."),
        ("fee_usd", "1,234,56", "Write it in digits"),
        ("fee_usd", "CA$5", "Write it in digits"),
        ("fee_usd", "9.800", "decimal places"),
        ("ce_hours", "12,5", "This is no whole number"),
        ("ce_hours", "ten", "This is no whole number"),
    ],
)
def test_a_wrong_number_is_refused_in_words_that_say_what_is_right(column, cell, words):
    slug = CertificationRequirement.objects.first().slug
    made = planned(as_csv([{"slug": slug, column: cell}]), DIRECTORIES["certification"])
    (fault,) = made.faults
    assert (fault.column, fault.value) == (column, cell)
    assert words in fault.reason
