"""Numerals become an exact amount, or nothing at all: digits, Chinese numerals, and digits with a scale (万, k, million).

How the doubtful ones are decided:

- The point is the decimal mark; commas and thin blanks group thousands, correctly or not at all. ``12,5``,
  ``1,2000`` and ``1.200,50`` are nothing.
- A last bare digit stands one place lower, as it is said: 三万五 is 35000, 两百五 is 250, 3万5 is 35000. It is nothing
  where two readings are open: 三百万五.
- Bare digits in a row are nothing: 三五 may be 35, and 三五个 is three to five.
- ``k`` is a thousand, ``w`` ten thousand (万), ``M`` a million; a small ``m`` may be metres and is nothing.
- A power of ten (``1.23E+05``) is nothing: it is how a spreadsheet shows a number whose last digits it has dropped.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

__all__ = ["CHARACTERS", "DIGITS", "THIN", "amount"]

#: The digits as they are said, by their value.
DIGITS = "零一二三四五六七八九"

#: What the places of a Chinese numeral are worth, the largest first.
_PLACES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}

#: What a numeral is made of, as a class of a regular expression; 点 and the marks between digits come in addition.
CHARACTERS = f"0-9{DIGITS}{''.join(_PLACES)}"

#: The blank that groups thousands.
THIN = "\u2009"

_WORDS = {"k": 10**3, "thousand": 10**3, "w": 10**4, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_ARABIC = rf"(?:[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|(?:{THIN}[0-9]{{3}})+)|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_SCALE = "[十百千]?[万亿]|[十百千]"
_GROUP = rf"({_ARABIC})\s*({_SCALE})"
_PLAIN = re.compile(_ARABIC)
_GROUPS = re.compile(rf"(?:{_GROUP})+([0-9]*)")
_WORDED = re.compile(rf"({_ARABIC})\s*((?i:k|w|thousand|million|bn|billion)|M)")
_POINTED = re.compile(f"(.+)点([{DIGITS}]+)([十百千]?[万亿])?")  # 三点五十 is a time
_ELIDED = re.compile(f"[百千万亿][{DIGITS[1:]}]$")


def amount(numeral: str) -> Decimal | None:
    """
    Read a numeral that stands alone.

    Parameters
    ----------
    numeral : str
        Without sign, currency, unit or blanks around it; characters as in `CHARACTERS`.

    Returns
    -------
    Decimal, optional
        Exact; nothing when it is not clearly one number.
    """
    if _PLAIN.fullmatch(numeral):
        return _arabic(numeral)
    if worded := _WORDED.fullmatch(numeral):
        return _arabic(worded[1]) * _WORDS[worded[2].lower()]
    if grouped := _GROUPS.fullmatch(numeral):
        return _scaled(re.findall(_GROUP, numeral), grouped[3])
    if pointed := _POINTED.fullmatch(numeral):
        return _pointed(*pointed.groups(default=""))
    spoken = _spoken(numeral)
    return None if spoken is None else Decimal(spoken)


def _arabic(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace(THIN, ""))


def _worth(scale: str) -> int:
    return prod(_PLACES[place] for place in scale)


def _scaled(groups: list[tuple[str, str]], rest: str) -> Decimal | None:
    """Add up 1亿2000万: whole numbers, each of which fits below the scale before it; then the rest after 3万."""
    total, room = Decimal(0), Decimal("Infinity")
    single = len(groups) == 1 and not rest
    for digits, scale in groups:
        part, worth = _arabic(digits), _worth(scale)
        if part * worth >= room or not (single or part == int(part)):
            return None
        total, room = total + part * worth, Decimal(worth)
    if len(rest) == len(str(int(room))) - 1 and rest[0] != "0":
        return total + int(rest)
    if len(rest) == 1 and rest != "0" and len(groups[-1][1]) == 1:
        return total + int(rest) * room / 10
    return None if rest else total


def _pointed(whole: str, digits: str, scale: str) -> Decimal | None:
    """Read 三点五万."""
    spoken = None if _ELIDED.search(whole) else _spoken(whole)
    if spoken is None:
        return None
    decimals = "".join(str(DIGITS.index(digit)) for digit in digits)
    return Decimal(f"{spoken}.{decimals}") * _worth(scale)


def _spoken(numeral: str) -> int | None:
    """Read a whole number in Chinese numerals: so many of the largest place, and the rest."""
    if len(numeral) == 1 and numeral in DIGITS:
        return DIGITS.index(numeral)
    for place, worth in _PLACES.items():
        head, found, tail = numeral.partition(place)
        if found:
            many, rest = _many(head, worth), _rest(head, tail, worth)
            return None if many is None or rest is None else many * worth + rest
    return None


def _many(head: str, worth: int) -> int | None:
    """Read how many of a place there are: up to nine, of 万 and 亿 up to 9999; 十 alone is one ten."""
    if not head and worth == 10:
        return 1
    many = None if _ELIDED.search(head) else _spoken(head)
    most = 9 if worth < 10**4 else 9999
    return many if many and many <= most else None


def _rest(head: str, tail: str, worth: int) -> int | None:
    """Read what follows a place: nothing, one bare digit of the next place, 零 and something smaller, or a numeral."""
    if not tail:
        return 0
    if len(tail) == 1:
        open_to_doubt = worth >= 10**4 and head.endswith(("百", "千"))
        return None if open_to_doubt or tail not in DIGITS[1:] else DIGITS.index(tail) * worth // 10
    skipping = tail.startswith("零")
    rest = _spoken(tail.removeprefix("零"))
    fills = not skipping or (worth >= 10**4 and head.endswith(("十", "百", "千")))
    return rest if rest and rest < (worth if fills else worth // 10) else None
