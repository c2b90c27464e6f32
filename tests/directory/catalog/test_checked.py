"""What is said once of how well the entries of a page are checked, and where a sign differs."""

from datetime import date

import pytest
from django.template import Context, Template

from directory.catalog.checked import checked
from directory.models import Association, Link, Place, Program, TrustState

pytestmark = pytest.mark.django_db


def programs(number: int) -> list[Program]:
    return list(Program.objects.published().order_by("pk")[:number])


def verify(program: Program, day: date) -> Program:
    Program.objects.filter(pk=program.pk).update(verified_on=day, review_months=120)
    return Program.objects.published().get(pk=program.pk)


def test_where_nobody_has_verified_anything_one_line_says_so():
    found = programs(3)
    line = checked(found)
    assert line.state == TrustState.UNVERIFIED
    assert line.words == "All 3 entries shown here. Gathered: November 2026."
    assert not any(map(line.differs, found))
    Program.objects.filter(pk=found[0].pk).update(gathered_on=date(2026, 5, 3))
    assert checked(programs(3)).words.endswith("Gathered: May 2026 to November 2026.")


def test_an_entry_that_stands_there_twice_counts_once_and_a_place_not_at_all():
    found = programs(2)
    line = checked([*found, found[0], Place.objects.first(), Association.objects.first()])
    assert line.words.startswith("All 3 entries shown here")
    assert checked([Place.objects.first()]) is None
    assert checked([]) is None


def test_the_line_speaks_of_most_and_the_others_speak_for_themselves():
    one, *others = programs(4)
    one = verify(one, date(2026, 5, 3))
    line = checked([one, *others])
    assert line.state == TrustState.UNVERIFIED
    assert line.words.startswith("3 of the 4 entries shown here")
    assert line.words.endswith("The other one says how it stands.")
    assert [line.differs(each) for each in (one, *others)] == [True, False, False, False]


def test_what_is_verified_is_told_with_its_days():
    first, second, third = programs(3)
    found = [verify(first, date(2026, 5, 3)), verify(second, date(2026, 6, 5))]
    assert checked(found).words == "All 2 entries shown here: 3 May 2026 to 5 June 2026."
    assert checked(found[:1]).words == "The entry shown here, on 3 May 2026."
    line = checked([*found, third])
    assert line.state == TrustState.VERIFIED
    assert line.differs(third)


def test_a_source_that_is_down_is_never_only_in_the_line():
    (program,) = programs(1)
    Link.objects.create(
        url="https://example.org/down", state="broken", first_failure_at="2026-05-01T12:00Z"
    )
    Program.objects.filter(pk=program.pk).update(source_url="https://example.org/down")
    program = Program.objects.published().get(pk=program.pk)
    line = checked([program])
    assert line.words == "The entry shown here says how it stands."
    assert line.differs(program)


def test_a_page_draws_the_line_and_signs_only_where_it_is_not_true():
    one, other = programs(2)
    one = verify(one, date(2026, 5, 3))
    drawn = Template(
        '{% checked_of records as checked %}{% include "components/checked.html" %}'
        "{% for record in records %}<li>{% sign_beside record checked %}</li>{% endfor %}"
    ).render(Context({"records": [one, other]}))
    assert drawn.count("Not yet verified by an editor") == 1
    assert "<li></li>" in drawn
    assert "Verified 3 May 2026" in drawn
