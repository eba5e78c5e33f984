"""What a cell of a page becomes in a workbook: a number, a date or words, and the format that makes it read the same.

A number counts as one only when a format makes it read as the page does; so the
workbook can be added up and sorted, and still says what the page says. What
says more than its number (``9 of 19``) or is no number to anybody (``W44``)
stays words. Refused is nothing: words are always possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from reviewbook.wording import Wording

__all__ = ["LONGEST", "Entry", "cut", "entry", "is_day", "joined", "length"]

#: Characters of a cell at most, counted by `length`.
LONGEST = 32_767

_SIGNED = re.compile(
    r"(?P<sign>[+\u2212]?)(?P<symbol>[^\d\s+\u2212.,;%<>\"\\]{0,4})"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,15})(?P<part>\.\d{1,9})?(?P<percent>%?)(?P<unit>[^\d%/;\"\\]{0,12})"
)
_FIGURE = re.compile(r"\d")
_SCALES = (3, 4, 6, 8, 9)  # k, 万, m, 亿, bn
_MOST = 1e15  # beyond it, a number of a workbook is not exact
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONG_DAY = re.compile(r"\d{4}-\d\d-\d\d(?P<more>[^\d;\"\\]{0,20})")
_CLOCK = re.compile(r"(?:\d{4}-)?(\d\d)-(\d\d) (\d\d):(\d\d)")
_EARLIEST = 1901


@dataclass(frozen=True)
class Entry:
    """
    What stands in a cell of a workbook.

    Parameters
    ----------
    value : str, float, int, date or datetime
        The value; an instant in the local time that the page prints.
    format : str
        The number format in Excel's language that makes it read as the page does; empty for words.
    """

    value: str | float | int | date | datetime
    format: str = ""


def entry(cell: dict[str, Any], head: str = "", dated: bool = False) -> Entry:
    """
    Give what a cell becomes.

    Parameters
    ----------
    cell : dict
        A `Cell` or `NumberTile` as plain data.
    head : str
        Number format of its column, for what the page prints in a way of its own: ``2 h 13 min``.
    dated : bool
        Whether all of its column are days, so that days are dates.

    Returns
    -------
    Entry
        Its number or date where it has one that reads as its text, and its text otherwise: all of it where the page
        shows the beginning.
    """
    text, value = cell["text"], cell["value"]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
        code = _as_printed(text, value) or _in_full(text, value) or (head if _FIGURE.search(text) else "")
        return Entry(value, code) if code else Entry(text)
    if isinstance(value, str):
        if dated and (day := _day(text, value)):
            return day
        if at := _local(text, value):
            return Entry(at, "yyyy-mm-dd hh:mm")
        if text.endswith("…") and len(value) >= len(text):
            return Entry(value)
    return Entry(text)


def is_day(cell: dict[str, Any]) -> bool:
    """Whether a cell holds a day, and its text tells no more than that."""
    return isinstance(cell["value"], str) and _day(cell["text"], cell["value"]) is not None


def cut(text: str, words: Wording) -> str:
    """Give the text as far as a cell holds it; where that is not all, it says so and how long the whole is."""
    if 2 * len(text) <= LONGEST or length(text) <= LONGEST:
        return text
    mark = words("workbook.cut", count=words.number(len(text)))
    room, kept = LONGEST - length(mark), text[:LONGEST]
    while (over := length(kept) - room) > 0:
        kept = kept[: len(kept) - (over + 1) // 2]
    return kept + mark


def length(text: str) -> int:
    """Give how long Excel takes a text to be: a character that is rare counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def joined(code: str) -> str:
    """Give a number format with literals that follow each other made one: two quotes in a row may be read otherwise."""
    return code.replace('""', "")


def _as_printed(text: str, value: float) -> str:
    """Give the format under which the value reads as the text; nothing when there is none."""
    read = _SIGNED.fullmatch(text)
    if read is None or not _rounds_to(value, _number(read), -2 if read["percent"] else 0, read["part"]):
        return ""
    grouped = "," in read["whole"] or (len(read["whole"]) < 4 and not read["percent"])
    digits = re.sub(r"\d", "0", read["part"] or "")
    body = _literal(read["symbol"]) + ("#,##0" if grouped else "0") + digits + read["percent"] + _literal(read["unit"])
    return _sections(body, read["sign"], value)


def _in_full(text: str, value: float) -> str:
    """Give the format of an amount that the page shortens, ``¥1.23m``: all its figures."""
    read = _SIGNED.fullmatch(text)
    if read is None or read["percent"] or not read["unit"]:
        return ""
    if not any(_rounds_to(value, _number(read), scale, read["part"]) for scale in _SCALES):
        return ""
    return _sections(_literal(read["symbol"]) + "#,##0", read["sign"], value)


def _sections(body: str, sign: str, value: float) -> str:
    """Give the format for what is positive, negative and nothing; the minus is the one of the page."""
    below = body if value < 0 and not sign else joined(f'"\N{MINUS SIGN}"{body}')
    return f"+{body};{below};{body}" if sign == "+" else f"{body};{below}"


def _number(read: re.Match[str]) -> Decimal:
    number = Decimal(read["whole"].replace(",", "") + (read["part"] or ""))
    return -number if read["sign"] == "\N{MINUS SIGN}" else number


def _rounds_to(value: float, printed: Decimal, scale: int, part: str | None) -> bool:
    """Whether a value, in units of a power of ten, is printed so with that many decimals."""
    digits = len(part) - 1 if part else 0
    exact = Decimal(repr(float(value))).scaleb(-scale)
    return abs(exact - printed) <= Decimal(1).scaleb(-digits) / 2


def _literal(text: str) -> str:
    return f'"{text}"' if text else ""


def _day(text: str, value: str) -> Entry | None:
    """Give a day as a date, when the text names it and no more, or says a word behind it: ``2026-10-27 (passed)``."""
    if not _DAY.fullmatch(value):
        return None
    try:
        on = date.fromisoformat(value)
    except ValueError:
        return None
    named = set(map(int, re.findall(r"\d+", text)))
    if on.year < _EARLIEST or on.day not in named or not named <= {on.year, on.month, on.day}:
        return None
    long = _LONG_DAY.fullmatch(text)
    return Entry(on, "yyyy-mm-dd" + _literal(long["more"] if long else ""))


def _local(text: str, value: str) -> datetime | None:
    """Give an instant in the local time of the text, which leaves out the year where it goes without saying."""
    printed = _CLOCK.fullmatch(text)
    if printed is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    at = at.replace(tzinfo=None) - (at.utcoffset() or timedelta())
    month, day, hour, minute = map(int, printed.groups())
    for year in (at.year, at.year - 1, at.year + 1):
        try:
            local = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a workbook knows no zones
        except ValueError:  # 29 February
            continue
        if abs(local - at) <= timedelta(days=1) and year >= _EARLIEST:
            return local
    return None
