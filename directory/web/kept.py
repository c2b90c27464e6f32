"""Kept answers: what somebody has asked for before, packed, until room is needed for another.

Each process keeps its own. An answer is found by its validator, which names all that it depends on
(`caching.etag`), so that none is ever out of date: what has changed is asked for by another one.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cachetools import LRUCache
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from directory.web.compression import coding_of, compress

Key = tuple[str, str]  # the validator and the coding
Headers = tuple[tuple[str, str], ...]
LARGEST = 8  # one answer may take this part of the room: the eighth
HEADERS = 1_000  # bytes; what an answer takes beside its content, about


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A public answer, as its view gave it."""

    content: bytes
    headers: Headers

    def response(self) -> HttpResponse:
        """Return the answer anew."""
        response = HttpResponse(self.content)
        for name, value in self.headers:
            response.headers[name] = value
        return response

    @property
    def size(self) -> int:
        return len(self.content) + HEADERS


class AnswerCache:
    """The answers that one process keeps, in `size` bytes; those asked for last stay longest."""

    def __init__(self, size: int) -> None:
        self._largest = size // LARGEST
        self.hits = 0  # how often an answer was found
        self._lock = threading.Lock()
        self._kept: LRUCache[Key, KeptAnswer] = LRUCache(size, getsizeof=lambda kept: kept.size)

    def find(self, validator: str, accepted: str) -> HttpResponse | None:
        """Return the answer of that validator for a client that accepts these codings."""
        with self._lock:
            kept = self._kept.get((validator, coding_of(accepted)))
            self.hits += kept is not None
        return kept and kept.response()

    def keep(self, validator: str, accepted: str, response: HttpResponseBase) -> None:
        """Pack `response`, which is the same for everybody, and keep it; one that is sent in parts
        as soon as the last one went.

        What sets a cookie or may not be stored is left alone, and so is what is too large.
        """
        is_public = "no-store" not in response.get("Cache-Control", "") and not response.cookies
        if response.status_code != 200 or not is_public:
            return
        compress(response, accepted)
        key, headers = (validator, coding_of(accepted)), tuple(response.headers.items())
        if response.streaming:
            response.streaming_content = self._sent(response.streaming_content, key, headers)
        else:
            self._keep(key, KeptAnswer(response.content, headers))

    def _sent(self, parts: Iterable[bytes], key: Key, headers: Headers) -> Iterator[bytes]:
        kept, size = [], 0
        for part in parts:
            size += len(part)
            if size <= self._largest:
                kept.append(part)
            else:
                kept.clear()
            yield part
        if kept and size <= self._largest:
            self._keep(key, KeptAnswer(b"".join(kept), headers))

    def _keep(self, key: Key, answer: KeptAnswer) -> None:
        if answer.size <= self._largest:
            with self._lock:
                self._kept[key] = answer

    def forget(self) -> None:
        """Drop everything kept, as a new process would start."""
        with self._lock:
            self._kept.clear()


answers = AnswerCache(settings.KEPT_ANSWERS_MB * 1024 * 1024)
