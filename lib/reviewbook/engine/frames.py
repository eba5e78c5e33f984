"""What the analysis asks of an engine, and the form that frames have inside it."""

from __future__ import annotations

from typing import Any, Protocol

import narwhals as nw
import numpy as np
import pandas as pd

from reviewbook.schema import Kind, Table

__all__ = ["Engine", "Frame", "as_analysed", "as_read", "empty"]

#: A lazy frame of any engine, dates as text and instants as integers.
Frame = nw.LazyFrame[Any]

_TEXT = pd.StringDtype(na_value=np.nan)


class Engine(Protocol):
    """What the analysis asks of an engine."""

    def frame(self, data: pd.DataFrame) -> Frame:
        """Bring a small frame in; it is already in the analysis' form."""

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once, so that what builds on it does not compute it again."""

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out, still in the analysis' form."""


def as_analysed(data: pd.DataFrame, table: Table) -> pd.DataFrame:
    """
    Bring a frame of a table into the form that the analysis works on.

    Parameters
    ----------
    data : DataFrame
        Columns of `table` as pandas holds them; others are left out.
    table : Table
        Says which column is a date and which an instant.

    Returns
    -------
    DataFrame
        Dates as text, instants as nullable integers, flags as nullable booleans.
    """
    out: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        values = data[column.name]
        match column.kind:
            case Kind.DATE:
                dates = pd.to_datetime(values)
                out[column.name] = dates.dt.strftime("%Y-%m-%d").astype("str").where(dates.notna(), None)
            case Kind.INSTANT:
                out[column.name] = _microseconds(values)
            case _:
                out[column.name] = _plain(values, column.kind)
    return pd.DataFrame(out, columns=table.names)


def as_read(data: pd.DataFrame, table: Table) -> pd.DataFrame:
    """
    Bring a frame out of the analysis' form into the one that people and files use.

    Parameters
    ----------
    data : DataFrame
        Columns of `table`, dates as text and instants as integers.
    table : Table
        Says which column is what.

    Returns
    -------
    DataFrame
        Dates as ``datetime64`` at midnight, instants as ``datetime64[us, UTC]``, sorted by the key.
    """
    out: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        values = data[column.name]
        match column.kind:
            case Kind.DATE:
                out[column.name] = pd.to_datetime(values, format="%Y-%m-%d").astype("datetime64[s]")
            case Kind.INSTANT:
                whole = values.astype("Int64")
                out[column.name] = pd.to_datetime(whole, unit="us", utc=True).astype("datetime64[us, UTC]")
            case _:
                out[column.name] = _plain(values, column.kind)
    del data  # of millions of rows only one column at a time is there twice
    keys = pd.DataFrame({name: out[name] for name in table.key}).reset_index(drop=True)
    order = keys.sort_values(list(table.key), kind="stable", na_position="first").index.to_numpy()
    del keys
    return pd.DataFrame({name: pd.Series(out.pop(name).array.take(order)) for name in table.names})


def empty(table: Table) -> pd.DataFrame:
    """Give a frame of a table without rows, in the form that people and files use."""
    return as_read(pd.DataFrame({name: pd.Series(dtype="object") for name in table.names}), table)


def _plain(values: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    """Give a column that is the same inside and outside the analysis its type."""
    match kind:
        case Kind.NUMBER | Kind.MONEY:
            return values.astype("float64")
        case Kind.INTEGER:
            return values.astype("Int64")
        case Kind.FLAG:
            return values.astype("boolean")
        case _ if values.dtype == _TEXT:
            return values  # which of millions would otherwise be copied
        case _:
            return values.astype("str").where(values.notna(), None)


def _microseconds(values: pd.Series[Any]) -> pd.Series[Any]:
    instants = pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    whole = instants.astype("int64").astype("Int64")
    return whole.where(instants.notna(), pd.NA)
