"""How many requests a process answers at once. The others wait in their order, and who would wait
for longer than readers do is told to come back."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse

from cms.faults import Busy, away

logger = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds
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
    """So many seats, given in the order in which they were asked for."""

    def __init__(self, number: int) -> None:
        self._free = [Seat() for _ in range(number)]
        self._waiting: deque[Future[Seat]] = deque()
        self._lock = threading.Lock()

    def take(self, patience: float) -> Seat | None:
        """Return a seat, the one left last; None when none was left in so many seconds."""
        with self._lock:
            if self._free:
                return self._free.pop()
            mine: Future[Seat] = Future()
            self._waiting.append(mine)
        try:
            return mine.result(patience)
        except TimeoutError:
            return None if mine.cancel() else mine.result()

    def leave(self, seat: Seat) -> None:
        """Give a seat to who waits longest."""
        with self._lock:
            while self._waiting:
                first = self._waiting.popleft()
                if first.set_running_or_notify_cancel():
                    first.set_result(seat)
                    return
            self._free.append(seat)


class Admission:
    """Lets in so many requests as REQUESTS_AT_ONCE says; 503 for those that waited PATIENCE. A
    request within a request, as Wagtail's for a preview, has the seat of that."""

    def __init__(self, get_response) -> None:
        if not settings.REQUESTS_AT_ONCE or getattr(_here, "seat", None):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.seats = Seats(settings.REQUESTS_AT_ONCE)
        self.told_at = -SECONDS_BETWEEN_LINES

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
        """Answer that there was no seat; the log says so once a minute."""
        now = time.monotonic()
        if now - self.told_at > SECONDS_BETWEEN_LINES:
            self.told_at = now
            logger.warning("More is asked than can be answered: 503 after %d seconds.", PATIENCE)
        return away(request, Busy())


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
