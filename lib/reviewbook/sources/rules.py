"""What a row must satisfy in itself, and what happens when two rows have one key.

Whether a person or customer exists is not asked here: that takes the whole warehouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.errors import PeriodError
from reviewbook.periods import Period
from reviewbook.schema import Table
from reviewbook.sources.received import LINE

__all__ = ["FILE", "impossible", "replaced"]

#: The file a row came from.
FILE = "_file"

#: table → (earlier, later, whether they may be equal)
_ORDER = {
    "people": (("hired_on", "left_on", True),),
    "memberships": (("valid_from", "valid_to", False),),
    "leave": (("starts_on", "ends_on", True),),
    "opportunities": (("created_on", "closed_on", True),),
    "satisfaction": (("scale_min", "score", True), ("score", "scale_max", True)),
    "complaints": (("opened_at", "answered_at", True), ("opened_at", "resolved_at", True)),
    "follow_ups": (("created_at", "done_at", True),),
}

#: (table, column) → lowest and highest value, both allowed
_LIMITS = {
    ("leave", "portion"): (0.0, 1.0),
    ("opportunities", "probability"): (0.0, 1.0),
    ("reports", "revision"): (1.0, float("inf")),
    ("report_fields", "revision"): (1.0, float("inf")),
}


def impossible(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    """
    Find the rows that contradict themselves.

    Parameters
    ----------
    rows : DataFrame
        Typed rows of the table.
    table : Table
        Which one.

    Returns
    -------
    DataFrame
        ``column, value, reason`` with the labels of the rows; a row may have several.
    """
    found = [*_disordered(rows, table), *_out_of_limits(rows, table)]
    if table.name == "teams":
        found.append(_told(rows, "zone", ~_holds(rows["zone"], _is_zone), "is not a time zone like Asia/Shanghai"))
    if "cadence" in table.names and "period" in table.names:
        pair = rows["cadence"] + "|" + rows["period"]
        found.append(_told(rows, "period", ~_holds(pair, _is_of_cadence), "is not a period of the row's cadence"))
    empty = pd.DataFrame(
        {"column": pd.Series(dtype="str"), "value": pd.Series(dtype="str"), "reason": pd.Series(dtype="str")}
    )
    return pd.concat([empty, *found])


def replaced(rows: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """
    Keep the last of the rows with one key.

    Parameters
    ----------
    rows : DataFrame
        Typed rows of the table with `FILE` and `LINE`, in the order received; their labels are unique.
    table : Table
        Which one.

    Returns
    -------
    tuple
        The rows kept; those replaced by a different row as ``file, line, column, value, reason``; and how many were
        the same row word for word.
    """
    key = list(table.key)
    earlier = rows.duplicated(key, keep="last")
    if not earlier.any():
        return rows, pd.DataFrame(), 0
    lost = rows[earlier]
    winners = lost[key].merge(rows[~earlier], on=key, how="left").set_axis(lost.index)
    same = pd.Series(True, index=lost.index)
    for name in table.names:
        same &= (lost[name] == winners[name]).fillna(False).astype(bool) | (lost[name].isna() & winners[name].isna())
    return rows[~earlier], _replacements(lost[~same], winners[~same], key), int(same.sum())


def _replacements(lost: pd.DataFrame, winners: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    if lost.empty:
        return pd.DataFrame()
    values = lost[key].astype("str").agg(" / ".join, axis=1)
    by = "replaced by line " + winners[LINE].astype("str") + " of " + winners[FILE]
    return pd.DataFrame(
        {
            "file": lost[FILE],
            "line": lost[LINE],
            "column": pd.Series(pd.NA, index=lost.index, dtype="str"),
            "value": values,
            "reason": by + f", which has the same {' and '.join(key)}",
        }
    )


def _disordered(rows: pd.DataFrame, table: Table) -> Iterator[pd.DataFrame]:
    for earlier, later, equal in _ORDER.get(table.name, ()):
        wrong = rows[later] < rows[earlier] if equal else rows[later] <= rows[earlier]
        yield _told(rows, later, wrong, f"is not after {earlier}" if not equal else f"is before {earlier}")


def _out_of_limits(rows: pd.DataFrame, table: Table) -> Iterator[pd.DataFrame]:
    for (name, column), (low, high) in _LIMITS.items():
        if name == table.name:
            wrong = (rows[column] < low) | (rows[column] > high)
            reach = f"{low:g} or more" if high == float("inf") else f"from {low:g} to {high:g}"
            yield _told(rows, column, wrong, f"is out of limits; {column} is {reach}")


def _told(rows: pd.DataFrame, column: str, wrong: pd.Series, reason: str) -> pd.DataFrame:
    bad = rows.loc[wrong.fillna(False).astype(bool), column]
    days = isinstance(bad.dtype, pd.DatetimeTZDtype) or not pd.api.types.is_datetime64_any_dtype(bad.dtype)
    values = bad.astype("str") if days else bad.dt.strftime("%Y-%m-%d").astype("str")
    return pd.DataFrame({"column": column, "value": values, "reason": "'" + values + "' " + reason}, index=bad.index)


def _holds(values: pd.Series, check: Callable[[str], bool]) -> pd.Series:
    """Ask once for each distinct text; what is missing holds."""
    answers = {text: check(text) for text in values.dropna().unique()}
    return values.map(answers).astype("boolean").fillna(True)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_of_cadence(pair: str) -> bool:
    cadence, _, period = pair.partition("|")
    try:
        Period.parse(period, cadence)
    except PeriodError:
        return False
    return True
