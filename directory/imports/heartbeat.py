"""How far work in the background is, and whether whoever does it is still alive."""

import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.core.cache import caches

# How often a run says that it is alive, and after how long a silence it is taken for stopped.
SECONDS_BETWEEN_BEATS = 2
SECONDS_OF_SILENCE = 30
KEPT = 24 * 3600


@dataclass(frozen=True)
class Beat:
    """What a run said last: its phase, how much of it is done, and when (seconds of the clock)."""

    phase: str = ""
    done: int = 0
    total: int = 0
    at: float = 0.0
    has_ended: bool = False

    @property
    def moment(self) -> datetime:
        """When that was."""
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def is_lost(self) -> bool:
        """Whether the run cannot go on: it broke off, or its process is gone."""
        return self.has_ended or abs(time.time() - self.at) > SECONDS_OF_SILENCE


def last_beat(run: str) -> Beat | None:
    """Return the last beat of a run; None as long as nobody has begun it."""
    found = caches["progress"].get(_key(run)) if run else None
    return Beat(**found) if found else None


class Heartbeat:
    """The beats of one run while the block lasts, from a thread of its own.

    They go through the cache "progress" and not through the database, which on SQLite nobody else
    can write to while an import is being saved.
    """

    def __init__(self, run: str) -> None:
        self.run = run
        self.said: tuple[str, int, int] = ("", 0, 0)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._beat()
        self._thread.start()
        return self

    def __exit__(self, *_exception) -> None:
        self._is_over.set()
        self._thread.join()
        self._beat(has_ended=True)

    def begin(self, phase: str) -> "Phase":
        """Enter another phase; what is returned takes the progress in it."""
        self.said = (phase, 0, 0)
        return Phase(self, phase)

    def _beat_on(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN_BEATS):
            self._beat()

    def _beat(self, *, has_ended: bool = False) -> None:
        beat = Beat(*self.said, at=time.time(), has_ended=has_ended)
        caches["progress"].set(_key(self.run), asdict(beat), KEPT)


@dataclass(frozen=True)
class Phase:
    """Called with the number of rows that are done and of all of them."""

    heartbeat: Heartbeat
    name: str

    def __call__(self, done: int, total: int) -> None:
        self.heartbeat.said = (self.name, done, total)


def _key(run: str) -> str:
    return f"run-{run}"
