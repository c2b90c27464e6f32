"""Checking the links of one entry now, because an editor asks: a task of the worker."""

from datetime import timedelta

from django.apps import apps
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from directory.links.usage import LinkUse, urls_of
from directory.models import Entry, Link

# Whoever presses the button again and again does not press it on the site that is visited.
PAUSE = timedelta(minutes=1)
ASKS_FOR_REST = (429, 503)


def uses_of(entry: Entry) -> dict[str, list[LinkUse]]:
    """Return the addresses of one entry, each with the fields that hold it."""
    uses: dict[str, list[LinkUse]] = {}
    for field, _label, url in urls_of(entry):
        uses.setdefault(url, []).append(LinkUse(type(entry), entry.pk, field))
    return uses


def resting() -> Q:
    """Return the condition on links whose host answered that it wants to be left alone, and is to
    be."""
    return Q(http_status__in=ASKS_FOR_REST, next_check_at__gt=timezone.now())


@task(backend="background")
def check_entry(label: str, pk: int) -> dict[str, int]:
    """Check the links of an entry as it is published: how many came out in which result.

    Links that were checked within PAUSE, and those whose host asked for a rest, are left alone.
    """
    from directory.links.checking import check
    from directory.links.fetching import Fetcher

    entry = apps.get_model(label).objects.filter(pk=pk).first()
    uses = uses_of(entry) if entry else {}
    Link.objects.bulk_create([Link(url=url) for url in uses], ignore_conflicts=True)
    rested = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - PAUSE)
    links = Link.objects.filter(rested, url__in=uses).exclude(resting())
    links = links.order_by(F("checked_at").asc(nulls_first=True), "pk")
    law = {url for url, its_uses in uses.items() if any(use.is_law for use in its_uses)}
    return dict(check(links, Fetcher(), law=law))
