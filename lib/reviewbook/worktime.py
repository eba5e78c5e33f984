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

__all__ = ["HOUR", "WorkTime"]

#: Microseconds of an hour.
HOUR = 3_600_000_000

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

    def local(self, rows: Frame, at: str) -> Frame:
        """
        Add the wall clock of each row's zone.

        Parameters
        ----------
        rows : Frame
            Rows with ``zone`` and the instant.
        at : str
            Name of the instant; not empty.

        Returns
        -------
        Frame
            The rows with ``local_day`` (days since 1970) and ``local_time`` (µs since midnight).
        """
        columns = rows.collect_schema().names()
        offsets = self.zones.select(
            nw.col("zone").alias("_zone"), nw.col("day").alias("_day"), "switch_at", "offset_before", "offset_after"
        )
        placed = rows.with_columns(_utc_day=nw.col(at) // _DAY).join(
            offsets, left_on=["zone", "_utc_day"], right_on=["_zone", "_day"]
        )
        offset = (
            nw.when(nw.col(at) >= nw.col("switch_at")).then(nw.col("offset_after")).otherwise(nw.col("offset_before"))
        )
        local = placed.with_columns(_local=nw.col(at) + offset)
        return local.select(
            *columns, local_day=nw.col("_local") // _DAY, local_time=nw.col("_local") - nw.col("_local") // _DAY * _DAY
        )

    def worked(self, rows: Frame, at: str, name: str) -> Frame:
        """
        Add the working time from the first day of `days` up to an instant.

        Parameters
        ----------
        rows : Frame
            Rows with ``zone``, ``calendar`` and the instant.
        at : str
            Name of the instant; not empty.
        name : str
            Name of the new column, µs.
        """
        columns = rows.collect_schema().names()
        start, end = (((t.hour * 60 + t.minute) * 60_000_000) for t in (self.hours.start, self.hours.end))
        counted = self.days.select(
            nw.col("calendar").alias("_calendar"),
            nw.col("day").alias("_day"),
            nw.col("seq").alias("_seq"),
            nw.col("working").alias("_working"),
        )
        dated = self.local(rows, at).join(counted, left_on=["calendar", "local_day"], right_on=["_calendar", "_day"])
        today = nw.col("local_time").clip(start, end) - start
        whole = (nw.col("_seq") - nw.col("_working")) * (end - start)
        return dated.with_columns((whole + nw.col("_working") * today).cast(nw.Int64).alias(name)).select(
            *columns, name
        )
