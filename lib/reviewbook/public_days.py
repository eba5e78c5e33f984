"""What the law of a country makes of a day, as the library ``holidays`` knows it.

A country that moves working days (China, Hungary, Vietnam …) announces them year by
year; the library holds what was announced when it was released, and says nothing
about the rest. Here the rest is marked. A country that once moved days and has not
announced any since is marked too: that nobody moves days any more cannot be told
from nobody having said so yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import holidays

__all__ = ["NO_HOLIDAYS", "DayKind", "PublicYear", "public_year"]

#: Code of the calendar without holidays: Monday to Friday.
NO_HOLIDAYS = "none"


class DayKind:
    """What a day is; the words of the column ``kind``."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    COMPANY_OFF = "company_off"
    COMPANY_WORKING = "company_working"


@dataclass(frozen=True)
class PublicYear:
    """
    A country's year, before a company changes it.

    Parameters
    ----------
    names : dict
        The holidays and their names in the language of the country.
    make_up : frozenset of date
        Days of a weekend that are worked.
    weekend : frozenset of int
        Weekdays (Monday is 0) of the weekend.
    provisional : bool
        Whether the year has not been announced, or the library does not know it.
    """

    names: dict[date, str]
    make_up: frozenset[date]
    weekend: frozenset[int]
    provisional: bool

    def kind(self, on: date) -> str:
        """Say what the day is, one of `DayKind`."""
        if on in self.make_up:
            return DayKind.MAKE_UP
        if on in self.names:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if on.weekday() in self.weekend else DayKind.WORKING


@lru_cache(maxsize=512)
def public_year(code: str, year: int) -> PublicYear:
    """Give the year of a country; Monday to Friday and provisional for a code that the library does not know."""
    if code == NO_HOLIDAYS or code not in holidays.list_supported_countries():
        return PublicYear({}, frozenset(), frozenset({5, 6}), provisional=code != NO_HOLIDAYS)
    known = _country(code)
    # The language is named, for the library would otherwise take it from the environment.
    country = holidays.country_holidays(code, years=year, language=known.default_language)
    names = {on: str(name) for on, name in country.items() if on.year == year}
    make_up = frozenset(on for on in country.weekend_workdays if on.year == year)
    published = known.start_year <= year <= min(known.end_year, _announced_until(code))
    return PublicYear(names, make_up, frozenset(country.weekend), not published)


@lru_cache(maxsize=64)
def _country(code: str) -> Any:
    return getattr(holidays, code)()


@lru_cache(maxsize=64)
def _announced_until(code: str) -> int:
    """Give the last year whose moved days the library knows; endless for a country that moves none."""
    country = _country(code)
    if not country.has_substituted_holidays:
        return date.max.year
    special = getattr(country, "special_public_holidays", {})
    return max((year for year, moved in special.items() if _moves_days(moved)), default=date.min.year)


def _moves_days(entries: tuple[Any, ...]) -> bool:
    """Tell entries (month, day, from month, from day) from plain special holidays (month, day, name)."""
    several = entries if isinstance(entries[0], tuple) else (entries,)
    return any(len(entry) >= 4 for entry in several)
