"""Searches that were made in vain, or only in part, on their way to a job that writes them down.

A search waits for no database and no file: each process holds what was missed for a moment, then
puts it into its box in a cache that all programs of a machine share, and the job empties the boxes.
Who searched is never asked.
"""

import os
import threading
from collections.abc import Iterator, Mapping

from django.core.cache import caches

CACHE = "progress"
BOXES = 16  # of the processes of a machine, by their numbers
MOST = 500  # searches in a box; a flood is cut
MOMENT = 2.0  # seconds
DAY = 24 * 60 * 60
LONGEST = 100  # letters
DROPPED = "…"

_held: dict[str, Mapping[str, str]] = {}  # by their words
_lock = threading.Lock()


def note(q: str, outcome: str, detail: str = "") -> None:
    """Have a search put into the box of this process, in a moment."""
    words = harmless_words(q)
    if not words.strip(f"{DROPPED} "):
        return
    with _lock:
        is_first = not _held
        if len(_held) < MOST:
            told = {"words": words, "outcome": outcome, "detail": harmless_words(detail)}
            _held.setdefault(words, told)
    if is_first:
        putting = threading.Timer(MOMENT, put)
        putting.daemon = True
        putting.start()


def put() -> None:
    """Put what is held into the box, as far as there is room."""
    with _lock:
        held = dict(_held)
        _held.clear()
    if held:
        key = _key(os.getpid() % BOXES)
        box = caches[CACHE].get(key) or {}
        for words, told in held.items():
            if len(box) < MOST:
                box.setdefault(words, told)
        caches[CACHE].set(key, box, timeout=DAY)


def take() -> Iterator[Mapping[str, str]]:
    """Empty all boxes of this machine, and yield what was in them."""
    put()
    for number in range(BOXES):
        box = caches[CACHE].get(_key(number))
        if box:
            caches[CACHE].delete(_key(number))
            yield from box.values()


def harmless_words(q: str) -> str:
    """Return a search in small letters, with a sign for every word that may say who somebody is:
    one with an @ or a digit."""
    kept = (
        DROPPED if "@" in word or any(map(str.isdigit, word)) else word
        for word in q.lower().split()
    )
    return " ".join(kept)[:LONGEST].strip()


def _key(number: int) -> str:
    return f"missed-searches-{number}"
