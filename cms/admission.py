"""How many requests a process answers at once. The others wait in their order, and who would wait
for longer than readers do is told to come back."""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from math import inf
from time import monotonic

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse

from cms.faults import Busy, away

logger = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds
# Those of a process, as docs/deploy gives them to granian, most of them waiting for their turn, of
# up to 0.4 MB each; idle ones end. Some are for those that are told at once to come back.
THREADS = 128
SPARE_THREADS = 16
# Beyond its threads requests wait unseen in the server, each on a connection of its own: when all
# threads are taken, for one that is seen so many may wait in all, if there are as many connections.
WITH_UNSEEN = 6
SECONDS_BETWEEN_COUNTS = 0.25  # of the connections
LATEST = 1 / 16  # what the latest seat to be left counts for, among all before it
SECONDS_BETWEEN_LINES = 60.0  # of the log

_here = threading.local()  # has a seat, or none


class Seat:
    """The room for one request, with the connections that it works with: threads come and go by
    the hundred, and each would open its own."""

    def __init__(self) -> None:
        self._held = [
            (handler, name, handler.create_connection(name))
            for handler in (connections, caches)
            for name in handler
        ]
        for handler, _name, connection in self._held:
            if handler is connections:
                connection.inc_thread_sharing()

    def take(self) -> None:
        """Let this thread work with the connections."""
        for handler, name, connection in self._held:
            handler[name] = connection
        _here.seat = self

    def leave(self) -> None:
        """Part this thread from the connections, the old and the broken ones closed."""
        try:
            close_old_connections()
        finally:
            for handler, name, _connection in self._held:
                del handler[name]
            _here.seat = None


class Seats:
    """So many seats, given in the order in which they were asked for, and to nobody who would have
    to wait for longer than is worth it."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._free = [Seat() for _ in range(number)]
        self._waiting: deque[Future[Seat]] = deque()
        self._most_waiting = max(1, THREADS - SPARE_THREADS - number)
        self._pace = 0.0  # seconds from one seat left to the next, since somebody waits
        self._left_at = 0.0
        self._open: float = 0
        self._counted_at = -SECONDS_BETWEEN_COUNTS
        self._lock = threading.Lock()

    def take(self, patience: float) -> Seat | None:
        """Return a seat, the one left last; None when none was left in so many seconds, and at once
        when none will be."""
        with self._lock:
            if self._free:
                return self._free.pop()
            now = monotonic()
            if not self._waiting:
                self._pace, self._left_at = 0.0, now
            if self._expected(now) > patience:
                return None
            mine: Future[Seat] = Future()
            self._waiting.append(mine)
        try:
            return mine.result(patience)
        except TimeoutError:
            with self._lock:
                if mine.done():
                    return mine.result()
                self._waiting.remove(mine)
            return None

    def _expected(self, now: float) -> float:
        """Return how many seconds who comes now would wait, as fast as seats were left of late."""
        waiting, pace = len(self._waiting), self._pace
        if waiting >= self._most_waiting:
            waiting = max(waiting, min(waiting * WITH_UNSEEN, self._connections(now)))
            # While no seat is left, each takes that long at least.
            pace = max(pace, (now - self._left_at) / self._number)
        return waiting * pace

    def _connections(self, now: float) -> float:
        """Return how many connections there may be: no more than files are open, as Linux tells."""
        if now - self._counted_at > SECONDS_BETWEEN_COUNTS:
            self._counted_at = now
            try:
                self._open = len(os.listdir("/proc/self/fd"))
            except OSError:
                self._open = inf
        return self._open

    def leave(self, seat: Seat) -> None:
        """Give a seat to who waits longest."""
        with self._lock:
            if not self._waiting:
                self._free.append(seat)
                return
            now = monotonic()
            self._pace += LATEST * (now - self._left_at - self._pace)
            self._left_at = now
            self._waiting.popleft().set_result(seat)


class Admission:
    """Lets in so many requests as REQUESTS_AT_ONCE says; 503 for those that waited PATIENCE, or
    would. A request within a request, as Wagtail's for a preview, has the seat of that."""

    def __init__(self, get_response) -> None:
        if not settings.REQUESTS_AT_ONCE or getattr(_here, "seat", None):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.seats = Seats(settings.REQUESTS_AT_ONCE)
        self.told_at = -SECONDS_BETWEEN_LINES
        self.told: dict[str, HttpResponse] = {}
        self.drawing = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat = self.seats.take(PATIENCE)
        if seat is None:
            return self.refused(request)
        response = None
        seat.take()
        try:
            response = self.get_response(request)
        finally:
            if response is None or not response.streaming:
                self.left(seat)
        if response.streaming:
            response.streaming_content = Sent(response.streaming_content, lambda: self.left(seat))
        return response

    def left(self, seat: Seat) -> None:
        """Take back the seat of a request that was answered."""
        try:
            seat.leave()
        finally:
            self.seats.leave(seat)

    def refused(self, request: HttpRequest) -> HttpResponse:
        """Answer that there is no seat; the log says so once a minute."""
        now = monotonic()
        if now - self.told_at > SECONDS_BETWEEN_LINES:
            self.told_at = now
            logger.warning("More is asked than can be answered in %d seconds: 503.", PATIENCE)
        told = self._drawn("API" if request.path.startswith("/api/") else "page", request)
        return HttpResponse(told.content, status=told.status_code, headers=told.headers)

    def _drawn(self, kind: str, request: HttpRequest) -> HttpResponse:
        """Return the 503 of this kind, drawn once and by one: the others wait for it, since where
        nothing was drawn before, a hundred would load the templates side by side."""
        if kind not in self.told:
            with self.drawing:
                if kind not in self.told:
                    told = away(request, Busy())
                    told.headers["Content-Length"] = str(len(told.content))
                    self.told[kind] = told
        return self.told[kind]


class Sent:
    """A stream, of which the seat is left when it is closed, begun or not."""

    def __init__(self, parts: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._parts, self._leave = parts, leave

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        """Leave the seat, once."""
        leave, self._leave = self._leave, None
        if leave:
            leave()
