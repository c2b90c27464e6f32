"""What is on the lists of work: what needs an editor, over all directories."""

import pytest

from directory.catalog.directories import entry_directories
from directory.links.usage import urls_of
from directory.models import Association, Institution, Link, Program, Resource, TrustState
from directory.reports.worklists import (
    CHANGED,
    DUE,
    FAILING,
    REDIRECTED,
    UNVERIFIED,
    WORKLISTS,
)
from tests.directory.reports.conftest import all_entries, shown

pytestmark = pytest.mark.django_db


def in_state(state: TrustState) -> set[tuple]:
    found = {(type(e), e.pk, "source_url") for e in all_entries() if e.trust.state == state}
    assert found
    return found


def test_the_lists_of_entries_hold_those_that_readers_see_in_that_state(worked_on):
    assert set(shown(DUE)) == in_state(TrustState.DUE)
    assert set(shown(CHANGED)) == in_state(TrustState.CHANGED)
    never = {(type(e), e.pk, "source_url") for e in all_entries() if e.verified_on is None}
    assert set(shown(UNVERIFIED)) == never
    for worklist in (DUE, CHANGED, UNVERIFIED):
        assert len(shown(worklist)) == worklist.items().count()


def test_those_due_longest_come_first(worked_on):
    dates = [item.entry.verified_on for item in DUE.items()]
    assert dates == sorted(dates)


def test_what_is_least_sure_is_verified_first(worked_on):
    Program.objects.update(confidence="low")
    Resource.objects.update(confidence="medium")
    Association.objects.update(confidence="high")
    Institution.objects.update(confidence="")
    seen = [item.entry.confidence for item in UNVERIFIED.items()]
    assert list(dict.fromkeys(seen)) == ["low", "", "medium", "high"]
    assert seen == sorted(seen, key=["low", "", "medium", "high"].index)


def test_the_lists_of_links_name_every_entry_and_field_that_uses_one(worked_on):
    for worklist, wanted in (
        (FAILING, {"state__in": ["broken", "suspect"]}),
        (REDIRECTED, {"result": "redirected"}),
    ):
        urls = set(Link.objects.filter(**wanted).values_list("url", flat=True))
        uses = {
            (type(entry), entry.pk, field)
            for entry in all_entries()
            for field, _label, url in urls_of(entry)
            if url in urls
        }
        assert set(shown(worklist)) == uses
        assert len(uses) >= 5
    states = [item.link.state for item in FAILING.items()]
    assert states == sorted(states)
    assert set(states) == {"broken", "suspect"}


def test_what_is_not_published_is_on_no_list(worked_on):
    for directory in entry_directories():
        directory.model.objects.update(live=False)
    assert [worklist.items().count() for worklist in WORKLISTS] == [0] * len(WORKLISTS)
