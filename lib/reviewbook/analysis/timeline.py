"""Which periods are measured for a review, and which days that takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.params.publications import Publication
from reviewbook.params.templates import Templates
from reviewbook.periods import Cadence, Period

__all__ = ["Timeline", "first_asked", "timeline"]

#: How many periods of the other cadences are measured: a pace rests upon the twelve finished ones before.
_BEHIND = {Cadence.DAILY: 45, Cadence.WEEKLY: 15, Cadence.MONTHLY: 14}

#: How many periods of a review's own cadence are measured: limits of a chart rest upon the ones before.
_CHARTED = {Cadence.DAILY: 45, Cadence.WEEKLY: 28, Cadence.MONTHLY: 26}

#: Days after the cut-off that calendars must know, for reports that are still open.
_AHEAD = timedelta(days=45)


@dataclass(frozen=True)
class Timeline:
    """
    The periods that are measured.

    Parameters
    ----------
    reviewed : Period
        The period under review.
    periods : tuple of Period
        In no particular order, each once.
    as_of : datetime
        The cut-off.
    zone : str
        Zone of the company, by whose clock a period is over.
    """

    reviewed: Period
    periods: tuple[Period, ...]
    as_of: datetime
    zone: str

    @property
    def history(self) -> list[str]:
        """Keys of the periods that lead up to the one under review without a gap, the oldest first."""
        known, back = set(self.periods), [self.reviewed]
        while back[-1].previous in known:
            back.append(back[-1].previous)
        return [period.key for period in reversed(back)]

    @property
    def first_on(self) -> date:
        """The first day of all periods."""
        return min(period.start_on for period in self.periods)

    @property
    def last_on(self) -> date:
        """The last day that calendars must know."""
        return max(self.today, *(period.last_on for period in self.periods)) + _AHEAD

    @property
    def today(self) -> date:
        """The day of the cut-off."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    def frame(self) -> pd.DataFrame:
        """Give `Grid.periods`: one row per period, with the keys of the one before and of a year ago."""
        rows = [
            (
                period.cadence.value,
                period.key,
                period.start_on.isoformat(),
                period.end_on.isoformat(),
                period.previous.key,
                period.year_ago.key,
                int(period.end_at(self.zone) <= self.as_of),
            )
            for period in sorted(self.periods)
        ]
        names = ["cadence", "period", "start_on", "end_on", "previous", "year_ago", "finished"]
        return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[:-1], "str") | {"finished": "int64"})

    def days(self) -> pd.DataFrame:
        """Give `Grid.days`: the days of each period."""
        rows = [(p.cadence.value, p.key, on.isoformat()) for p in sorted(self.periods) for on in p]
        return pd.DataFrame(rows, columns=["cadence", "period", "on"]).astype("str")


def timeline(publication: Publication, period: Period, as_of: datetime, zone: str) -> Timeline:
    """
    Lay out the periods that a review speaks of.

    Parameters
    ----------
    publication : Publication
        The review; its history is measured in its own cadence.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    zone : str
        Zone of the company.

    Returns
    -------
    Timeline
        The period with its history and what limits of its charts rest upon, and as much of the other cadences as a pace or a comparison needs; of each the
        same period a year ago.
    """
    behind = dict(_BEHIND)
    behind[period.cadence] = max(_CHARTED.get(period.cadence, 0), publication.history + 2)
    chosen: set[Period] = set()
    for cadence, count in behind.items():
        anchor = period if cadence is period.cadence else Period.containing(period.last_on, cadence)
        chosen |= {*anchor.last(count), anchor.year_ago}
    return Timeline(period, tuple(sorted(chosen)), as_of, zone)


def first_asked(templates: Templates, plan: Timeline) -> date:
    """Give the day from which periods are reported on: a year's report is due long after the year began."""
    longer = {form.cadence for form in templates.templates} & {Cadence.QUARTERLY, Cadence.YEARLY}
    begun = (Period.containing(plan.first_on, cadence).previous.start_on for cadence in longer)
    return min(begun, default=plan.first_on)
