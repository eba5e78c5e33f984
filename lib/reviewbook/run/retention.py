"""How long the evidence of runs is kept. Editions are no evidence: nothing here looks at them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reviewbook.ledger import Ledger
from reviewbook.places import Places

__all__ = ["remove_old"]

#: So many runs are kept however old they are.
_FEWEST = 20


def remove_old(places: Places, days: int, ledger: Ledger, now: datetime) -> int:
    """
    Remove the folders of old runs.

    Parameters
    ----------
    places : Places
        The company.
    days : int
        How long they are kept.
    ledger : Ledger
        A run that still explains why an edition is missing is kept however old it is.
    now : datetime
        The present instant.

    Returns
    -------
    int
        How many were removed.
    """
    ledger.runs.remove_before(now - timedelta(days=days))
    if not places.runs.is_dir():
        return 0
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):%Y%m%dT%H%M%SZ}"
    needed = {slot.run for slot in ledger.slots.all().values() if not slot.is_done}
    # Their names begin with the instant at which they began.
    runs = sorted(path for path in places.runs.iterdir() if _is_run(path))
    gone = [path for path in runs[:-_FEWEST] if path.name < oldest and path.name not in needed]
    for path in gone:
        shutil.rmtree(path)
    return len(gone)


def _is_run(path: Path) -> bool:
    return path.name[:8].isdigit() and path.is_dir() and not path.is_symlink()
