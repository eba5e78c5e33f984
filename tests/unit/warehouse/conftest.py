"""Rows of any table, written by hand: what a test does not say is filled in by the kind of the column."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewbook.schema import TABLES, Kind
from reviewbook.warehouse import Warehouse

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
_FILLED = {
    Kind.DATE: "2026-01-01",
    Kind.INSTANT: "2026-01-01T00:00Z",
    Kind.NUMBER: 1.0,
    Kind.INTEGER: 1,
    Kind.MONEY: 1.0,
    Kind.FLAG: True,
}
_DTYPES = {
    Kind.DATE: "datetime64[s]",
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.NUMBER: "float64",
    Kind.INTEGER: "Int64",
    Kind.MONEY: "float64",
    Kind.FLAG: "boolean",
}


def rows_of(name, *rows):
    table = TABLES[name]
    out = {}
    for column in table.columns:
        default = None if column.optional else _FILLED.get(column.kind, (column.choices or ("x",))[0])
        values = [row.get(column.name, default) for row in rows]
        if column.kind in {Kind.DATE, Kind.INSTANT}:
            values = pd.to_datetime(
                pd.Series(values, dtype="object"), format="ISO8601", utc=column.kind is Kind.INSTANT
            )
        series = pd.Series(values)
        dtype = _DTYPES.get(column.kind, "str")
        out[column.name] = series.astype(dtype) if dtype != "str" else series.astype("str").where(series.notna(), None)
    return pd.DataFrame(out).assign(_file=f"{name}.csv", _line=range(2, 2 + len(rows)))


@pytest.fixture
def rows():
    """Give frames of a table: ``rows("orders", {"order_id": "1"}, …)``."""
    return rows_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def warehouse(path):
    """Give a warehouse that knows Li (p1) in the team East (t1) since Monday 9:00 UTC."""
    with Warehouse.create_or_open(path) as opened:
        known = {
            "people": rows_of("people", {"person_id": "p1", "name": "Li"}),
            "teams": rows_of("teams", {"team_id": "t1", "name": "East"}),
        }
        opened.load("hr", known, MONDAY, complete=True)
        yield opened
