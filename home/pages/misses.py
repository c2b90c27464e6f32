"""Searches that were made in vain, or only in part, on their way to a job that writes them down.

A search waits for no database: each process puts what was missed into its box in a cache that all
programs of a machine share, and the job empties the boxes. Who searched is never asked.
"""

import os
import threading
from collections.abc import Iterator, Mapping

from django.core.cache import caches

CACHE = "progress"
BOXES = 16  # of the processes of a machine, by their numbers
MOST = 500  # searches in a box; a flood is cut
DAY = 24 * 60 * 60
LONGEST = 100  # letters
DROPPED = "…"

_lock = threading.Lock()


def note(q: str, outcome: str, detail: str = "") -> None:
    """Put a search into the box of this process."""
    words = harmless_words(q)
    if not words.strip(f"{DROPPED} "):
        return
    key = _key(os.getpid() % BOXES)
    with _lock:
        box = caches[CACHE].get(key) or {}
        if words in box or len(box) >= MOST:
            return
        box[words] = {"words": words, "outcome": outcome, "detail": harmless_words(detail)}
        caches[CACHE].set(key, box, timeout=DAY)


def take() -> Iterator[Mapping[str, str]]:
    """Empty all boxes of this machine, and yield what was in them."""
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
