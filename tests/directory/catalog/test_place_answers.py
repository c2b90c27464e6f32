"""One answer of a place for one audience: never the strongest rule, and unknown is never no."""

import re
from collections import defaultdict

import pytest

from directory.catalog.place_answers import AnswerState, answer_of
from directory.models import Audience, CertificationRequirement, Place
from tests.starting_content import rows

STATES = [
    # requirement and status of each rule; state, words
    ([], "unknown", "Not recorded"),
    ([("mandatory", "")], "mandatory", "Required"),
    ([("mandatory", "in-force"), ("mandatory", "")], "mandatory", "Required"),
    ([("mandatory", "dormant")], "mandatory", "Required, perhaps dormant: ask first"),
    ([("mandatory", "dormant"), ("mandatory", "in-force")], "mandatory", "Required"),
    ([("voluntary", "dormant")], "voluntary", "Voluntary, perhaps dormant: ask first"),
    ([("none", "")], "none", "No certificate found"),
    ([("unknown", "")], "unknown", "Not known"),
    # Never the strongest rule.
    ([("mandatory", ""), ("voluntary", "")], "some", "Required for some"),
    ([("mandatory", ""), ("none", "")], "some", "Required for some"),
    ([("mandatory", ""), ("unknown", "")], "some", "Required for some"),
    ([("mandatory", "dormant"), ("voluntary", "")], "some",
     "Required for some, perhaps dormant: ask first"),
    ([("voluntary", ""), ("none", "")], "voluntary", "Voluntary for some"),
    ([("voluntary", ""), ("unknown", "")], "voluntary", "Voluntary for some"),
    # Nobody can say that there is nothing where something is not known.
    ([("none", ""), ("unknown", "")], "unknown", "Not known for some"),
    # What ended asks nothing.
    ([("mandatory", "ended")], "none", "No certificate found, what there was has ended"),
    ([("mandatory", "ended"), ("voluntary", "ended")], "none",
     "No certificate found, what there was has ended"),
    ([("mandatory", "ended"), ("voluntary", "")], "voluntary", "Voluntary"),
    ([("mandatory", "ended"), ("unknown", "")], "unknown", "Not known"),
    ([("none", "ended")], "none", "No certificate found, what there was has ended"),
]  # fmt: skip


def answers_of(rules, audience):
    """The answer for this audience of each place, by its number, that has a rule for it."""
    found = defaultdict(list)
    for rule in rules:
        if any(each.slug == audience for each in rule.audiences.all()):
            found[rule.jurisdiction_id].append(rule)
    return {place: answer_of(asked) for place, asked in found.items()}


@pytest.mark.parametrize(("rules", "state", "words"), STATES)
def test_rules_give_one_answer(rules, state, words):
    made = [CertificationRequirement(requirement=what, status=status) for what, status in rules]
    for order in (made, made[::-1]):
        answer = answer_of(order)
        assert (answer.state, answer.words) == (state, words)
        assert [*answer.rules] == order


@pytest.mark.django_db
def test_every_place_has_the_answer_of_its_rows():
    """Worked out from the files by other means, for every audience of the starting content."""
    rules = CertificationRequirement.objects.published().prefetch_related("audiences")
    by_place = defaultdict(set)
    for row in rows("certifications"):
        for audience in re.split(r"\s*;\s*", row["audience"]):
            asked = "ended" if row["status"] == "ended" else row["requirement"]
            by_place[row["place_code"], audience].add(asked)
    codes = dict(Place.objects.values_list("pk", "code"))
    for audience in Audience.objects.all():
        answers = answers_of(rules, audience.slug)
        wanted = {code for code, slug in by_place if slug == audience.slug}
        assert {codes[pk] for pk in answers} == wanted
        for pk, answer in answers.items():
            asked = by_place[codes[pk], audience.slug]
            asked = asked - {"ended"} or {"none"}
            if len(asked) == 1:
                assert answer.state == asked.pop(), (codes[pk], audience)
            elif "mandatory" in asked:
                assert answer.state == AnswerState.SOME, (codes[pk], audience)
            else:
                assert answer.state == ("voluntary" if "voluntary" in asked else "unknown")


@pytest.mark.django_db
def test_a_rule_for_others_says_nothing():
    rules = CertificationRequirement.objects.published().prefetch_related("audiences")
    ohio = Place.objects.get(slug="ohio").pk
    assert answers_of(rules, "directors")[ohio].status == "Perhaps dormant: ask first"
    assert answers_of(rules, "support-staff")[ohio].words == "Voluntary"
    assert answers_of(rules, "nobody") == {}
