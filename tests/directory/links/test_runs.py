"""A run of the link checker: what is due, the command, and going on after a kill."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from directory.catalog.directories import entry_directories
from directory.links import checking
from directory.links.usage import LinkUse, entry_models, urls_in_use
from directory.models import (
    CertificationRequirement,
    Institution,
    Link,
    Occupation,
    OccupationFigure,
    Program,
    ProgramFact,
)
from home.models import QuestionPage
from home.pages.published import published_pages
from tests.directory.links.link_site import NOW, Site, page, say


def programs_alone(site: Site, *paths: str) -> list[Program]:
    """All that links on the site: a program for each path."""
    for model in (*entry_models(), Page):
        model.objects.update(live=False)
    ProgramFact.objects.all().delete()
    programs = list(Program.objects.order_by("pk")[: len(paths)])
    for program, path in zip(programs, paths, strict=True):
        program.url, program.source_url, program.live = site.url(path), "", True
        program.save()
    # A program is public where its school is.
    schools = Institution.objects.filter(programs__in=programs)
    schools.update(live=True, url="", source_url="")
    return programs


@pytest.mark.django_db
def test_the_addresses_in_use_are_those_of_published_entries_by_field():
    rule = CertificationRequirement.objects.exclude(statute_url="").first()
    rule.archive_url = "https://archive.example.org/copy"
    rule.save()
    uses = urls_in_use()
    assert LinkUse(CertificationRequirement, rule.pk, "statute_url") in uses[rule.statute_url]
    assert all(use.is_law for use in uses[rule.statute_url] if use.field == "statute_url")
    assert rule.archive_url not in uses
    assert {use.model for use in urls_in_use(Program)[Program.objects.exclude(url="").first().url]}
    Program.objects.update(live=False)
    assert not any(use.model is Program for of_url in urls_in_use().values() for use in of_url)


@pytest.mark.django_db
def test_every_address_outside_that_readers_see_is_in_use(client):
    """What is drawn is read: all pages, all occupations, and some of the other entries."""
    uses = urls_in_use()
    paths = {page.url for page in published_pages().specific()}
    paths |= {each.get_absolute_url() for each in Occupation.objects.published()}
    for directory in entry_directories():
        paths |= {each.get_absolute_url() for each in directory.records()[::25]}
    seen = set()
    for path in sorted(filter(None, paths)):
        for tag in re.findall(r'<a [^>]*rel="external"[^>]*>', client.get(path).content.decode()):
            url = unescape(re.search(r'href="([^"]*)"', tag)[1])
            assert url in uses or url.startswith("https://web.archive.org/"), (path, url)
            seen.add(url)
    assert len(seen) > 150
    kinds = {use.field for url in seen for use in uses[url]} if seen <= set(uses) else set()
    assert kinds >= {"url", "source_url", "sources", "figures__source_url"}


@pytest.mark.django_db
def test_a_source_that_no_reader_sees_is_not_asked():
    figure = OccupationFigure.objects.filter(confidence="high").first()
    figure.source_url = "https://zoo.example/zebras"
    figure.save()
    assert urls_in_use()[figure.source_url] == [
        LinkUse(Occupation, figure.occupation_id, "figures__source_url")
    ]
    figure.confidence = "low"
    figure.save()
    question = QuestionPage.objects.get(slug="what-they-earn")
    (low,) = [each.value for each in question.sources if each.value["confidence"] == "low"]
    uses = urls_in_use()
    assert figure.source_url not in uses
    assert QuestionPage not in {use.model for use in uses.get(low["url"], ())}


@pytest.mark.django_db
def test_the_command_checks_what_is_due_and_sums_up(site):
    site.pages = {"/a": say(), "/b": say(410)}
    programs_alone(site, "/a", "/b")
    out = StringIO()
    call_command("check_links", fetcher=site.fetcher(), stdout=out, limit=1)
    assert "1 link checked, of 2 in use." in out.getvalue()
    call_command("check_links", fetcher=site.fetcher(), stdout=out, directory="programs")
    assert sorted(site.paths()[:1] + site.paths()[-1:]) == ["/a", "/b"]
    asked = len(site.asked)
    call_command("check_links", "--all", fetcher=site.fetcher(), stdout=out)
    call_command("check_links", fetcher=site.fetcher(), stdout=out, directory="resources")
    assert len(site.asked) == asked
    Link.objects.update(checked_at=NOW - timedelta(days=1))
    call_command("check_links", "--all", fetcher=site.fetcher(), stdout=out, verbosity=2)
    assert "      1  Gone" in out.getvalue().splitlines()[-2:]
    with pytest.raises(CommandError, match="certification, programs"):
        call_command("check_links", directory="planets")
    with pytest.raises(TypeError):
        call_command("check_links", allowance={("127.0.0.1", site.port)})


@pytest.mark.django_db
def test_an_error_with_one_host_keeps_no_other_from_being_checked(site):
    site.pages = {"/a": say(), "/b": say()}
    links = [Link(url="http://poison.test/"), *(Link(url=site.url(path)) for path in ("/a", "/b"))]
    Link.objects.bulk_create(links)

    def resolve(host, port):
        if host == "poison.test":
            raise LookupError(host)
        return ["127.0.0.1"]

    with pytest.raises(LookupError, match=r"poison\.test"):
        checking.check(links, site.fetcher(resolver=resolve))
    assert Link.objects.filter(state=Link.State.OK).count() == 2


RUN = """
import django, sys
django.setup()
from django.db import connection
from directory.models import Link, Stamp
with connection.schema_editor() as schema:
    have = connection.introspection.table_names()
    for model in (Link, Stamp):
        if model._meta.db_table not in have:
            schema.create_model(model)
from directory.links import checking
from django.utils import timezone
from tests.directory.links.link_site import Site
site = Site()
site.port = int(sys.argv[1])
urls = [site.url(f"/{number}") for number in range(20)]
fetcher = site.fetcher()
links = checking.due(urls, timezone.now())
checking.check(links, fetcher, on_outcome=lambda outcome: print(outcome.link.url, flush=True))
"""


def test_a_run_that_is_killed_goes_on_where_it_stood(site, tmp_path):
    def slowly(handler):
        time.sleep(0.05)
        handler.answer(200, page(handler.path))

    site.pages = {f"/{number}": slowly for number in range(20)}
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path}/links.sqlite3",
    }

    def start() -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, str(site.port)],
            env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    first = start()
    done = [first.stdout.readline().strip() for _ in range(5)]
    first.send_signal(signal.SIGKILL)
    done += first.stdout.read().split()
    first.wait()
    assert 5 <= len(done) < 20
    second = start()
    rest = second.communicate(timeout=60)[0].split()
    assert second.returncode == 0
    assert set(done).isdisjoint(rest)
    # Between saving a link and saying so a kill may fall once.
    assert 19 <= len(done) + len(rest) <= 20
    own = [path for path in site.paths() if path in site.pages]
    assert len(set(own)) == 20
    # Of one host one link is open at a time: no more than that one is asked again.
    assert len(own) <= 21
