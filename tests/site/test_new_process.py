"""What a process keeps is never told from what one finds that was started a moment ago."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from directory.models import (
    Association,
    Audience,
    Institution,
    Link,
    Place,
    Program,
    Resource,
    Topic,
)
from directory.reports import freshness
from directory.search.snapshots import snapshot_cache
from directory.web.kept import answers
from home.models import QuestionPage
from home.pages import routes
from tests.factories import make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PATHS = [
    "/", "/sitemap.xml", "/places/ohio/", "/programs/", "/programs/list.atom",
    "/other-resources/list.atom", "/questions/", "/search/?q=library", "/search/?q=overview",
]  # fmt: skip


def forget() -> None:
    """Have the process begin anew."""
    cache.clear()
    for kept in (snapshot_cache, routes, freshness, answers):
        kept.forget()


def first(model: type[models.Model]) -> models.Model:
    return model.objects.published().order_by("pk").first()


def part() -> Association:
    """An association that is part of a larger one."""
    return Association.objects.published().exclude(parent=None).order_by("pk").first()


def rename(records: Iterable[models.Model]) -> None:
    for record in records:
        record.name = f"Z{record.name}"
        record.save()


def change_page(at: str, **changes) -> None:
    page = Page.objects.get(slug=at).specific
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def verify() -> None:
    """Have somebody verify all programs."""
    zora = make_user(username="zora", first_name="Zora", last_name="Z")
    Program.objects.update(verified_on=timezone.localdate(), verified_by=zora)


def rename_verifier() -> None:
    zora = User.objects.get(username="zora")
    zora.last_name = "Zz"
    zora.save()


def break_link() -> None:
    Link.objects.filter(url=first(Program).source_url).delete()
    broken = {"state": Link.State.BROKEN, "first_failure_at": timezone.now()}
    Link.objects.create(url=first(Program).source_url, **broken)


def close(slug: str) -> None:
    page = Page.objects.get(slug=slug)
    PageViewRestriction.objects.create(page=page, restriction_type="login")


CHANGES: dict[str, Callable[[], object]] = {
    "a place is called otherwise": lambda: rename([Place.objects.get(slug="ohio")]),
    "a school goes": lambda: first(Institution).unpublish(),
    "a larger body goes": lambda: part().parent.unpublish(),
    "a question goes": lambda: first(QuestionPage).unpublish(),
    "topics are called otherwise": lambda: rename(Topic.objects.all()),
    "audiences are called otherwise": lambda: rename(Audience.objects.all()),
    "a link breaks": break_link,
    "a page is called otherwise": lambda: change_page("overview", title="Overviews"),
    "a list moves": lambda: change_page("programs", slug="study"),
    "a list is closed": lambda: close("programs"),
    "who verified is called otherwise": rename_verifier,
    "who verified goes": lambda: User.objects.get(username="zora").delete(),
}


def asked(client: Client, paths: Iterable[str]) -> dict[str, tuple[int, str]]:
    """What a reader gets at each address."""
    found = {}
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        found[path] = answer.status_code, body.decode()
    return found


def differing(client: Client, change: Callable[[], object]) -> list[str]:
    """Return where a process that answered before the change says otherwise than a new one."""
    shown = [first(model) for model in (Program, Institution, Resource, QuestionPage)]
    paths = [*PATHS, *(record.get_absolute_url() for record in (*shown, part()))]
    before = asked(client, paths)
    change()
    after = asked(client, paths)
    assert after != before
    forget()
    new = asked(client, paths)
    return [path for path in paths if after[path] != new[path]]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_seen_wherever_a_new_process_would_show_it(client, change):
    verify()
    assert differing(client, change) == []


@pytest.mark.parametrize("slug", ["programs", "work-without-a-degree"])
def test_what_is_over_is_seen_nowhere(client, monkeypatch, slug):
    forget()
    over, later = timezone.now() + HOUR, timezone.now() + 2 * HOUR
    Page.objects.filter(slug=slug).update(expire_at=over)
    assert differing(client, lambda: monkeypatch.setattr(timezone, "now", lambda: later)) == []
