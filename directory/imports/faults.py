"""What can be wrong with the starting content, said so that whoever wrote the file can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong: where it stands, what stands there, and why that will not do.

    `line` counts from 1, the header, as an editor of text does; `column` is empty where a whole
    line or file is meant.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = {"file": self.file, "line": self.line, "column": self.column}
        if self.column:
            where = _("%(file)s, line %(line)d, column %(column)s") % place
        else:
            where = _("%(file)s, line %(line)d") % place
        return (
            f"{where}: “{self.value}”: {self.reason}" if self.value else f"{where}: {self.reason}"
        )


class SeedError(Exception):
    """The starting content has faults, all of which are in `faults`; nothing of it was loaded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(self.faults)

    def __str__(self) -> str:
        heading = ngettext(
            "The starting content has %(number)d fault, so nothing was loaded:",
            "The starting content has %(number)d faults, so nothing was loaded:",
            len(self.faults),
        ) % {"number": len(self.faults)}
        return "\n".join([heading, *map(str, self.faults)])
