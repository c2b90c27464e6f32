"""How much of a file is taken: each limit, and the words in which more is refused."""

import sys
import time

from django.utils.translation import gettext as _

from directory.catalog.columns import MAX_CELL

MB = 1024 * 1024
MAX_BYTES = 10 * MB
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_UNPACKED = 100 * MB
# Of all that is held of a file while it is read, and for how long that may take.
MAX_MEMORY = 200 * MB
MAX_SECONDS = 60
# What an object costs beside its text.
OVERHEAD = 200

clock = time.monotonic


class UnreadableFile(Exception):
    """The file cannot be read at all; the message says to whoever sent it what to do."""


class Meter:
    """What the reading of one file costs; raises UnreadableFile when that is too much."""

    def __init__(self) -> None:
        self.held = 0
        self.until = clock() + MAX_SECONDS

    def hold(self, *texts: str, objects: int = 0) -> None:
        """Count texts and objects that are kept until the file is read."""
        self.held += objects * OVERHEAD + sum(map(sys.getsizeof, filter(None, texts)))
        if self.held > MAX_MEMORY:
            raise UnreadableFile(
                _("To read the file takes more than %(size)d MB of memory. Send it in parts.")
                % {"size": MAX_MEMORY // MB}
            )

    def look_at_clock(self) -> None:
        """Count the time since the reading began."""
        if clock() > self.until:
            raise UnreadableFile(
                _("To read the file takes more than %(seconds)d seconds. Send it in parts.")
                % {"seconds": MAX_SECONDS}
            )


def too_large() -> UnreadableFile:
    """Return the refusal of a file that is larger than MAX_BYTES."""
    return UnreadableFile(
        _("The file is larger than %(size)d MB. Send it in parts.") % {"size": MAX_BYTES // MB}
    )


def too_many_rows() -> UnreadableFile:
    """Return the refusal of a file that has more than MAX_ROWS rows that say something."""
    return UnreadableFile(
        _("The file has more than %(rows)d rows. Send it in parts.") % {"rows": MAX_ROWS}
    )


def too_many_columns() -> UnreadableFile:
    """Return the refusal of a file that says something beyond column MAX_COLUMNS."""
    return UnreadableFile(
        _("The file has more than %(columns)d columns: more than a directory has. Leave out those "
          "that it does not know.") % {"columns": MAX_COLUMNS}
    )  # fmt: skip


def cell_too_long() -> str:
    """Return why a cell with more than MAX_CELL characters is faulty."""
    return _("A cell has %(length)s characters at most.") % {"length": f"{MAX_CELL:,}"}
