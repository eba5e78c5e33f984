"""Working time between two instants, for rows of any team.

The working time up to an instant is that of the whole working days before it plus
the part of its own day that lies within the working hours; the time between two
instants is the difference. Both come from two equality joins, so that every engine
gives the same microsecond.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from reviewbook.engine import Frame
from reviewbook.params.company import WorkHours

__all__ = ["HOUR", "MINUTE", "WorkTime"]

#: Microseconds of a minute and of an hour.
MINUTE = 60_000_000
HOUR = 60 * MINUTE

_DAY = 24 * HOUR


@dataclass(frozen=True)
class WorkTime:
    """
    The clock by which lateness and answers are counted.

    Parameters
    ----------
    days : Frame
        `calendars.days_frame`; it reaches over every instant that is asked about.
    zones : Frame
        `calendars.zones_frame`, for the UTC days of the same.
    hours : WorkHours
        Working time of a working day.
    """

    days: Frame
    zones: Frame
    hours: WorkHours

    def worked(self, rows: Frame, at: str, name: str, on: str = "_on") -> Frame:
        """
        Add the working time from the first day of `days` up to an instant, and the day of the instant.

        Parameters
        ----------
        rows : Frame
            Rows with ``zone``, ``calendar`` and the instant; those whose instant lies beyond `days` are left out.
        at : str
            Name of the instant; not empty.
        name : str
            Name of the new column, µs.
        on : str
            Name of the new column for the day in the row's zone; left out when not given.
        """
        columns = [*rows.collect_schema().names(), name, *([] if on == "_on" else [on])]
        start, end = (t.hour * HOUR + t.minute * MINUTE for t in (self.hours.start, self.hours.end))
        days = self.days.select(
            "calendar", nw.col("day").alias("_day"), nw.col("on").alias(on), nw.col("seq"), nw.col("working")
        )
        dated = self._local(rows, at).join(days, on=["calendar", "_day"])
        today = nw.col("_time").clip(start, end) - start
        whole = (nw.col("seq") - nw.col("working")) * (end - start)
        return dated.with_columns((whole + nw.col("working") * today).cast(nw.Int64).alias(name)).select(*columns)

    def _local(self, rows: Frame, at: str) -> Frame:
        """Add the wall clock of each row's zone: ``_day`` since 1970 and ``_time`` since midnight in µs."""
        offsets = self.zones.select(
            "zone", nw.col("day").alias("_utc_day"), "switch_at", "offset_before", "offset_after"
        )
        placed = rows.with_columns(_utc_day=nw.col(at) // _DAY).join(offsets, on=["zone", "_utc_day"])
        offset = (
            nw.when(nw.col(at) >= nw.col("switch_at")).then(nw.col("offset_after")).otherwise(nw.col("offset_before"))
        )
        local = placed.with_columns(_local=nw.col(at) + offset).with_columns(_day=nw.col("_local") // _DAY)
        return local.with_columns(_time=nw.col("_local") - nw.col("_day") * _DAY)
