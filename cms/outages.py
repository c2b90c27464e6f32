"""Whether Redis is away, as the processes that ask it know; without Redis, nothing is."""

import logging
import threading
import time

logger = logging.getLogger("cms.caches")

PAUSE = 5.0  # seconds in which an absent Redis is asked nothing; then by one request, as a trial


class Outage:
    """Whether Redis is away, as far as the threads of this process know."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.failures = 0
        self.is_on = False
        self.ask_again_at = 0.0

    def is_to_be_asked(self) -> bool:
        """Say whether to ask Redis now; while it is away, True for one thread after each PAUSE."""
        if not self.is_on:
            return True
        with self.lock:
            if time.monotonic() < self.ask_again_at:
                return False
            self.ask_again_at = time.monotonic() + PAUSE
            return True

    def failed(self, error: Exception) -> None:
        """Count a question without an answer; log the first of an outage as an error."""
        with self.lock:
            begins, self.is_on = not self.is_on, True
            self.failures = 1 if begins else self.failures + 1
            self.ask_again_at = time.monotonic() + PAUSE
        if begins:
            logger.error(
                "Redis does not answer (%s: %s). Until it does, each process keeps a cache of its "
                "own, and limits are counted by each.", type(error).__name__, error,
            )  # fmt: skip

    def answered(self) -> None:
        """Take note that Redis is there; log the end of an outage."""
        if not self.is_on:
            return
        with self.lock:
            ends, self.is_on = self.is_on, False
        if ends:
            logger.warning("Redis answers again, after %d that it did not.", self.failures)


OUTAGES: dict[str, Outage] = {}  # by the address of Redis
