"""What follows from many answers over time. No network, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.links.connections import Response
from directory.links.fetching import Fetched
from directory.links.pages import KEPT
from directory.links.states import put_off, record
from directory.links.verdicts import verdict_on
from directory.models.links import Link

URL = "https://example.org/certification/levels"
HTML = {"content-type": "text/html; charset=utf-8"}
WORDS = "Public librarians need twenty hours of continuing education every two years. " * 2
NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
Result, State = Link.Result, Link.State


def html(title: str = "Levels", body: str = WORDS) -> bytes:
    return f"<title>{title}</title><h1>Levels</h1><p>{body}</p>".encode()


def fetched(status: int = 200, body: bytes = b"", final: str = URL, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(URL, final, Response(status, {**HTML, **named}, body or html()))


def nothing_beside(url: str) -> Fetched:
    return Fetched(url, url, Response(404, HTML))


GONE, FINE, WALL = fetched(404), fetched(), fetched(403)


def after(*checks: tuple[int, Fetched], is_law: bool = False) -> Link:
    """A link after checks at these hours."""
    link = Link(url=URL)
    for hours, answer in checks:
        verdict = verdict_on(link, answer, nothing_beside)
        record(link, verdict, NOW + timedelta(hours=hours), is_law=is_law)
    return link


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ([0], State.SUSPECT),
        ([0, 1, 2, 3, 4], State.SUSPECT),
        ([0, 71, 71.9], State.SUSPECT),
        ([0, 73], State.SUSPECT),
        ([0, 36, 72], State.BROKEN),
        ([0, 1, 100], State.BROKEN),
    ],
)
def test_broken_is_three_failures_over_seventy_two_hours(hours, state):
    link = after(*((hour, GONE) for hour in hours))
    assert link.state == state
    assert link.failures == len(hours)
    assert link.first_failure_at == NOW


def test_a_success_between_begins_the_count_again():
    link = after((0, GONE), (36, GONE), (50, FINE), (72, GONE))
    assert (link.state, link.failures) == (State.SUSPECT, 1)
    assert link.first_failure_at == NOW + timedelta(hours=72)


def test_a_broken_link_that_answers_again_is_ok_by_itself():
    link = after((0, GONE), (36, GONE), (72, GONE), (300, FINE))
    assert (link.state, link.failures, link.first_failure_at) == (State.OK, 0, None)
    assert link.since == NOW + timedelta(hours=300)


def test_what_says_nothing_neither_clears_nor_counts():
    link = after((0, GONE), (36, GONE), (50, WALL))
    assert (link.state, link.failures) == (State.UNKNOWN, 2)
    assert after((0, GONE), (36, GONE), (50, WALL), (72, GONE)).state == State.BROKEN
    assert after((0, WALL), (36, WALL), (72, WALL), (999, WALL)).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("checks", "is_law", "days"),
    [
        ([(0, FINE)], False, 14), ([(0, FINE)], True, 7), ([(0, WALL)], False, 14),
        ([(0, GONE)], False, 1.5), ([(0, GONE)], True, 1.5),
        ([(0, GONE), (36, GONE), (72, GONE)], False, 7),
    ],
)  # fmt: skip
def test_the_next_check_comes_sooner_for_laws_and_for_doubts(checks, is_law, days):
    link = after(*checks, is_law=is_law)
    assert link.next_check_at - link.checked_at == timedelta(days=days)


def test_since_stands_still_while_the_state_does():
    assert after((0, FINE), (500, FINE)).since == NOW


def test_a_change_of_words_is_drift_once_with_before_and_after():
    other = fetched(body=html(body="Now thirty hours. " * 9))
    link = after((0, FINE), (400, other))
    assert (link.result, link.state) == (Result.DRIFTED, State.OK)
    assert link.changed_at == NOW + timedelta(hours=400)
    assert "twenty hours" in link.text_before
    assert "thirty hours" in link.text_after
    link = after((0, FINE), (400, other), (800, other))
    assert (link.result, link.changed_at) == (Result.OK, NOW + timedelta(hours=400))


def test_what_a_page_says_while_it_is_gone_is_no_drift():
    link = after((0, FINE), (400, fetched(404, html(body="Gone away"))), (500, FINE))
    assert link.changed_at is None
    assert link.result == Result.OK


def test_only_so_much_text_is_kept():
    assert len(after((0, fetched(body=html(body="word " * 50_000)))).text) == KEPT


def test_a_host_that_asks_for_rest_gets_it():
    link = Link(url=URL)
    verdict = verdict_on(link, fetched(503), nothing_beside)
    record(link, verdict, NOW, is_law=False, rest=5 * 86400)
    assert link.next_check_at == NOW + timedelta(days=5)
    put_off(link, 60, NOW)
    assert link.next_check_at == NOW + timedelta(seconds=60)
    assert link.checked_at == NOW
