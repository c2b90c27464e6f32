"""The clock of the machine is set ahead, and back again, under a running site."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cms.served.conftest import free_port, program
from tests.seeded import seeded_database
from tests.smtp_server import mail_server

JOBS = ("run_scheduled", "-v0")
PAGES = ("/", "/programs/", "/programs/?delivery=online", "/places/ohio/", "/search/?q=ohio",
         "/programs/list.csv", "/api/directory/v1/programs", "/sitemap.xml")  # fmt: skip
LAST = """
from directory.models import JobRun
for run in JobRun.objects.filter(name="publish-scheduled"):
    print(run.started.year, run.state)
"""
LETTER = """
from django.db import transaction
from directory.outbox import emails
with transaction.atomic():
    emails.queue_email(about="x", event="done", recipient="a@example.org", subject="S", text="T")
"""


class Clock:
    """The clock by which a site goes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set("+0")

    def set(self, offset: str) -> None:
        """Set it, by so much off the true time."""
        self.file.write_text(offset)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process go by it, on whatever system the library was put."""
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        return {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip


@pytest.fixture(scope="module")
def clock(tmp_path_factory) -> Clock:
    program("faketime")
    return Clock(tmp_path_factory.mktemp("clock") / "offset")


@pytest.fixture(scope="module")
def mail_port() -> int:
    """Where no mail server is, but when a test starts one."""
    return free_port()


@pytest.fixture(scope="module")
def site(clock, mail_port, tmp_path_factory, site_on) -> Iterator:
    file = tmp_path_factory.mktemp("sqlite") / "center.sqlite3"
    file.write_bytes(seeded_database().read_bytes())
    with site_on(
        workers=1, DATABASE_URL=f"sqlite:///{file}", CHECK_LINKS_DAILY="false", EMAIL_URL=f"smtp://127.0.0.1:{mail_port}",
        **clock.environment,
    ) as running:  # fmt: skip
        yield running


def work(site) -> None:
    """Have the scheduler do what is due; the letter cannot go, and its job says so."""
    process = site.command(*JOBS)
    process.communicate(timeout=300)
    assert process.returncode in (0, 1)


def test_after_the_clock_was_ahead_nothing_waits_for_that_time(site, clock, mail_port):
    today = datetime.now(UTC)
    now, ahead = today.year, (today + timedelta(days=800)).year
    assert {site.ask(path).status for path in PAGES} == {200}
    assert site.say(1).status == 302

    clock.set("+800d")
    assert {site.ask(path).status for path in PAGES} == {200}
    site.shell(LETTER)
    work(site)
    assert site.shell(LAST).split()[0] == str(ahead)

    clock.set("+0")
    assert {site.ask(path).status for path in PAGES} == {200}
    with mail_server(port=mail_port) as box:
        work(site)
    assert box.received == {"a@example.org": 1}
    first, second = site.shell(LAST).splitlines()[:2]
    assert (first, second) == (f"{now} done", f"{ahead} done")
    assert site.say(2).status == 302
    checks = json.loads(site.ask("/healthz/ready").body)["checks"]
    assert checks["jobs"][0]["status"] == "pass", checks

    clock.set("-3d")
    assert {site.ask(path).status for path in PAGES} == {200}
    work(site)
    assert json.loads(site.ask("/healthz/ready").body)["checks"]["jobs"][0]["status"] == "pass"
    clock.set("+0")
