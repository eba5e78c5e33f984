"""Numbers as people write them into a report: read strictly, or refused with the reason.

No library could be trusted with 三万五, 1.2w or 1亿2000万; a wrong number is worse than
none, so what is not surely one number is refused. What may stand around a numeral:
约 and its like, one sign, one currency, one unit, one full stop. Decided here:

- 无 and none are refused, for they may mean nought or nobody counted; 零 is 0.
- A percentage is refused: no field of a report asks for one, and 35% is not 35.
- ``(1,200)`` is refused: to an accountant it is less than nothing, to others an aside. ``- 5`` may be a list.
- 30多, 30以上, >30, 近30 are refused as vague; 约30, 30左右, ~30 are 30, and `Reading.about` says so.
- Full-width forms are read as what they look like; ① and ² are not, they are no digits of the number.
- From 10**15 on a number is refused: a float no longer holds its hundredths.

How a numeral itself is read is decided in `numerals`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reviewbook.text.numerals import CHARACTERS, THIN, amount
from reviewbook.text.refusals import refusal

__all__ = ["Reading", "read_number"]

_TOO_LARGE = 10**15
#: Nobody writes a number that is longer.
_LONGEST = 64

_VARIANTS = dict(
    zip(
        "〇壹贰叁肆伍陆柒捌玖两貳參叄陸兩拾佰仟萬億點負約−￥￡",
        "零一二三四五六七八九二二三三六二十百千万亿点负约-¥£",
        strict=True,
    )
)
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_BLANKS = {"\u00a0": THIN, "\u202f": THIN, "\u3000": " ", "\u200b": "", "\ufeff": ""}
_PLAIN = str.maketrans(_VARIANTS | _WIDE | _BLANKS)

_ABOUT = r"大?约莫?|大概|差不多|~|≈|(?i:about|around|approximately|approx\.?|roughly|circa|ca\.)"
_ABOUT_AFTER = r"左右|上下|(?i:or so|approx\.?)"
_YUAN_SIGN = "¥|人民币|人民幣|(?i:CNY|RMB)"
_YUAN = f"{_YUAN_SIGN}|元整?|[圆圓]整?|块钱?|塊錢?|(?i:yuan)"
_FOREIGN_SIGN = "(?i:USD|EUR|GBP|HKD|TWD|JPY)|(?:US|HK|NT)?[$]|€|£"
_FOREIGN = f"{_FOREIGN_SIGN}|美[元金]|欧元|歐元|英镑|英鎊|港[元币幣]|日元|(?i:dollars?|euros?|pounds?)"
_COUNTER = (
    "[单單笔筆件个個台臺套家次人位名份箱吨噸辆輛支条條张張只隻批户戶款项項组組天](?:客户|客戶|订单|訂單)?|小时|小時"
    "|(?i:orders?|units?|pcs|pieces?|visits?|customers?|clients?|deals?|calls?|people|days?|hours?)"
)
_FORM = re.compile(
    rf"(?P<about>{_ABOUT})?\s*(?P<sign>[-+负]?)(?:(?P<before>{_YUAN_SIGN}|{_FOREIGN_SIGN})\s*)?(?P<inner>[-+]?)"
    rf"(?P<numeral>[{CHARACTERS}.].*?)\s*(?P<after>{_YUAN}|{_FOREIGN}|{_COUNTER})?\s*(?P<later>{_ABOUT_AFTER})?。?"
)


@dataclass(frozen=True)
class Reading:
    """
    What a written number was read as.

    Parameters
    ----------
    value : float, optional
        The number in ones; nothing when it was refused.
    reason : str
        Why it was refused, one of `refusals.REASONS`; empty when it was read.
    about : bool
        Whether the writer called it rough.
    unit : str
        Currency or unit written with it, half-width: ``¥``, ``元``, ``单``, ``USD``; it has no part in `value`.
    """

    value: float | None
    reason: str = ""
    about: bool = False
    unit: str = ""


def read_number(written: str) -> Reading:
    """
    Read one number as it was written, or refuse it.

    Parameters
    ----------
    written : str
        The whole content of a field.

    Returns
    -------
    Reading
        12.5万 and ``125,000`` are 125000.0; 十几 is nothing, with the reason ``vague``.
    """
    text = written.translate(_PLAIN).strip()
    if not text:
        return Reading(None, "empty")
    if len(text) > _LONGEST:
        return Reading(None, "not a number")
    form = _FORM.fullmatch(text)
    value = None if form is None else _value(form)
    if form is None or value is None:
        return Reading(None, refusal(text if form is None else form["numeral"]))
    if abs(value) >= _TOO_LARGE:
        return Reading(None, "too large")
    return Reading(float(value), about=bool(form["about"] or form["later"]), unit=form["before"] or form["after"] or "")


def _value(form: re.Match[str]) -> Decimal | None:
    """Give the signed amount; nothing for two signs or for a currency and another unit."""
    sign = form["sign"] + form["inner"]
    one_unit = not (form["before"] and form["after"]) or _both_yuan(form["before"], form["after"])
    found = amount(form["numeral"])
    if found is None or len(sign) > 1 or not one_unit:
        return None
    return 0 - found if sign in ("-", "负") else found


def _both_yuan(before: str, after: str) -> bool:
    return all(re.fullmatch(_YUAN, currency) for currency in (before, after))
