"""Whether the working days are settled that the review counts, or looks ahead to."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reviewbook.gate.known import Known, Seen
from reviewbook.periods import Cadence, Period

__all__ = ["provisional_days"]


def provisional_days(known: Known) -> Iterator[Seen]:
    """Days from the beginning of the period to the end of its last month that may still change, of each calendar (as source)."""
    days, period = known.frames["days"], known.period
    first, month = pd.Timestamp(period.start_on), Period.containing(period.last_on, Cadence.MONTHLY)
    end = pd.Timestamp(max(period.end_on, month.end_on))
    seen = days[(days["on"] >= first) & (days["on"] < end)]
    owed = known.frames["owed"]
    due_on = pd.to_datetime(owed["due_on"])
    resting = int((owed["provisional"].astype(bool) & (due_on >= first) & (due_on < end)).sum())
    if seen.empty:
        yield Seen(None, table="days", detail="no_days")
    for calendar, own in seen.groupby("calendar", sort=True):
        found = int(own["provisional"].astype(bool).sum())
        yield Seen(found, source=str(calendar), table="days", usual=0.0, rows=resting)
