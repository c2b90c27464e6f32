"""Good manners towards a host: one request at a time, one a second, robots.txt, Retry-After."""

import threading
import time
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _
from protego import Protego

GAP = 1.0  # seconds between the starts of two requests to one host
LONGEST_GAP = 30.0  # seconds; a longer Crawl-delay is taken as this
PATIENCE = 60.0  # seconds; whoever asks us to wait longer is asked again in a later run
BACK_OFF = 3600  # seconds of rest after 429 or 503 without Retry-After
NOTHING_ALLOWED = "User-agent: *\nDisallow: /"
LONGEST_REST = 14 * 86400  # seconds; no Retry-After puts a link off longer than its usual interval


class Resting(Exception):
    """A host that asked to be left alone for `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Politeness:
    """What is known about the hosts of one run; threads share it.

    `clock` gives seconds that only rise, `sleep` waits for seconds: tests bring their own.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free: dict[str, float] = {}
        self._gaps: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the right to make one request to `host`, and hold it.

        Raise Resting when the wait would be longer than PATIENCE.
        """
        with self._guard:
            lock = self._turns[host]
        with lock:
            wait = self._free.get(host, 0.0) - self._clock()
            if wait > PATIENCE:
                raise Resting(wait)
            if wait > 0:
                self._sleep(wait)
            self._free[host] = self._clock() + self._gaps.get(host, GAP)
            yield

    def slow_down(self, host: str, gap: float) -> None:
        """Leave `gap` seconds between requests to `host`, as its robots.txt asks."""
        self._gaps[host] = min(max(GAP, gap), LONGEST_GAP)

    def rest(self, host: str, seconds: float) -> None:
        """Leave `host` alone for `seconds`, as its Retry-After asks."""
        self._free[host] = max(self._free.get(host, 0.0), self._clock() + seconds)


def rest_asked(status: int, headers: Mapping[str, str], now: datetime) -> float:
    """Return for how many seconds an answer asks to be left alone: 0 for one that does not.

    429 and 503 without a readable Retry-After (RFC 9110, 10.2.3: seconds or a date) mean BACK_OFF.
    """
    if status not in (429, 503):
        return 0.0
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        # More digits than the longest rest has are more than the longest rest.
        return float(min(int(text[:9]), LONGEST_REST))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return float(BACK_OFF)
    if until.tzinfo is None:  # "-0000": a time without a place, which HTTP takes as UTC
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), float(LONGEST_REST))


class Robots:
    """The rules of one host's robots.txt for one user agent (RFC 9309, read by protego).

    `status` None means that the host could not be reached, which the page itself will tell better.
    A server error and "too many requests" allow nothing. The longest rule that fits decides.
    """

    def __init__(self, agent: str, status: int | None, body: bytes = b"") -> None:
        self._agent = agent
        self.detail = ""  # why nothing is allowed, when that is not the will of the file
        text = ""
        if status == 200:
            text = body.removeprefix(BOM_UTF8).decode(errors="replace")
        elif status == 429 or (status is not None and status >= 500):
            text = NOTHING_ALLOWED
            self.detail = _("robots.txt answered %(status)d.") % {"status": status}
        self._rules = Protego.parse(text)

    def allow(self, url: str) -> bool:
        """Return whether `url` may be asked for."""
        return self._rules.can_fetch(url, self._agent)

    @property
    def gap(self) -> float:
        """The seconds between two requests that the host asks for, or 0."""
        return float(self._rules.crawl_delay(self._agent) or 0)
