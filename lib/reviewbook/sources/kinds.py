"""Text and typed values become the kinds of a table, strictly.

A value that is not clearly of its kind is refused with a reason in plain words; it is
never mended, rounded or guessed. Everything works on whole columns; only refused
values are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from reviewbook.errors import PeriodError, nearest
from reviewbook.periods import Period
from reviewbook.schema import Column, Kind
from reviewbook.sources.times import dates, instants

__all__ = ["DTYPES", "Manner", "as_text", "typed"]

#: The pandas type of each kind.
DTYPES: dict[Kind, Any] = {
    Kind.ID: "str",
    Kind.TEXT: "str",
    Kind.CHOICE: "str",
    Kind.PERIOD: "str",
    Kind.DATE: "datetime64[us]",
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.NUMBER: "float64",
    Kind.MONEY: "float64",
    Kind.INTEGER: "Int64",
    Kind.FLAG: "boolean",
}
_FLAGS = {"true": True, "false": False, "1": True, "0": False}
_EXACT = 2**53  # above it a float no longer tells two ids apart


@dataclass(frozen=True)
class Manner:
    """
    How values are written where they come from.

    Parameters
    ----------
    zone : str, optional
        In which times without an offset are read.
    decimal, thousands : str
        The marks of a number.
    format : str
        How dates are written, when not in ISO form.
    time : str
        Time of day of a bare date where an instant is wanted.
    """

    zone: str | None = None
    decimal: str = "."
    thousands: str = ""
    format: str = ""
    time: str = ""


def typed(values: pd.Series, column: Column, manner: Manner) -> tuple[pd.Series, pd.Series]:
    """
    Read a column.

    Parameters
    ----------
    values : Series
        Text, or what Parquet holds; missing where nothing is there.
    column : Column
        What it shall be.
    manner : Manner
        How it is written.

    Returns
    -------
    tuple of Series
        The values in the type of `DTYPES`, missing where refused; and the reasons of those refused, by their label.

    Raises
    ------
    SourceError
        When there are times without an offset and no zone is named.
    """
    given = values.dropna()
    match column.kind:
        case Kind.DATE:
            found, why = dates(_timely(given), manner.format)
        case Kind.INSTANT:
            found, why = instants(_timely(given), manner.zone, manner.format, manner.time)
        case Kind.NUMBER | Kind.MONEY:
            found, why = _numbers(given, manner)
        case Kind.INTEGER:
            found, why = _each(as_text(given).str.strip(), _whole)
        case Kind.FLAG:
            found, why = _each(as_text(given).str.strip().str.lower(), _flag)
        case Kind.PERIOD:
            found, why = _each(as_text(given).str.strip(), _period)
        case Kind.CHOICE:
            found, why = _each(as_text(given).str.strip(), lambda text: _choice(text, column))
        case Kind.ID:
            found, why = _ids(given)
        case _:
            found, why = as_text(given), _no_reasons()
    return found.astype(DTYPES[column.kind]).reindex(values.index), why


def as_text(values: pd.Series) -> pd.Series:
    """Write values as text: whole numbers without a point, days in ISO form."""
    if values.dtype == "str":
        return values
    text = values.astype("str")
    if not types.is_float_dtype(values.dtype):
        return text
    whole = (values == np.floor(values)) & (values.abs() < _EXACT)
    return text.mask(whole.fillna(False).astype(bool), values.where(whole).astype("Int64").astype("str"))


def _no_reasons() -> pd.Series:
    return pd.Series(dtype="str")


def _timely(values: pd.Series) -> pd.Series:
    return values if types.is_datetime64_any_dtype(values.dtype) else as_text(values).str.strip()


def _numbers(values: pd.Series, manner: Manner) -> tuple[pd.Series, pd.Series]:
    if types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype):
        numbers = values.astype("float64")
        why = pd.Series("is not a finite number", index=numbers.index[~np.isfinite(numbers)], dtype="str")
        return numbers.drop(why.index), why
    text = as_text(values).str.strip()
    digits = "[0-9]+"
    if manner.thousands:
        mark = re.escape(manner.thousands)
        digits = f"(?:[0-9]+|[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+)"
    point = re.escape(manner.decimal)
    shape = rf"[+-]?(?:{digits}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    fits = text.str.fullmatch(shape).astype(bool)
    plain = text[fits]
    if manner.thousands:
        plain = plain.str.replace(manner.thousands, "", regex=False)
    if manner.decimal != ".":
        plain = plain.str.replace(manner.decimal, ".", regex=False)
    numbers = pd.to_numeric(plain).astype("float64")
    example = f"1{manner.thousands}234{manner.decimal}50"
    why = pd.Series(f"is not a number like {example}", index=text.index[~fits], dtype="str")
    endless = pd.Series("is too large", index=numbers.index[~np.isfinite(numbers)], dtype="str")
    return numbers.drop(endless.index), pd.concat([why, endless])


def _ids(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    if not types.is_float_dtype(values.dtype):
        return as_text(values).str.strip(), _no_reasons()
    exact = (values == np.floor(values)) & (values.abs() < _EXACT)
    why = pd.Series(
        "was stored as a decimal number and is no longer a sure id; store ids as text",
        index=values.index[~exact],
        dtype="str",
    )
    return values[exact].astype("Int64").astype("str"), why


def _each(text: pd.Series, read: Callable[[str], object]) -> tuple[pd.Series, pd.Series]:
    """Read every distinct text once; what `read` refuses by ValueError or PeriodError has its message as reason."""
    codes, distinct = pd.factorize(text)
    results: list[object] = []
    reasons: list[str] = []
    for one in distinct:
        try:
            results.append(read(str(one)))
            reasons.append("")
        except ValueError as error:  # PeriodError is one
            results.append(None)
            reasons.append(str(error))
    found = pd.Series(np.array(results, dtype=object)[codes], index=text.index, dtype=object)
    why = pd.Series(np.array(reasons, dtype=object)[codes], index=text.index, dtype="str")
    return found[why == ""], why[why != ""]


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError("is not a whole number")
    digits = text.lstrip("+-0") or "0"
    if len(digits) > 19 or int(digits) >= 2**63:
        raise ValueError("is too large")
    return -int(digits) if text.startswith("-") else int(digits)


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise ValueError("is neither true nor false")
    return _FLAGS[text]


def _period(text: str) -> str:
    try:
        return Period.parse(text).key
    except PeriodError as error:
        raise ValueError(str(error).removeprefix(f"{text!r} ")) from None


def _choice(text: str, column: Column) -> str:
    if text not in column.choices:
        raise ValueError(f"is not a value of {column.name}. {nearest(text, column.choices)}")
    return text
