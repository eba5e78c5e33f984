"""Numbers, money, dates and times as the readers of a language write them."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_symbol

from reviewbook.periods import Cadence, Period
from reviewbook.wording.formats import of

__all__ = ["DASH", "Formats"]

#: What is printed where a value does not exist.
DASH = "–"

#: Decimals of a percentage at most.
_FINEST = 6


class Formats:
    """
    Formats of one language.

    Parameters
    ----------
    language : str
        ``zh``, ``en``, or a further one that has a file in ``languages/``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.written = of(language)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number with grouped thousands and that many decimals."""
        return self._grouped(_rounded(value, digits), digits) if _present(value) else DASH

    def percent(self, share: float | None, digits: int = 1) -> str:
        """Write a share from 0 to 1 as a percentage; one that falls short never reads 100%, it has more decimals."""
        if not _present(share):
            return DASH
        while share < 1 and _hundredfold(share, digits) >= 100 and digits < _FINEST:
            digits += 1
        return self.written.percent.format(number=self._grouped(_hundredfold(share, digits), digits))

    def change(self, share: float | None, digits: int = 1) -> str:
        """Write a relative change with its sign."""
        if not _present(share):
            return DASH
        return self.written.percent.format(number=self._signed(_hundredfold(share, digits), digits))

    def points(self, share: float | None, digits: int = 1) -> str:
        """Write the difference of two shares in percentage points, with its sign."""
        if not _present(share):
            return DASH
        return self.written.points.format(number=self._signed(_hundredfold(share, digits), digits))

    def money(self, amount: float | None, currency: str, digits: int = 0) -> str:
        """Write an amount in full: ``¥1,234,567``."""
        if not _present(amount):
            return DASH
        rounded = _rounded(amount, digits)
        return _sign(rounded) + self.symbol(currency) + self._grouped(abs(rounded), digits)

    def symbol(self, currency: str) -> str:
        """Give the sign that stands before an amount; the yuan is ``¥`` to both readers."""
        return "¥" if currency == "CNY" else str(get_currency_symbol(currency, locale=self.written.locale))

    def short_money(self, amount: float | None, currency: str) -> str:
        """Write an amount in the largest unit that leaves three figures: ``¥123万``, ``¥1.23m``."""
        if not _present(amount):
            return DASH
        scaled, digits, unit = self._scaled(amount)
        return f"{_sign(scaled)}{self.symbol(currency)}{self._grouped(abs(scaled), digits)}{unit}"

    def signed(self, amount: float | None, currency: str = "") -> str:
        """Write a change of an amount with its sign: ``+¥1.23m`` with its currency, ``+1,234,567`` without."""
        if not _present(amount):
            return DASH
        text = self.short_money(amount, currency) if currency else self.number(amount)
        return f"+{text}" if amount > 0 and any(digit in text for digit in "123456789") else text

    def short(self, value: float | None) -> str:
        """Write a number in the largest unit that leaves three figures: ``123万``, ``1.23m``."""
        if not _present(value):
            return DASH
        scaled, digits, unit = self._scaled(value)
        return f"{self._grouped(scaled, digits)}{unit}"

    def day(self, on: date) -> str:
        """Write a date with its weekday: ``11月23日 周一``, ``Mon 23 Nov``."""
        return self._date(on, self.written.dates["day"])

    def long_date(self, on: date) -> str:
        """Write a date with its year."""
        return self._date(on, self.written.dates["long"])

    def weekday(self, on: date) -> str:
        """Write the weekday alone, short."""
        return self._date(on, "EEE")

    def instant(self, at: datetime, zone: str) -> str:
        """Write an instant in a zone, with its date, to the minute, and the zone's name."""
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        city = zone.rsplit("/", 1)[-1].replace("_", " ")
        zones = self.written.zones
        name = zones["cities"].get(city) or zones["zone"].format(city=city)
        written = str(format_datetime(local, self.written.dates["instant"], locale=self.written.locale))
        return str(zones["told"].format(instant=written, zone=name))

    def clock(self, at: datetime, zone: str) -> str:
        """Write month, day and time of day in a zone: ``11-23 18:05``."""
        return at.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")

    def period(self, period: Period | str) -> str:
        """Write a period: ``2026年第47周（11月16日–22日）``, ``Week 47 of 2026 (16–22 Nov)``."""
        period = Period.parse(period) if isinstance(period, str) else period
        first, last, told = period.start_on, period.last_on, self.written.periods
        match period.cadence:
            case Cadence.DAILY:
                return str(told["daily"].format(date=self.long_date(first), weekday=self.weekday(first)))
            case Cadence.WEEKLY:
                year, week, _ = first.isocalendar()
                return str(told["weekly"].format(year=year, week=week, span=self._span(first, last)))
            case Cadence.MONTHLY:
                return self._date(first, self.written.dates["month"])
            case Cadence.QUARTERLY:
                quarter = told["quarters"][(first.month - 1) // 3]
                return str(told["quarterly"].format(year=first.year, quarter=quarter))
            case _:
                return str(told["yearly"].format(year=first.year))

    def short_period(self, period: Period | str) -> str:
        """Write a period as short as an axis wants it: ``W47``, ``11月``, ``Nov``."""
        period = Period.parse(period) if isinstance(period, str) else period
        first = period.start_on
        match period.cadence:
            case Cadence.DAILY:
                return f"{first.month}/{first.day}"
            case Cadence.WEEKLY:
                return f"W{first.isocalendar().week:02}"
            case Cadence.MONTHLY:
                return self._date(first, self.written.dates["short_month"])
            case _:
                return period.key

    def duration(self, seconds: float | None) -> str:
        """Write a time span in days, hours and minutes, the two largest: ``2小时27分``, ``2 h 27 min``."""
        if not _present(seconds):
            return DASH
        minutes = max(1, round(seconds / 60))
        told = self.written.spans
        parts = [(minutes // 1440, "days"), (minutes // 60 % 24, "hours"), (minutes % 60, "minutes")]
        while len(parts) > 1 and not parts[0][0]:
            parts = parts[1:]
        return told["between"].join(told[unit].format(count=count) for count, unit in parts[:2] if count)

    def join(self, words: list[str]) -> str:
        """Write several words in a row."""
        return self.written.between_words.join(words)

    def _scaled(self, value: float) -> tuple[Decimal, int, str]:
        """Give the number in its largest unit, with how many decimals, and the unit's name."""
        size = abs(float(f"{value:.3g}"))  # 99,999 has the unit of 100,000, as which it is written
        for unit, name in self.written.scales:
            if size >= unit:
                digits = _digits(size / unit)
                return _rounded(value / unit, digits), digits, name
        digits = 0 if float(value).is_integer() or size >= 100 else 1
        return _rounded(value, digits), digits, ""

    def _signed(self, rounded: Decimal, digits: int) -> str:
        return ("+" if rounded > 0 else "") + self._grouped(rounded, digits)

    def _grouped(self, rounded: Decimal, digits: int) -> str:
        number = f"{abs(rounded):,.{digits}f}"
        if (self.written.thousands, self.written.decimal) != (",", "."):
            number = number.translate({ord(","): self.written.thousands, ord("."): self.written.decimal})
        return f"{_sign(rounded)}{number}"

    def _date(self, on: date, pattern: str) -> str:
        return str(format_date(on, pattern, locale=self.written.locale))

    def _span(self, first: date, last: date) -> str:
        dates, within = self.written.dates, "_of_month" if first.month == last.month else ""
        return f"{self._date(first, dates[f'first{within}'])}–{self._date(last, dates[f'last{within}'])}"


def _present(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _rounded(value: float, digits: int) -> Decimal:
    """Round half away from zero, as people and Excel do, the number as it is written; there is no minus zero."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def _hundredfold(share: float, digits: int) -> Decimal:
    return _rounded(share, digits + 2).scaleb(2)


def _digits(scaled: float) -> int:
    return 0 if scaled >= 100 else 1 if scaled >= 10 else 2


def _sign(rounded: Decimal) -> str:
    return "\N{MINUS SIGN}" if rounded < 0 else ""
