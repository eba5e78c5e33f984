"""Numbers, money, dates and times as a Chinese or an English reader writes them."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_symbol

from reviewbook.periods import Cadence, Period

__all__ = ["DASH", "Formats"]

#: What is printed where a value does not exist.
DASH = "–"

#: Decimals of a percentage at most.
_FINEST = 6

_LOCALES = {"zh": "zh_Hans_CN", "en": "en_US"}
_SCALES = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "bn"), (1e6, "m"), (1e3, "k"))}


class Formats:
    """
    Formats of one language.

    Parameters
    ----------
    language : str
        ``zh`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = _LOCALES[language]

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number with grouped thousands and that many decimals."""
        return self._grouped(_rounded(value, digits), digits) if _present(value) else DASH

    def percent(self, share: float | None, digits: int = 1) -> str:
        """Write a share from 0 to 1 as a percentage; one that falls short never reads 100%, it has more decimals."""
        if not _present(share):
            return DASH
        while share < 1 and _hundredfold(share, digits) >= 100 and digits < _FINEST:
            digits += 1
        return f"{self._grouped(_hundredfold(share, digits), digits)}%"

    def change(self, share: float | None, digits: int = 1) -> str:
        """Write a relative change with its sign."""
        if not _present(share):
            return DASH
        return f"{self._signed(_hundredfold(share, digits), digits)}%"

    def points(self, share: float | None, digits: int = 1) -> str:
        """Write the difference of two shares in percentage points, with its sign."""
        if not _present(share):
            return DASH
        return f"{self._signed(_hundredfold(share, digits), digits)} {'个百分点' if self.language == 'zh' else 'pts'}"

    def money(self, amount: float | None, currency: str, digits: int = 0) -> str:
        """Write an amount in full: ``¥1,234,567``."""
        if not _present(amount):
            return DASH
        rounded = _rounded(amount, digits)
        return _sign(rounded) + self.symbol(currency) + self._grouped(abs(rounded), digits)

    def symbol(self, currency: str) -> str:
        """Give the sign that stands before an amount; the yuan is ``¥`` to both readers."""
        return "¥" if currency == "CNY" else str(get_currency_symbol(currency, locale=self.locale))

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
        return str(format_date(on, "M月d日 EEE" if self.language == "zh" else "EEE d MMM", locale=self.locale))

    def long_date(self, on: date) -> str:
        """Write a date with its year."""
        return str(format_date(on, "y年M月d日" if self.language == "zh" else "d MMM y", locale=self.locale))

    def weekday(self, on: date) -> str:
        """Write the weekday alone, short."""
        return str(format_date(on, "EEE", locale=self.locale))

    def instant(self, at: datetime, zone: str) -> str:
        """Write an instant in a zone, with its date, to the minute, and the zone's name."""
        local = at.astimezone(ZoneInfo(zone))
        pattern = "y-MM-dd HH:mm" if self.language == "zh" else "d MMM y, HH:mm"
        city = zone.rsplit("/", 1)[-1].replace("_", " ")
        cities = {"Shanghai": "北京时间"}
        name = cities.get(city, city) if self.language == "zh" else f"{city} time"
        opening, closing = ("（", "）") if self.language == "zh" else (" (", ")")
        return f"{format_datetime(local.replace(tzinfo=None), pattern, locale=self.locale)}{opening}{name}{closing}"

    def clock(self, at: datetime, zone: str) -> str:
        """Write month, day and time of day in a zone: ``11-23 18:05``."""
        return at.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")

    def period(self, period: Period | str) -> str:
        """Write a period: ``2026年第47周（11月16日–22日）``, ``Week 47 of 2026 (16–22 Nov)``."""
        period = Period.parse(period) if isinstance(period, str) else period
        zh, first, last = self.language == "zh", period.start_on, period.last_on
        match period.cadence:
            case Cadence.DAILY:
                return self.long_date(first) + (" " if zh else ", ") + self.weekday(first)
            case Cadence.WEEKLY:
                year, week, _ = first.isocalendar()
                span = self._span(first, last)
                return f"{year}年第{week}周（{span}）" if zh else f"Week {week} of {year} ({span})"
            case Cadence.MONTHLY:
                return str(format_date(first, "y年M月" if zh else "MMMM y", locale=self.locale))
            case Cadence.QUARTERLY:
                quarter = (first.month + 2) // 3
                return f"{first.year}年第{'一二三四'[quarter - 1]}季度" if zh else f"Q{quarter} {first.year}"
            case _:
                return f"{first.year}年" if zh else str(first.year)

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
                return f"{first.month}月" if self.language == "zh" else format_date(first, "MMM", locale=self.locale)
            case _:
                return period.key

    def duration(self, seconds: float | None) -> str:
        """Write a time span in days, hours and minutes, the two largest: ``2小时27分``, ``2 h 27 min``."""
        if not _present(seconds):
            return DASH
        minutes = max(1, round(seconds / 60))
        zh = self.language == "zh"
        parts = [(minutes // 1440, "天" if zh else " d"), (minutes // 60 % 24, "小时" if zh else " h")]
        parts.append((minutes % 60, "分" if zh else " min"))
        while len(parts) > 1 and not parts[0][0]:
            parts = parts[1:]
        return ("" if zh else " ").join(f"{count}{unit}" for count, unit in parts[:2] if count)

    def join(self, words: list[str]) -> str:
        """Write several words in a row."""
        return ("、" if self.language == "zh" else ", ").join(words)

    def _scaled(self, value: float) -> tuple[Decimal, int, str]:
        """Give the number in its largest unit, with how many decimals, and the unit's name."""
        size = abs(float(f"{value:.3g}"))  # 99,999 has the unit of 100,000, as which it is written
        for unit, name in _SCALES[self.language]:
            if size >= unit:
                digits = _digits(size / unit)
                return _rounded(value / unit, digits), digits, name
        digits = 0 if float(value).is_integer() or size >= 100 else 1
        return _rounded(value, digits), digits, ""

    def _signed(self, rounded: Decimal, digits: int) -> str:
        return ("+" if rounded > 0 else "") + self._grouped(rounded, digits)

    def _grouped(self, rounded: Decimal, digits: int) -> str:
        # Comma and point are the same in both languages.
        return f"{_sign(rounded)}{abs(rounded):,.{digits}f}"

    def _span(self, first: date, last: date) -> str:
        if self.language == "zh":
            end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
            return f"{first.month}月{first.day}日–{end}"
        end = format_date(last, "d MMM", locale=self.locale)
        start = str(first.day) if first.month == last.month else format_date(first, "d MMM", locale=self.locale)
        return f"{start}–{end}"


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
