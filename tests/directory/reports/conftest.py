"""What the tests of the reports share: entries that need work, and an editor."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.catalog.directories import entry_directories
from directory.models import Link
from directory.reports.worklists import WORKLISTS, Narrowing
from tests.factories import sign_in

NAMES = [each.name for each in WORKLISTS]


@pytest.fixture
def editor(client):
    sign_in(client, "Editors")
    return client


def link_to(entry, **fields) -> Link:
    """Make the source of an entry an address of its own, with a link that stands as given."""
    entry.source_url = f"https://example.org/{type(entry).__name__}/{entry.pk}"
    entry.save()
    return Link.objects.create(url=entry.source_url, **fields)


@pytest.fixture
def worked_on():
    """Of every directory: entries that are due, changed, broken, suspect and redirected."""
    today, now = timezone.localdate(), timezone.now()
    for directory in entry_directories():
        first = list(directory.records().order_by("pk")[:6])
        for days, entry in zip((1, 800, 900, 10, 10, 10), first, strict=True):
            entry.verified_on = today - timedelta(days=days)
            entry.save()
        due, changed, broken, moved = first[1], first[3], first[4], first[5]
        link_to(due)
        text = {"text_before": "Twenty hours every two years.",
                "text_after": "Thirty hours every <b>two</b> years."}  # fmt: skip
        link_to(changed, state="ok", result="drifted", changed_at=now, **text)
        failing = {"failures": 3, "first_failure_at": now - timedelta(days=4), "result": "gone"}
        link_to(broken, state="broken", since=now, http_status=404, **failing)
        final = f"https://example.org/new/{moved.pk}"
        link_to(moved, state="ok", result="redirected", final_url=final)
        first[0].url = f"https://example.org/suspect/{directory.slug}"
        first[0].save()
        Link.objects.create(url=first[0].url, state="suspect", since=now, result="slow")


def all_entries() -> list:
    return [entry for each in entry_directories() for entry in each.records()]


def shown(worklist, **narrowing) -> list[tuple]:
    items = worklist.items(Narrowing(**narrowing))
    return [(type(item.entry), item.entry.pk, item.field) for item in items]
