"""Everything that was ever pulled, in one DuckDB file: what is known now, and what was known then.

The file is derived: it may be deleted and is rebuilt from the snapshots. Nothing
is ever overwritten in it; a row that changes is closed and its new version opened,
so that a review of an old period can be told from what was known on its day.
"""

from reviewbook.warehouse.cutoff import CUTOFFS, Cutoff
from reviewbook.warehouse.loading import Loaded, TableLoad
from reviewbook.warehouse.moments import Known, Moment
from reviewbook.warehouse.store import Warehouse

__all__ = ["CUTOFFS", "Cutoff", "Known", "Loaded", "Moment", "TableLoad", "Warehouse"]
