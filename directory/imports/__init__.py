"""Files that editors bring: planned over all rows, reviewed, applied in one piece, undone."""

from directory.imports.application import ImportRefused, apply, has_faults
from directory.imports.heartbeat import last_beat
from directory.imports.limits import UnreadableFile
from directory.imports.planning import plan
from directory.imports.plans import CellChange, ImportPlan, Kind, PlannedRow
from directory.imports.reversal import UndoRefused, undo
from directory.imports.reviews import review_csv, review_xlsx
from directory.imports.runs import begin, give_up, is_stopped, waits_in_vain
from directory.imports.tables import FileTable, read_header, read_table

__all__ = [
    "CellChange",
    "FileTable",
    "ImportPlan",
    "ImportRefused",
    "Kind",
    "PlannedRow",
    "UndoRefused",
    "UnreadableFile",
    "apply",
    "begin",
    "give_up",
    "has_faults",
    "is_stopped",
    "last_beat",
    "plan",
    "read_header",
    "read_table",
    "review_csv",
    "review_xlsx",
    "undo",
    "waits_in_vain",
]
