"""A cache that may be away: what Redis does not answer is kept by this process until it does."""

import logging
import threading
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# A request waits no longer than this for a cache that it can do without.
SECONDS_TO_CONNECT = 0.3
SECONDS_TO_ANSWER = 0.5
PAUSE = 5.0  # seconds in which an absent Redis is asked nothing; then by one request, as a trial
AWAY = (RedisError, OSError)


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


def _optional(method: Callable) -> Callable:
    """The method of RedisCache, which asks the cache of the meanwhile where Redis is away."""

    @wraps(method)
    def ask(self, *args, **kwargs):
        if self.outage.is_to_be_asked():
            try:
                answer = method(self, *args, **kwargs)
            except AWAY as error:
                self.outage.failed(error)
            else:
                self.outage.answered()
                return answer
        return getattr(caches[self.meanwhile], method.__name__)(*args, **kwargs)

    return ask


class OptionalRedis(RedisCache):
    """Redis while it answers, else the cache that MEANWHILE names. Redis is never missed: what it
    cannot do is done by the other one, and it is asked again by itself."""

    def __init__(self, server: str, params: dict) -> None:
        super().__init__(server, params)
        self._options = {
            "socket_connect_timeout": SECONDS_TO_CONNECT,
            "socket_timeout": SECONDS_TO_ANSWER,
            "retry": Retry(NoBackoff(), 0),
            **self._options,
        }
        self.meanwhile = params["MEANWHILE"]
        self.outage = OUTAGES.setdefault(server, Outage())

    add = _optional(RedisCache.add)
    get = _optional(RedisCache.get)
    set = _optional(RedisCache.set)
    touch = _optional(RedisCache.touch)
    delete = _optional(RedisCache.delete)
    get_many = _optional(RedisCache.get_many)
    set_many = _optional(RedisCache.set_many)
    delete_many = _optional(RedisCache.delete_many)
    has_key = _optional(RedisCache.has_key)
    incr = _optional(RedisCache.incr)
    clear = _optional(RedisCache.clear)
