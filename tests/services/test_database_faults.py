"""PostgreSQL goes away and comes back: what a reader sees, and how soon it is over."""

import json
import time

import pytest

from tests.services.conftest import load


@pytest.fixture(autouse=True)
def _started_again(postgres):
    """The next test finds it as it was."""
    yield
    if postgres.process.poll() is not None:
        postgres.start()


def wait_until_ready(site) -> float:
    """Seconds until the site is ready."""
    began = time.monotonic()
    while site.ask("/healthz/ready").status != 200:
        assert time.monotonic() - began < 20
        time.sleep(0.05)
    return time.monotonic() - began


def test_while_it_is_stopped_everybody_is_told_and_the_first_page_after_it_is_there(site, postgres):
    postgres.stop()
    page = site.ask("/programs/")
    assert page.status == 503
    assert page.took < 5
    assert page.headers["Retry-After"] == "10"
    assert "The center is away for a moment" in page.body
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    program = site.ask("/api/directory/v1/programs")
    assert program.status == 503
    assert program.headers["Content-Type"] == "application/problem+json"
    assert site.say(1).status == 503, "nothing is half kept"
    assert site.ask("/healthz/live").status == 200
    ready = site.ask("/healthz/ready")
    assert ready.status == 503
    assert json.loads(ready.body)["checks"]["database"][0]["status"] == "fail"

    postgres.start()
    page = site.ask("/programs/")
    assert page.status == 200
    assert page.took < 4
    assert "Traceback" not in site.log()


def test_after_a_crash_no_cut_connection_is_used(site, postgres):
    for path in ("/programs/", "/api/directory/v1/programs?per_page=1", "/suggest/"):
        wait_until_ready(site)
        postgres.crash()
        postgres.start()
        assert site.ask(path).status == 200, path


def test_who_is_thanked_while_it_crashes_is_kept_and_nobody_else_is_told_so(site, postgres):
    with load(site.say, first=1_000) as writing:
        time.sleep(2)
        postgres.crash()
        time.sleep(1)
        postgres.start()
        wait_until_ready(site)
        time.sleep(1)
    assert writing.broken == []
    assert writing.statuses() == {302, 503}
    kept = site.said()
    assert writing.words(302) <= kept
    # Of those who were told to try again, only who was cut off while it was confirmed may be kept.
    assert len(kept & writing.words(503)) <= 4
