"""What a certificate costs, in words."""

from decimal import Decimal

import pytest

from directory.models import CertificationRequirement


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
    fee = None if sum_ is None else Decimal(sum_)
    assert CertificationRequirement(fee_usd=fee, fee_note=note).fee_in_words == said
