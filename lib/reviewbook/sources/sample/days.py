"""Working days of the teams' calendars, and local times as instants."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import holidays
import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Days", "Instants", "Workdays", "day", "instants"]

Days = NDArray[np.datetime64]
Instants = NDArray[np.datetime64]

#: Deadlines of the last period and the working days before the first one lie outside the simulated months.
MARGIN = timedelta(days=100)


def day(on: date | str) -> np.datetime64:
    """Give a calendar date as numpy knows it."""
    return np.datetime64(on, "D")


def instants(days: Days, seconds: NDArray[Any], zone: str) -> Instants:
    """
    Turn local times into UTC instants.

    Parameters
    ----------
    days : array of datetime64[D]
        Local calendar dates.
    seconds : array
        Seconds since local midnight; may reach into the next day.
    zone : str
        IANA zone; no time given here falls into an hour that a clock change skips or repeats.
    """
    naive = days.astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    local = pd.DatetimeIndex(naive).tz_localize(zone)
    return np.asarray(local.tz_convert("UTC").tz_localize(None).to_numpy(), "datetime64[s]")


class Workdays:
    """
    Working days of one calendar around the simulated months.

    Parameters
    ----------
    calendar : str
        Country code of `holidays`; make-up working days are included.
    start, until : date
        First and last simulated day.
    """

    def __init__(self, calendar: str, start: date, until: date) -> None:
        first, last = start - MARGIN, until + MARGIN
        country = holidays.country_holidays(calendar, years=range(first.year, last.year + 1))
        every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.days: Days = np.array([on for on in every if country.is_working_day(on)], "datetime64[D]")
        self.months: Days = self.days.astype("datetime64[M]")
        #: 0 is Monday; a make-up working day is 5 or 6.
        self.weekday = (self.days.astype("int64") + 3) % 7

    def between(self, start: np.datetime64, end: np.datetime64) -> Days:
        """Working days from `start` up to, not including, `end`."""
        low, high = np.searchsorted(self.days, [start, end])
        return self.days[low:high]

    def after(self, days: Days, count: int = 1) -> Days:
        """Give the `count`-th working day after each day."""
        return self.days[np.searchsorted(self.days, days, side="right") + count - 1]

    def friday_of(self, mondays: Days) -> Days:
        """
        Give the day on which a report due on Friday is due, for each week.

        A Friday off moves it to the last working day before it inside the week, or
        to the first one after it; a week without working days gives NaT.
        """
        before = self.days[np.searchsorted(self.days, mondays + 4, side="right") - 1]
        after = self.days[np.searchsorted(self.days, mondays + 5)]
        late = np.where(after < mondays + 7, after, np.datetime64("NaT"))
        return np.where(before >= mondays, before, late)
