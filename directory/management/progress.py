"""A progress bar on a terminal, and nothing elsewhere."""

import time

from django.core.management.base import OutputWrapper

REDRAW_SECONDS = 0.1
WIDTH = 30


class Bar:
    """One line that grows while something is counted."""

    def __init__(self, out: OutputWrapper, label: str) -> None:
        self.out = out
        self.label = label
        self.drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` are done."""
        now = time.monotonic()
        if not self.out.isatty() or (done < total and now - self.drawn < REDRAW_SECONDS):
            return
        filled = WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (WIDTH - filled)
        ending = "\n" if done == total else ""
        self.out.write(f"\r{self.label:10}{bar} {done} of {total}", ending=ending)
        self.out.flush()
        self.drawn = now
