"""What a place asks of one audience: one answer out of all rules that it has for these people.

It is never the strongest rule: where rules differ, the answer says "for some". What ended asks
nothing any more, and what nobody knows is never "no".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory.catalog.facts import status_of
from directory.catalog.values import in_lower_case
from directory.models import CertificationRequirement

Requirement = CertificationRequirement.Requirement
Status = CertificationRequirement.Status

# Whom the center is for: who is not asked for anybody is told of these.
USUAL_AUDIENCE = "support-staff"

# What qualifies that nothing is asked, where something was.
ALL_ENDED = _("What there was has ended")


class AnswerState(models.TextChoices):
    """The answers that there are, those first that ask most; the style sheets know the values."""

    MANDATORY = "mandatory", _("Required")
    SOME = "some", _("Required for some")
    VOLUNTARY = "voluntary", _("Voluntary")
    NONE = "none", _("No certificate found")
    UNKNOWN = "unknown", _("Not recorded")


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The answer of a place for one audience, and the rules that give it.

    `status` is what qualifies the whole answer: "Perhaps dormant: ask first"; "" where a rule that
    gives it has nothing to warn of.
    """

    state: AnswerState
    text: str
    status: str = ""
    rules: tuple[CertificationRequirement, ...] = ()

    @property
    def words(self) -> str:
        """The answer with what qualifies it: "Required, perhaps dormant: ask first"."""
        return ", ".join(filter(None, [self.text, in_lower_case(self.status)]))


def answer_of(rules: Iterable[CertificationRequirement]) -> PlaceAnswer:
    """Return the one answer that the rules of a place for one audience give."""
    rules = tuple(rules)
    if not rules:
        return PlaceAnswer(AnswerState.UNKNOWN, str(AnswerState.UNKNOWN.label))
    current = [rule for rule in rules if rule.status != Status.ENDED]
    asked = {rule.requirement for rule in current}
    state = _state(asked)
    if current:
        giving = [rule for rule in current if rule.requirement == _carried(state)] or current
    else:
        giving = list(rules)
    status = _shared([*map(status_of, giving)]) if current else str(ALL_ENDED)
    return PlaceAnswer(state, _text(state, asked), status, rules)


def answers_by_place(
    rules: Iterable[CertificationRequirement], audience: str
) -> Mapping[int, PlaceAnswer]:
    """Return the answer for the audience called `audience` of each place, by its number, that has a
    rule for it."""
    found: dict[int, list[CertificationRequirement]] = defaultdict(list)
    for rule in rules:
        if any(each.slug == audience for each in rule.audiences.all()):
            found[rule.jurisdiction_id].append(rule)
    return {place: answer_of(asked) for place, asked in found.items()}


def _state(asked: set[str]) -> AnswerState:
    """Return the answer that requirements which are in force give together; none of them is that
    all have ended."""
    if Requirement.MANDATORY in asked:
        return AnswerState.SOME if len(asked) > 1 else AnswerState.MANDATORY
    if Requirement.VOLUNTARY in asked:
        return AnswerState.VOLUNTARY
    # Where something is not known for some, nobody can say that there is nothing.
    return AnswerState.UNKNOWN if Requirement.UNKNOWN in asked else AnswerState.NONE


def _carried(state: AnswerState) -> str:
    """Return the requirement of the rules that an answer rests on."""
    return Requirement.MANDATORY if state == AnswerState.SOME else state.value


def _text(state: AnswerState, asked: set[str]) -> str:
    if state == AnswerState.VOLUNTARY and len(asked) > 1:
        return _t("Voluntary for some")
    if state == AnswerState.UNKNOWN:
        return _t("Not known for some") if len(asked) > 1 else str(Requirement.UNKNOWN.label)
    return str(state.label)


def _shared(statuses: list[str]) -> str:
    return statuses[0] if len(set(statuses)) == 1 else ""
