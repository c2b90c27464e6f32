"""Files that editors bring: planned over all rows, reviewed, applied in one piece, undone."""

from directory.imports.application import ImportRefused, apply, bring, has_faults
from directory.imports.heartbeat import last_beat
from directory.imports.limits import UnreadableFile
from directory.imports.planning import plan
from directory.imports.plans import CellChange, ImportPlan, Kind, PlannedRow
from directory.imports.reversal import UndoRefused, undo
from directory.imports.reviews import review_csv, review_xlsx
from directory.imports.rows import Table
from directory.imports.runs import begin, give_up, is_stopped, waits_in_vain
from directory.imports.tables import read_columns, read_header, read_table

__all__ = [
    "CellChange",
    "ImportPlan",
    "ImportRefused",
    "Kind",
    "PlannedRow",
    "Table",
    "UndoRefused",
    "UnreadableFile",
    "apply",
    "begin",
    "bring",
    "give_up",
    "has_faults",
    "is_stopped",
    "last_beat",
    "plan",
    "read_columns",
    "read_header",
    "read_table",
    "review_csv",
    "review_xlsx",
    "undo",
    "waits_in_vain",
]
