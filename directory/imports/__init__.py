"""Files that editors bring: planned over all rows, reviewed, applied in one piece, undone."""

from directory.imports.application import ImportRefused, apply
from directory.imports.planning import plan
from directory.imports.plans import Change, ImportPlan, Kind, PlannedRow
from directory.imports.reversal import UndoRefused, undo
from directory.imports.tables import FileTable, read_header, read_table
from directory.imports.workbooks import UnreadableFile

__all__ = [
    "Change",
    "FileTable",
    "ImportPlan",
    "ImportRefused",
    "Kind",
    "PlannedRow",
    "UndoRefused",
    "UnreadableFile",
    "apply",
    "plan",
    "read_header",
    "read_table",
    "undo",
]
