"""A cache that may be away does its work in the process meanwhile, and asks again by itself."""

import logging
import socket

import pytest
from redis.exceptions import ResponseError

from cms import caches, outages

BACKEND = "cms.caches.OptionalRedis"


@pytest.fixture
def clock(monkeypatch):
    """The seconds that have passed, as the outage sees them: `clock[0]`."""
    passed = [1_000.0]
    monkeypatch.setattr(outages.time, "monotonic", lambda: passed[0])
    return passed


@pytest.fixture
def cache():
    """A cache whose Redis is at a port where nothing listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
    yield caches.OptionalRedis(address, {"MEANWHILE": "default"})
    outages.OUTAGES.pop(address)


def test_all_that_a_cache_does_is_done_meanwhile(cache):
    assert cache.get("a", "nothing") == "nothing"
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.incr("a") == 2
    assert cache.decr("a") == 1
    cache.set("b", "x")
    assert cache.touch("b", 10)
    assert "b" in cache
    assert cache.get_or_set("c", lambda: 3) == 3
    assert cache.set_many({"d": 4}) == []
    assert cache.get_many(["a", "b", "d", "e"]) == {"a": 1, "b": "x", "d": 4}
    cache.delete_many(["a", "d"])
    assert cache.delete("b")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    cache.clear()
    assert cache.get("c") is None


def test_an_outage_is_told_once_and_asked_about_after_each_pause(cache, clock, monkeypatch, caplog):
    asked = []

    def away(self, key, *args, **kwargs):
        asked.append(key)
        raise ConnectionRefusedError

    monkeypatch.setattr(caches.OptionalRedis, "get", caches._optional(named(away)))
    for _question in range(5):
        cache.get("a")
    assert len(asked) == 1
    clock[0] += outages.PAUSE
    for _question in range(5):
        cache.get("a")
    assert len(asked) == 2
    (record,) = caplog.records
    assert record.levelno == logging.ERROR


def test_while_one_tries_again_nobody_else_waits(cache, clock):
    cache.outage.failed(OSError())
    clock[0] += outages.PAUSE
    assert [cache.outage.is_to_be_asked() for _thread in range(3)] == [True, False, False]


def test_its_end_is_told_with_the_number_of_what_was_missed(cache, clock, caplog):
    cache.get("a")
    clock[0] += outages.PAUSE
    cache.get("a")
    cache.outage.answered()
    cache.outage.answered()
    began, ended = caplog.records
    assert (began.levelno, ended.levelno) == (logging.ERROR, logging.WARNING)
    assert "after 2" in ended.getMessage()
    assert cache.outage.is_to_be_asked()


def test_a_redis_that_refuses_to_write_is_away_too(cache, monkeypatch):
    def full(self, key, value, *args, **kwargs):
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(caches.OptionalRedis, "set", caches._optional(named(full, "set")))
    cache.set("a", 1)
    assert cache.get("a") == 1


def test_nobody_waits_long(cache):
    options = cache._options
    assert options["socket_connect_timeout"] <= 0.5
    assert options["socket_timeout"] <= 1
    assert options["retry"].get_retries() == 0


def named(method, name: str = "get"):
    method.__name__ = name
    return method
