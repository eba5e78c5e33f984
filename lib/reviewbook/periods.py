"""Days, ISO weeks, months, quarters and years as text keys, and nothing else.

A period is half-open, ``[start_on, end_on)``, and has no zone of its own: whoever
needs instants names the zone. This module never reads the clock and knows no
holidays; working days are the business of `calendars`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reviewbook.errors import PeriodError

__all__ = ["Cadence", "Period"]


class Cadence(StrEnum):
    """How often something recurs; the order is from short to long."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


_SHAPES = {
    Cadence.DAILY: (re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII), "2026-11-23"),
    Cadence.WEEKLY: (re.compile(r"(\d{4})-W(\d{2})\Z", re.ASCII), "2026-W47"),
    Cadence.MONTHLY: (re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII), "2026-11"),
    Cadence.QUARTERLY: (re.compile(r"(\d{4})-Q(\d)\Z", re.ASCII), "2026-Q4"),
    Cadence.YEARLY: (re.compile(r"(\d{4})\Z", re.ASCII), "2026"),
}


@dataclass(frozen=True, order=True)
class Period:
    """
    A day, ISO week, month, quarter or year.

    Parameters
    ----------
    start_on : date
        First day of the period.
    cadence : Cadence
        Which kind of period starts on that day.
    """

    start_on: date
    cadence: Cadence

    @classmethod
    def parse(cls, text: str, cadence: Cadence | str | None = None) -> Period:
        """
        Read ``2026-11-23``, ``2026-W47``, ``2026-11``, ``2026-Q4`` or ``2026``.

        Parameters
        ----------
        text : str
            The key, exactly as printed by `key`.
        cadence : Cadence, optional
            The kind that is expected; any kind when not given.

        Raises
        ------
        PeriodError
            When the text is no such period of the calendar.
        """
        if cadence is not None:
            cadence = Cadence(cadence)
        for kind, (shape, _) in _SHAPES.items():
            match = shape.match(text) if isinstance(text, str) else None
            if match and cadence in (None, kind):
                return cls(_first_day(kind, text, *(int(part) for part in match.groups())), kind)
        wanted = [cadence] if cadence else list(_SHAPES)
        examples = " or ".join(f"'{_SHAPES[kind][1]}'" for kind in wanted)
        kind_name = f"a {_NOUNS[cadence]}" if cadence else "a period"
        raise PeriodError(f"{text!r} is not {kind_name}. Write it like {examples}.")

    @classmethod
    def containing(cls, on: date, cadence: Cadence | str) -> Period:
        """Give the period of that cadence in which the day lies."""
        match Cadence(cadence):
            case Cadence.DAILY:
                start = on
            case Cadence.WEEKLY:
                start = on - timedelta(days=on.weekday())
            case Cadence.MONTHLY:
                start = on.replace(day=1)
            case Cadence.QUARTERLY:
                start = date(on.year, on.month - (on.month - 1) % 3, 1)
            case _:
                start = date(on.year, 1, 1)
        return cls(start, Cadence(cadence))

    @property
    def key(self) -> str:
        """The text by which the period is known everywhere."""
        on = self.start_on
        match self.cadence:
            case Cadence.DAILY:
                return on.isoformat()
            case Cadence.WEEKLY:
                year, week, _ = on.isocalendar()
                return f"{year:04}-W{week:02}"
            case Cadence.MONTHLY:
                return f"{on.year:04}-{on.month:02}"
            case Cadence.QUARTERLY:
                return f"{on.year:04}-Q{(on.month + 2) // 3}"
            case _:
                return f"{on.year:04}"

    @property
    def end_on(self) -> date:
        """The first day after the period."""
        return self.shift(1).start_on

    @property
    def last_on(self) -> date:
        """The last day of the period."""
        return self.end_on - timedelta(days=1)

    @property
    def days(self) -> list[date]:
        """Every day of the period, in order."""
        return [self.start_on + timedelta(days=n) for n in range((self.end_on - self.start_on).days)]

    def start_at(self, zone: str | ZoneInfo) -> datetime:
        """Midnight that begins the period in that zone."""
        return _midnight(self.start_on, zone)

    def end_at(self, zone: str | ZoneInfo) -> datetime:
        """Midnight that ends the period in that zone; itself outside the period."""
        return _midnight(self.end_on, zone)

    def shift(self, steps: int) -> Period:
        """Give the period that many steps later (earlier when negative)."""
        on = self.start_on
        match self.cadence:
            case Cadence.DAILY:
                return Period(on + timedelta(days=steps), self.cadence)
            case Cadence.WEEKLY:
                return Period(on + timedelta(weeks=steps), self.cadence)
            case Cadence.MONTHLY:
                return Period(_plus_months(on, steps), self.cadence)
            case Cadence.QUARTERLY:
                return Period(_plus_months(on, 3 * steps), self.cadence)
            case _:
                return Period(_plus_months(on, 12 * steps), self.cadence)

    @property
    def previous(self) -> Period:
        """The period just before."""
        return self.shift(-1)

    @property
    def year_ago(self) -> Period:
        """The same period a year earlier; for days and weeks the one 52 weeks earlier."""
        match self.cadence:
            case Cadence.DAILY:
                return self.shift(-364)
            case Cadence.WEEKLY:
                return self.shift(-52)
            case Cadence.MONTHLY:
                return self.shift(-12)
            case Cadence.QUARTERLY:
                return self.shift(-4)
            case _:
                return self.shift(-1)

    def last(self, count: int) -> list[Period]:
        """Give this period and those before it, `count` in all, oldest first."""
        return [self.shift(n) for n in range(1 - count, 1)]

    def within(self, cadence: Cadence | str) -> list[Period]:
        """Give the shorter periods that begin inside this one, in order."""
        found = Period.containing(self.start_on, cadence)
        if found.start_on < self.start_on:
            found = found.shift(1)
        periods = []
        while found.start_on < self.end_on:
            periods.append(found)
            found = found.shift(1)
        return periods

    def __contains__(self, on: date) -> bool:
        return self.start_on <= on < self.end_on

    def __iter__(self) -> Iterator[date]:
        return iter(self.days)

    def __str__(self) -> str:
        return self.key


#: Wide enough for any company, and far enough from the ends of the calendar for every year ago and every next period.
_YEARS = range(1900, 2200)

_NOUNS = {
    Cadence.DAILY: "day",
    Cadence.WEEKLY: "week",
    Cadence.MONTHLY: "month",
    Cadence.QUARTERLY: "quarter",
    Cadence.YEARLY: "year",
}


def _first_day(kind: Cadence, text: str, year: int, *parts: int) -> date:
    if year in _YEARS:
        with suppress(ValueError):
            match kind:
                case Cadence.DAILY:
                    return date(year, *parts)
                case Cadence.WEEKLY:
                    return date.fromisocalendar(year, parts[0], 1)
                case Cadence.MONTHLY:
                    return date(year, parts[0], 1)
                case Cadence.QUARTERLY:
                    return date(year, 3 * parts[0] - 2, 1)
                case _:
                    return date(year, 1, 1)
    raise PeriodError(f"{text!r} is not a {_NOUNS[kind]}; {_limits(kind, year, parts)}")


def _limits(kind: Cadence, year: int, parts: tuple[int, ...]) -> str:
    if year not in _YEARS:
        return f"years run from {_YEARS[0]} to {_YEARS[-1]}."
    if kind is Cadence.WEEKLY:
        weeks = date(year, 12, 28).isocalendar().week
        return f"{year:04} has {weeks} weeks. Use {year:04}-W01 to {year:04}-W{weeks}."
    if kind is Cadence.QUARTERLY:
        return f"use {year:04}-Q1 to {year:04}-Q4."
    if not 1 <= parts[0] <= 12:
        return f"use {year:04}-01 to {year:04}-12."
    last = Period(date(year, parts[0], 1), Cadence.MONTHLY).last_on
    return f"{year:04}-{parts[0]:02} ends on {last.isoformat()}."


def _plus_months(on: date, months: int) -> date:
    count = on.year * 12 + on.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _midnight(on: date, zone: str | ZoneInfo) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone) if isinstance(zone, str) else zone)
