"""A cache that may be away: what Redis does not answer is kept by this process until it does."""

from collections.abc import Callable
from functools import wraps

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from cms.outages import OUTAGES, Outage

# A request waits no longer than this for a cache that it can do without.
SECONDS_TO_CONNECT = 0.3
SECONDS_TO_ANSWER = 0.5
AWAY = (RedisError, OSError)


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
