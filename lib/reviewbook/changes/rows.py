"""Of what kind a row is that is new, other or gone: entered later, handed in late, delivered late, corrected.

A table whose rows are stamped by the system that holds them (a report, an answer) says when
something happened; where such a row was not there although it had happened, its source
delivered it late. A table that people write (an order, a deal) says what they entered: a row
that was not there at a pull after the cut-off, and lies before it, was entered later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from reviewbook.periods import Period
from reviewbook.schema import TABLES, Kind

__all__ = ["kind_of", "what_differs"]

#: Tables of which every difference is of one kind, whatever became of the row.
_WHOLE = {
    "people": "roster", "teams": "roster", "memberships": "roster", "leave": "roster",
    "targets": "target", "fx_rates": "rate", "customers": "master_data", "products": "master_data",
}  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """
    How rows of one table come about.

    Parameters
    ----------
    happened : str
        The column that says when.
    recorded : str
        The column that says when it was entered; empty where the table does not tell.
    entered : bool
        Whether people enter it, so that it can lie in the past.
    later : tuple of str
        Columns that are filled when something more has happened.
    """

    happened: str
    recorded: str = ""
    entered: bool = False
    later: tuple[str, ...] = ()


_ROWS = {
    "reports": _Row("submitted_at"),
    "feedback": _Row("given_at"),
    "satisfaction": _Row("responded_at"),
    "complaints": _Row("opened_at", later=("answered_at", "resolved_at")),
    "orders": _Row("ordered_at", "recorded_at", entered=True),
    "opportunities": _Row("created_on", entered=True, later=("closed_on",)),
    "trainings": _Row("", entered=True, later=("completed_on",)),
    "goals": _Row("", entered=True, later=("done_on",)),
}

#: What the closing of a deal changes with it.
_WITH = {"closed_on": {"outcome", "stage", "probability"}, "completed_on": {"score", "hours"}}

#: Columns whose values may stand in a list: none in which somebody writes freely or is named.
_SHOWN = {Kind.DATE, Kind.INSTANT, Kind.NUMBER, Kind.INTEGER, Kind.MONEY, Kind.CHOICE, Kind.PERIOD, Kind.FLAG}


def kind_of(table: str, row: Mapping[str, Any], former: datetime) -> str:
    """
    Say of what kind a difference is.

    Parameters
    ----------
    table : str
        Its table.
    row : mapping
        A row of `warehouse.arrivals.compared`.
    former : datetime
        The cut-off of the edition before, in the zone in which its days end.

    Returns
    -------
    str
        One of the kinds of `schema.FRAMES["arrivals"]`.
    """
    if table in _WHOLE:
        return _WHOLE[table]
    if row["state"] == "gone":
        return "withdrawn"
    if table not in _ROWS:
        return "correction"
    return _new(table, row, former) if row["state"] == "new" else _other(table, row, former)


def what_differs(table: str, row: Mapping[str, Any]) -> str | None:
    """
    Tell what differs in a row that was there before.

    Returns
    -------
    str or None
        JSON: a list of column, value before and value now, both as text or null. Free text and ids are not quoted:
        of them the column alone is told. None of a row that is new or gone.
    """
    if row["state"] != "other":
        return None
    told = []
    for column in TABLES[table].columns:
        before, now = row.get(f"{column.name}_before"), row.get(column.name)
        if f"{column.name}_before" in row and not _same(before, now):
            values = (_text(before), _text(now)) if column.kind in _SHOWN else (None, None)
            told.append([column.name, *values])
    return json.dumps(told, ensure_ascii=False)


def _new(table: str, row: Mapping[str, Any], former: datetime) -> str:
    shape = _ROWS[table]
    happened = row[shape.happened] if shape.happened else None
    if table == "reports":
        return _handed_in(row, former)
    if pd.notna(happened) and _after(happened, former):
        return "cut_off"
    if shape.recorded and pd.notna(row[shape.recorded]):
        return "backdated" if _after(row[shape.recorded], former) else "late_arrival"
    return "backdated" if shape.entered and shape.happened else "late_arrival"


def _handed_in(row: Mapping[str, Any], former: datetime) -> str:
    """Tell a report that is late or handed in again from one that came in the ordinary course, or was delivered late."""
    if row["revision"] > 1:
        return "revised"
    if not _after(row["submitted_at"], former):
        return "late_arrival"
    over = Period.parse(str(row["period"]), str(row["cadence"])).end_on <= former.date()
    return "late_report" if over else "cut_off"


def _other(table: str, row: Mapping[str, Any], former: datetime) -> str:
    shape = _ROWS[table]
    differs = {name for name in _columns(table, row) if not _same(row[f"{name}_before"], row[name])}
    filled = [name for name in shape.later if name in differs and _empty(row[f"{name}_before"])]
    if not filled or differs - set(filled) - set().union(*(_WITH.get(name, set()) for name in filled)):
        return "correction"
    if all(_after(row[name], former) for name in filled):
        return "cut_off"
    return "backdated" if shape.entered else "late_arrival"


def _columns(table: str, row: Mapping[str, Any]) -> list[str]:
    return [name for name in TABLES[table].names if f"{name}_before" in row]


def _after(at: Any, former: datetime) -> bool:
    """Whether a day or an instant lies after a cut-off; its own day counts as past."""
    stamp = pd.Timestamp(at)
    return bool(stamp > pd.Timestamp(former)) if stamp.tzinfo else stamp.date() > former.date()


def _empty(value: Any) -> bool:
    return bool(pd.isna(value))


def _same(before: Any, now: Any) -> bool:
    return _empty(now) if _empty(before) else not _empty(now) and bool(before == now)


def _text(value: Any) -> str | None:
    if _empty(value):
        return None
    return (
        value.isoformat()
        if isinstance(value, pd.Timestamp)
        else f"{value:.12g}"
        if isinstance(value, float)
        else str(value)
    )
