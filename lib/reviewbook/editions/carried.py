"""What the editions before carry on: follow-ups keep their ids through all reviews.

Of each review the newest edition for the whole company counts. One cut-off decides
what is before another, never the order in which somebody published: the same
shelf gives the same frame. Where two reviews have the same cut-off, the one of the
longer cadence is before the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pandas as pd

from reviewbook.editions.edition import read_edition
from reviewbook.editions.names import edition_folder
from reviewbook.engine import empty
from reviewbook.errors import PeriodError
from reviewbook.periods import Cadence, Period
from reviewbook.schema import COMPANY, FRAMES
from reviewbook.schema.judged import OPEN
from reviewbook.slices import Audience

__all__ = ["carried", "precedence"]

_FILE = "follow_ups.parquet"
_WHOLE = Audience(COMPANY, COMPANY, "")


def precedence(as_of: datetime, cadence: Cadence) -> tuple[datetime, int]:
    """Give what decides which of two editions is before the other: the cut-off, then the longer cadence."""
    return as_of, -list(Cadence).index(cadence)


def carried(published: Path, review: str, period: Period, before: datetime) -> pd.DataFrame:
    """
    Give the follow-ups of the editions before one that is to be made.

    Parameters
    ----------
    published : Path
        The folder of the editions; it need not exist.
    review : str
        The review that is to be made.
    period : Period
        Its period; editions of the same or a later one are not before it.
    before : datetime
        Its cut-off.

    Returns
    -------
    DataFrame
        Frame ``follow_ups``, every id that any of them has as the newest knows it; ``carried`` counts the editions of
        `review` in which it was open. Editions from before there was the frame are passed over.
    """
    found: list[tuple[tuple[datetime, int], str, Path]] = []
    for name in sorted(path.name for path in published.iterdir()) if published.is_dir() else ():
        editions = _before(published, name, period if name == review else None, precedence(before, period.cadence))
        found += [(place, name, file) for place, file in islice(editions, 1)]
    if not found:
        return empty(FRAMES["follow_ups"])
    every = pd.concat([_counted(file, name == review) for _, name, file in sorted(found)], ignore_index=True)
    times = every.groupby("follow_up_id")["carried"].max()
    newest = every.drop_duplicates("follow_up_id", keep="last").sort_values("follow_up_id", ignore_index=True)
    return newest.assign(carried=newest["follow_up_id"].map(times))


def _before(
    published: Path, review: str, period: Period | None, limit: tuple[datetime, int]
) -> Iterator[tuple[tuple[datetime, int], Path]]:
    """Give the editions of a review before a limit, and before a period where one is given, the newest first."""
    for reviewed in _periods(published / review):
        if period is not None and reviewed >= period:
            continue
        folder = edition_folder(published, review, reviewed, _WHOLE)
        numbers = [int(file.parent.name) for file in folder.glob(f"*/{_FILE}") if file.parent.name.isdecimal()]
        for number in sorted(numbers, reverse=True):
            as_of = datetime.fromisoformat(read_edition(folder / str(number)).record.as_of)
            if precedence(as_of, reviewed.cadence) < limit:
                yield precedence(as_of, reviewed.cadence), folder / str(number) / _FILE


def _periods(folder: Path) -> list[Period]:
    """Give the periods of a review, the newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            found.append(Period.parse(path.name))
        except PeriodError:
            # A folder that somebody put there, or a page of the archive.
            continue
    return sorted(found, reverse=True)


def _counted(file: Path, own: bool) -> pd.DataFrame:
    """Read the frame of an edition and count it where it is one of the review; others do not count."""
    # An edition of an earlier version may lack a column.
    frame = pd.read_parquet(file).reindex(columns=FRAMES["follow_ups"].names)
    return frame.assign(carried=frame["carried"] + frame["status"].isin(OPEN).astype("Int64") if own else 0)
