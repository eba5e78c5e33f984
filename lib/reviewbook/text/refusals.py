"""Why something that was written is not read as a number: the first reason that fits."""

from __future__ import annotations

import re

from reviewbook.text.numerals import CHARACTERS, DIGITS, THIN

__all__ = ["REASONS", "refusal"]

#: Every reason for which a number is refused.
REASONS = (
    "empty",
    "too large",
    "a percentage",
    "a date or time",
    "a range",
    "vague",
    "ambiguous",
    "several numbers",
    "not a number",
)

_N = f"[{CHARACTERS}]"
_PARTS = f"{CHARACTERS}点.,'_/{THIN}"
_SHAPES = {
    "a percentage": f"[%‰]|百分之|(?i:percent|pct)|{_N}成",
    "a date or time": (
        rf"[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]|[0-9]:[0-9]|{_N}\s*[年月日号號时時]|{_N}点(?:半|钟|鐘|{_N}*分|$)"
    ),
    "a range": (
        rf"{_N}\S{{0,2}}?\s*(?:[-–—~至到]|to)\s*[¥$]?{_N}|(?i:between)"
        f"|(?<![{DIGITS}])[{DIGITS[1:]}]{{2}}(?![{DIGITS}])"
    ),
    "vague": (
        rf"[几幾数數]\s*[十百千万亿单單笔筆件个個台家次]|[十百千万亿0-9][几幾]|若干"
        rf"|{_N}\s*(?:[多余餘来來]|出头|以[上下内內]|不到|\+(?!\s*{_N}))"
        rf"|(?:[近超过過<>≤≥]|不足|不到|至少|最多|上)\s*{_N}"
        r"|(?i:over|under|above|below|almost|nearly|at least|at most|up to|than|some)\s+[0-9]"
    ),
    "ambiguous": rf"^\([^()]*{_N}\)$|[0-9][eE][-+]?[0-9]|[0-9]\s*[mbB]$|^[-+]\s|^(?=.*[0-9十{DIGITS}])[{_PARTS}]+$",
    "several numbers": rf"{_N}.*[^{_PARTS}].*{_N}",
}


def refusal(numeral: str) -> str:
    """
    Say why a text is not a number.

    Parameters
    ----------
    numeral : str
        What was written, without what may stand around a number.

    Returns
    -------
    str
        One of `REASONS`.
    """
    if not re.search(f"{_N}|[几幾数數若]", numeral):
        return "not a number"
    return next((reason for reason, shape in _SHAPES.items() if re.search(shape, numeral)), "not a number")
