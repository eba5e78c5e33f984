"""Working days, and what day a report or a review is due on.

A calendar is a country's public holidays with its make-up working days, changed by
what the company takes off or works. A country that moves working days announces
them year by year; a year not announced yet (or unknown to the library) is
``provisional``: it is counted as well as can be, says so on every day, and is
never passed off as settled. What the company itself has decided is settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.params.company import Company
from reviewbook.params.templates import WEEKDAYS, Due
from reviewbook.periods import Cadence, Period
from reviewbook.public_days import NO_HOLIDAYS, DayKind, public_year

__all__ = ["NO_HOLIDAYS", "Calendar", "DayKind", "days_frame", "due_at", "microseconds", "zones_frame"]

_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000
_MICROSECOND = timedelta(microseconds=1)


_WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP, DayKind.COMPANY_WORKING})


@dataclass(frozen=True)
class Calendar:
    """
    The working days of a country as one company keeps them.

    Parameters
    ----------
    code : str
        Country code of the public holidays, or `NO_HOLIDAYS`. With a code that nobody knows every day is
        provisional, Monday to Friday.
    company_off, company_working : frozenset of date
        What the company changes.
    """

    code: str
    company_off: frozenset[date] = frozenset()
    company_working: frozenset[date] = frozenset()

    @classmethod
    def of(cls, code: str, company: Company) -> Calendar:
        """Give the calendar of that code as the company keeps it."""
        return cls(code, frozenset(company.days_off), frozenset(company.working_days))

    def kind(self, on: date) -> str:
        """Say what the day is, one of `DayKind`; a change that changes nothing leaves the kind as it was."""
        public = public_year(self.code, on.year).kind(on)
        if on in self.company_working and public not in _WORKED:
            return DayKind.COMPANY_WORKING
        if on in self.company_off and public in _WORKED:
            return DayKind.COMPANY_OFF
        return public

    def name(self, on: date) -> str | None:
        """Give the holiday's name in the language of its country; None on other days."""
        return public_year(self.code, on.year).names.get(on) if self.kind(on) == DayKind.HOLIDAY else None

    def is_working(self, on: date) -> bool:
        """Say whether the day is worked."""
        return self.kind(on) in _WORKED

    def is_day_off(self, on: date) -> bool:
        """Say whether a day is free that is worked in an ordinary week; a holiday on a weekend takes nothing away."""
        kind, public = self.kind(on), public_year(self.code, on.year)
        return kind == DayKind.COMPANY_OFF or (kind == DayKind.HOLIDAY and on.weekday() not in public.weekend)

    def is_provisional(self, on: date) -> bool:
        """Say whether the day may still change, because nobody has announced the working days of its year."""
        return public_year(self.code, on.year).provisional and on not in self.company_off | self.company_working

    def shift_working(self, on: date, count: int) -> date:
        """Give the `count`-th working day after the day (before it when negative); the day itself for 0."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            on += step
            while not self.is_working(on):
                on += step
        return on

    def working_days(self, period: Period) -> list[date]:
        """Give the working days of a period, in order."""
        return [on for on in period if self.is_working(on)]

    def last_working_day(self, period: Period) -> date | None:
        """Give the last working day of a period; None where it has none."""
        return next((on for on in reversed(period.days) if self.is_working(on)), None)

    def due_on(self, due: Due, period: Period) -> date | None:
        """
        Give the day on which a report for the period is due.

        Parameters
        ----------
        due : Due
            The rule. A daily report is due on its own day.
        period : Period
            The period reported on.

        Returns
        -------
        date or None
            None when nothing is owed: the period has no working day. A named day that is not worked moves to the
            last working day before it (inside the period; for ``on``, which lies after it, after the period), or to
            the first one after it where there is none before.
        """
        if not self.working_days(period):
            return None
        return self.slot_on(due, period)

    def slot_on(self, due: Due, period: Period) -> date:
        """Give the day of a review's slot: `due_on`, and the day as named where the period has no working day."""
        if due.working_day is not None:
            return self.shift_working(period.last_on, due.working_day)
        if due.last_working_day:
            return self.last_working_day(period) or period.last_on
        if due.weekday is not None:
            index = WEEKDAYS.index(due.weekday)
            named = next(on for on in reversed(period.days) if on.weekday() == index)
            return self._worked_near(named, period.start_on) if self.working_days(period) else named
        if due.on is not None:
            return self._worked_near(_first_after(due.on, period.end_on), period.end_on)
        return period.start_on if period.cadence is Cadence.DAILY else period.last_on

    def _worked_near(self, named: date, floor: date) -> date:
        """Move a day back to a worked one, not before `floor`; forward when there is none."""
        before = (named - timedelta(days=n) for n in range((named - floor).days + 1))
        return next((on for on in before if self.is_working(on)), None) or self.shift_working(named, 1)


def due_at(due: Due, period: Period, calendar: Calendar, zone: str) -> datetime:
    """
    Give the slot of a publication: the instant at which the review of a period is due.

    Parameters
    ----------
    due : Due
        The rule; a daily review is due on the day itself.
    period : Period
        The period reviewed; it has a slot even when it has no working day.
    calendar : Calendar
        Whose working days count.
    zone : str
        Zone of the time of day.
    """
    return datetime.combine(calendar.slot_on(due, period), due.time, ZoneInfo(zone))


def microseconds(at: datetime) -> int:
    """Give an instant in the analysis' form: µs since 1970 UTC."""
    return (at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND


def days_frame(codes: Iterable[str], company: Company, first: date, last: date) -> pd.DataFrame:
    """
    Every day of some calendars.

    Parameters
    ----------
    codes : iterable of str
        Codes of the calendars, as in ``teams.calendar``.
    company : Company
        Its changes hold in every calendar.
    first, last : date
        Both included.

    Returns
    -------
    DataFrame
        One row per calendar and day: ``calendar, on`` (text), ``day`` (days since 1970), ``working`` (0 or 1),
        ``kind`` (`DayKind`), ``name`` (of a holiday), ``provisional`` (0 or 1) and ``seq``, the number of working
        days from `first` up to and including the day.
    """
    rows = []
    for code in sorted(set(codes)):
        calendar, seq = Calendar.of(code, company), 0
        for on in _days(first, last):
            working = int(calendar.is_working(on))
            seq += working
            row = (code, on.isoformat(), (on - _EPOCH).days, working, calendar.kind(on), calendar.name(on))
            rows.append((*row, int(calendar.is_provisional(on)), seq))
    names = ["calendar", "on", "day", "working", "kind", "name", "provisional", "seq"]
    types = dict.fromkeys(("calendar", "on", "kind", "name"), "str")
    return pd.DataFrame(rows, columns=names).astype(
        types | dict.fromkeys(("day", "working", "provisional", "seq"), "int64")
    )


def zones_frame(zones: Iterable[str], first: date, last: date) -> pd.DataFrame:
    """
    The offset from UTC of some zones on every UTC day.

    Parameters
    ----------
    zones : iterable of str
        IANA names, as in ``teams.zone``.
    first, last : date
        UTC days, both included.

    Returns
    -------
    DataFrame
        One row per zone and UTC day: ``zone, day`` (days since 1970), ``switch_at`` (the instant of that day from
        which ``offset_after`` holds; the end of the day where the offset does not change), ``offset_before`` and
        ``offset_after``, all in µs.
    """
    rows = []
    for name in sorted(set(zones)):
        zone = ZoneInfo(name)
        for on in _days(first, last):
            start = datetime(on.year, on.month, on.day, tzinfo=UTC)
            rows.append((name, (on - _EPOCH).days, *_switch(zone, start)))
    names = ["zone", "day", "switch_at", "offset_before", "offset_after"]
    return pd.DataFrame(rows, columns=names).astype({"zone": "str"} | dict.fromkeys(names[1:], "int64"))


def _switch(zone: ZoneInfo, start: datetime) -> tuple[int, int, int]:
    """Find where the offset changes within a UTC day, to the second."""
    low, high = 0, 86_400
    before, after = _offset(zone, start), _offset(zone, start + timedelta(days=1))
    if before == after:
        return microseconds(start) + _DAY, before, after
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, start + timedelta(seconds=middle)) == after else (middle, high)
    return microseconds(start) + high * 1_000_000, before, after


def _offset(zone: ZoneInfo, at: datetime) -> int:
    return (at.astimezone(zone).utcoffset() or timedelta()) // _MICROSECOND


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _first_after(month_day: str, floor: date) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return next(on for year in (floor.year, floor.year + 1) if (on := date(year, month, day)) >= floor)
