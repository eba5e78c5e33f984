"""Frames exactly as the contract wants them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reviewbook.schema import TABLES, Column, Kind

__all__ = ["conform"]


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """
    Give a frame the columns, order and types of a table, sorted by its key.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        Its rows; further columns are left out, instants are UTC without a zone.
    """
    table = TABLES[name]
    typed = pd.DataFrame({column.name: _typed(frame[column.name], column) for column in table.columns})
    return typed.sort_values(list(table.key), ignore_index=True)


def _typed(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    match column.kind:
        case Kind.DATE:
            return pd.to_datetime(values).astype("datetime64[us]")
        case Kind.INSTANT:
            return pd.to_datetime(values).astype("datetime64[us]").dt.tz_localize("UTC")
        case Kind.NUMBER | Kind.MONEY:
            return values.astype("float64")
        case Kind.INTEGER:
            return values.astype("Int64")
        case Kind.FLAG:
            return values.astype("boolean")
        case _:
            return values.astype("str")
