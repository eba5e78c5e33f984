"""When somebody may be told something: the clock, the working days and the quiet hours of where she is.

Instants are given in UTC: two of one zone would be compared by their wall clocks, which is wrong in the night in which
they are put back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reviewbook.calendars import Calendar
from reviewbook.params.company import WorkHours
from reviewbook.params.reminders import QuietHours

__all__ = ["Place", "allowed_from", "worked_off"]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """
    Where somebody works.

    Parameters
    ----------
    zone : str
        By its clock.
    calendar : Calendar
        By its working days.
    """

    zone: str
    calendar: Calendar

    def wall(self, at: datetime) -> datetime:
        """Give an instant by the clock there."""
        return at.astimezone(ZoneInfo(self.zone))

    def day(self, at: datetime) -> date:
        """Give the day that it is there."""
        return self.wall(at).date()

    def instant(self, on: date, clock: time = time.min) -> datetime:
        """Give the instant of a time of day there, of a day's beginning when none is named."""
        return datetime.combine(on, clock, ZoneInfo(self.zone)).astimezone(UTC)


def allowed_from(at: datetime, place: Place, quiet: QuietHours | None, works: Callable[[date], bool]) -> datetime:
    """
    Give the first instant, not before another one, on a day that is worked and outside quiet hours.

    Parameters
    ----------
    at : datetime
        Not before it.
    place : Place
        Where whoever is told works.
    quiet : QuietHours, optional
        By the clock there.
    works : callable
        Whether a day is worked there.
    """
    while True:
        local = place.wall(at)
        clock, on = local.time(), local.date()
        if not works(on):
            at = place.instant(on + _DAY)
        elif quiet is not None and quiet.holds(clock):
            at = place.instant(on if clock < quiet.until else on + _DAY, quiet.until)
        else:
            return at.astimezone(UTC)


def worked_off(at: datetime, hours: float, place: Place, work_hours: WorkHours) -> datetime:
    """
    Give the instant at which so many working hours have passed since another one.

    Parameters
    ----------
    at : datetime
        The beginning.
    hours : float
        More than none.
    place : Place
        Whose working days and clock count.
    work_hours : WorkHours
        The part of a working day that counts.
    """
    local, left = place.wall(at), timedelta(hours=hours)
    on, begins = local.date(), _since_midnight(local.time())
    start, end = (_since_midnight(clock) for clock in (work_hours.start, work_hours.end))
    while True:
        if place.calendar.is_working(on):
            begins = max(begins, start)
            if begins + left <= end:
                # By the clock on the wall: an hour that is put in at night is no working hour.
                return (datetime.combine(on, time.min, local.tzinfo) + begins + left).astimezone(UTC)
            left -= max(end - begins, timedelta())
        on, begins = on + _DAY, timedelta()


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
