"""When people buy: the week, the month's end, the Chinese New Year, Christmas, and slow growth."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.sources.sample.days import Days, Workdays

__all__ = ["season"]

#: Nothing is ordered on make-up working days: the weekly report is due before them.
BY_WEEKDAY = np.array([0.85, 1.0, 1.05, 1.05, 1.05, 0.0, 0.0])
#: The last working days of a month, the very last one first; a quarter's end is stronger.
MONTH_END = (1.9, 1.6, 1.35)
QUARTER_END, QUARTER_DAYS = 1.25, 5
NEW_YEAR_GAP = np.timedelta64(6, "D")
YEARLY_GROWTH = 1.06


def season(workdays: Workdays, days: Days) -> NDArray[Any]:
    """
    Give the relative number of orders of some working days; an ordinary one is about 1.

    Parameters
    ----------
    workdays : Workdays
        The calendar.
    days : array of datetime64[D]
        Working days of it.
    """
    found: NDArray[Any] = _every_day(workdays)[np.searchsorted(workdays.days, days)]
    return found


@lru_cache(maxsize=4)
def _every_day(workdays: Workdays) -> NDArray[Any]:
    years = (workdays.days - workdays.days[0]).astype(int) / 365.25
    weight: NDArray[Any] = BY_WEEKDAY[workdays.weekday] * _month_end(workdays) * _new_year(workdays)
    weight *= YEARLY_GROWTH**years
    return weight


def _month_end(workdays: Workdays) -> NDArray[Any]:
    """Count only days on which orders come, so that a make-up Saturday does not hide the month's end."""
    factor = np.ones(len(workdays.days))
    for month in np.unique(workdays.months):
        at = np.flatnonzero((workdays.months == month) & (workdays.weekday < 5))[::-1]
        factor[at[: len(MONTH_END)]] *= MONTH_END[: len(at)]
        if int(month.astype(int)) % 3 == 2:
            factor[at[:QUARTER_DAYS]] *= QUARTER_END
    return factor


def _new_year(workdays: Workdays) -> NDArray[Any]:
    factor = np.ones(len(workdays.days))
    month = workdays.months.astype(int) % 12
    gaps = np.flatnonzero((np.diff(workdays.days) > NEW_YEAR_GAP) & (month[:-1] < 2))
    for gap in gaps:
        before = factor[max(0, gap - 9) : gap + 1]
        before *= np.linspace(1.0, 0.55, 10)[-len(before) :]
        after = factor[gap + 1 : gap + 11]
        after *= np.linspace(0.3, 1.0, 10)[: len(after)]
    on = workdays.days.astype("datetime64[D]")
    of_year = (on - on.astype("datetime64[Y]")).astype(int)
    factor[(month == 11) & (of_year >= 355)] *= 0.5
    return factor
