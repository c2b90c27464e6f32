"""The trust state as the database tells it is the one that a reader is told, on every day."""

from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import make_aware

from directory.models import Link, Program, Resource, TrustState
from directory.models.trust_states import last_day_due, months_after

pytestmark = pytest.mark.django_db

DAYS = [
    date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 28), date(2028, 2, 29), date(2026, 4, 30),
    date(2026, 5, 1), date(2026, 5, 30), date(2026, 5, 31), date(2026, 12, 31), date(2027, 1, 1),
]  # fmt: skip
# Beside midnight where the center is, which is the same day elsewhere.
EVENING, MORNING = make_aware(datetime(2026, 2, 27, 23)), make_aware(datetime(2026, 2, 28, 1))
LINKS = [
    {},
    {"state": "ok", "changed_at": EVENING},
    {"state": "ok", "changed_at": MORNING},
    {"state": "suspect", "first_failure_at": MORNING},
    {"state": "broken", "first_failure_at": MORNING, "changed_at": EVENING},
    {"state": "broken", "first_failure_at": None},
]
VERIFIED = [
    None, date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1), date(2025, 1, 31),
    date(2024, 2, 29), date(2026, 2, 27), date(2026, 2, 28), date(2026, 4, 30), date(2025, 12, 31),
]  # fmt: skip
MONTHS = [None, 0, 1, 3, 12, 13, 24, 600]


def test_a_day_is_due_from_the_day_that_is_so_many_months_later():
    first = date(2023, 12, 1)
    days = [first + timedelta(number) for number in range(800)]
    for day in days[-400:]:
        for months in (1, 2, 6, 11, 12):
            latest = last_day_due(day, months)
            assert months_after(latest, months) <= day
            assert months_after(latest + timedelta(1), months) > day


def test_what_is_due_after_the_end_of_the_calendar_is_due_on_its_last_day(client):
    assert months_after(date(9999, 12, 30), 1) == date.max
    # As many months as every database keeps.
    Program.objects.all().update(verified_on=date(9000, 1, 1), review_months=32_767)
    program = Program.objects.published().first()
    assert client.get(program.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("model", [Program, Resource])
def test_sql_and_python_agree_on_every_state_of_every_entry(model):
    links = [
        Link.objects.create(url=f"https://example.org/{number}", **fields)
        for number, fields in enumerate(LINKS)
    ]
    pattern = model.objects.first()
    model.objects.all().update(source_url="", verified_on=None)
    made = []
    for source in ("", "https://example.org/unknown", *(link.url for link in links)):
        for verified_on in VERIFIED:
            for months in MONTHS:
                pattern.pk = None
                pattern.slug = f"made-{len(made)}"
                fields = {f.attname: getattr(pattern, f.attname) for f in model._meta.fields}
                fields |= {
                    "source_url": source, "verified_on": verified_on, "review_months": months,
                }  # fmt: skip
                made.append(model(**fields))
    model.objects.bulk_create(made)
    seen = set()
    for day in DAYS:
        for entry in model.objects.with_trust(day):
            expected = entry.trust_on(day).state
            seen.add(expected)
            assert entry.trust_state == expected, (day, entry.verified_on, entry.review_months)
    assert seen == set(TrustState)


def test_entries_are_found_by_state_in_one_query(django_assert_num_queries):
    due, verified = Program.objects.all()[:2]
    Program.objects.filter(pk=due.pk).update(verified_on=date(2020, 1, 1))
    Program.objects.filter(pk=verified.pk).update(verified_on=date(2026, 5, 1))
    day = date(2026, 5, 2)
    with django_assert_num_queries(1):
        assert list(Program.objects.in_trust_state("due", day=day)) == [due]
    both = Program.objects.published().in_trust_state("due", "verified", day=day)
    assert set(both) == {due, verified}
    assert not Program.objects.in_trust_state("nonsense").exists()
