"""The heavy half of the work, done once per run: from the warehouse to facts and the rows behind them.

The order of the stages stands here and nowhere else; the stages do not know each other.
"""

from reviewbook.analysis.compared import Basis, Compared
from reviewbook.analysis.derive import derive, derive_owed, slot, slot_for, write
from reviewbook.analysis.kept import Kept
from reviewbook.analysis.stages import derive_frames
from reviewbook.analysis.timeline import Timeline, timeline
from reviewbook.analysis.waiting import derive_waiting

__all__ = [
    "Basis",
    "Compared",
    "Kept",
    "Timeline",
    "derive",
    "derive_frames",
    "derive_owed",
    "derive_waiting",
    "slot",
    "slot_for",
    "timeline",
    "write",
]
