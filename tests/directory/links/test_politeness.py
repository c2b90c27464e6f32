"""Good manners towards a host: one request a second, robots.txt, Retry-After."""

from datetime import UTC, datetime

import pytest

from directory.links.politeness import (
    Politeness,
    Resting,
    Robots,
    rest_asked,
)

URL = "https://example.org/certification/levels"
NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_one_host_is_asked_once_a_second_and_others_do_not_wait_for_it():
    clock = Clock()
    politeness = Politeness(clock=clock, sleep=clock.sleep)
    for host in ("a", "b", "a", "c", "a"):
        with politeness.turn(host):
            pass
    assert clock.slept == [1.0, 1.0]


def test_a_long_rest_is_not_waited_for():
    clock = Clock()
    politeness = Politeness(clock=clock, sleep=clock.sleep)
    politeness.rest("a", 30)
    with politeness.turn("a"):
        assert clock.slept == [30]
    politeness.rest("a", 3600)
    with pytest.raises(Resting) as error, politeness.turn("a"):
        pass
    assert error.value.seconds == 3600


@pytest.mark.parametrize(
    ("status", "text", "seconds"),
    [
        (429, "120", 120), (503, " 7 ", 7), (429, "", 3600), (503, "soon", 3600),
        (429, "Sun, 03 May 2026 12:01:00 GMT", 60), (429, "Sun, 03 May 2026 11:00:00 GMT", 0),
        (503, "9" * 5000, 14 * 86400), (503, "²", 3600), (429, "-5", 3600),
        (200, "120", 0), (500, "120", 0),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(status, text, seconds):
    assert rest_asked(status, {"retry-after": text}, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, "User-agent: *\nDisallow: /private", True),
        (200, "User-agent: *\nDisallow: /certification", False),
        (200, "User-agent: LSSRC-LinkCheck\nDisallow: /", False),
        (200, "User-agent: Other\nDisallow: /", True),
        (200, "\ufeffUser-agent: *\nDisallow: /", False),
        (200, "", True),
        (200, "<html>not robots</html>", True),
        (200, "User-agent: *\nDisallow: //[", True),
        (200, "User-agent: *\nDisallow: /\nAllow: /certification/", True),
        (200, "User-agent: *\nDisallow: /*/levels$", False),
        (200, "User-agent: *\nDisallow: /*.pdf$", True),
        (200, "User-agent: *\nAllow: /\nDisallow: /cert", False),
        (200, "User-agent: *\nDisallow: /%zz\nCrawl-delay: 1e999", True),
        (200, "User-agent: *\nCrawl-delay: ²\nDisallow: /x", True),
        (404, "User-agent: *\nDisallow: /", True),
        (403, "", True),
        (500, "", False),
        (429, "", False),
        (None, "", True),
    ],
)
def test_robots_txt_is_honoured(status, body, allowed):
    assert Robots("LSSRC-LinkCheck", status, body.encode()).allow(URL) is allowed


def test_robots_txt_may_ask_for_longer_gaps():
    assert Robots("LSSRC-LinkCheck", 200, b"User-agent: *\nCrawl-delay: 5").gap == 5
    clock = Clock()
    politeness = Politeness(clock=clock, sleep=clock.sleep)
    politeness.slow_down("a", 5)
    politeness.slow_down("b", 500)
    for host in ("a", "a", "b", "b"):
        with politeness.turn(host):
            pass
    assert clock.slept == [5, 30]
