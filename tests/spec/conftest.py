"""Tables written as text, and the engines on which every definition must hold."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from reviewbook.calendars import microseconds
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.schema import FRAMES, TABLES, Kind

HOME = "Asia/Shanghai"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TEXT = re.compile(r"(.*_)?(id|on|period|text|field|valid_from|valid_to)")
WHOLE = (Kind.INSTANT, Kind.INTEGER)


def instant(text: str, zone: str = HOME) -> int:
    """Read ``2026-11-20 18:00`` in a zone as µs since 1970 UTC."""
    return microseconds(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def column(head: str, cells: list[str]) -> pd.Series:
    """Type one column by its head: ``_at`` is an instant (``due_at@Europe/Paris`` names the zone)."""
    name, _, zone = head.partition("@")
    given = [cell or None for cell in cells]
    if name.endswith("_at"):
        return pd.Series([cell and instant(cell, zone or HOME) for cell in given], dtype="Int64")
    filled = [cell for cell in given if cell]
    if TEXT.fullmatch(name) or not filled or not all(NUMBER.fullmatch(cell) for cell in filled):
        return pd.Series(given, dtype="str")
    if any("." in cell for cell in filled) or None in given:
        return pd.Series([float(cell) if cell else None for cell in given], dtype="float64")
    return pd.Series([int(cell) for cell in given], dtype="int64")


def read_table(text: str, of: str = "") -> pd.DataFrame:
    """
    Read a text table into the analysis' form.

    Parameters
    ----------
    text : str
        Cells between bars; the second line underlines the heads.
    of : str
        A table or frame of the schema: columns that are not written are empty, all have its types.
    """
    lines = [line for line in text.strip().splitlines() if not re.fullmatch(r"[\s+|-]*", line)]
    heads, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    cells = {head: [row[n] for row in rows] for n, head in enumerate(heads)}
    frame = pd.DataFrame({head.partition("@")[0]: column(head, values) for head, values in cells.items()})
    return typed(frame, of) if of else frame


def typed(frame: pd.DataFrame, of: str) -> pd.DataFrame:
    """Give a frame the columns and types of a table, in the analysis' form."""
    out = {}
    for wanted in {**TABLES, **FRAMES}[of].columns:
        values = frame[wanted.name] if wanted.name in frame else pd.Series([None] * len(frame))
        if wanted.kind in WHOLE:
            out[wanted.name] = values.astype("Int64")
        elif wanted.kind in (Kind.NUMBER, Kind.MONEY):
            out[wanted.name] = values.astype("float64")
        elif wanted.kind is Kind.FLAG:
            out[wanted.name] = values.astype("boolean")
        else:
            out[wanted.name] = values.astype("str").where(values.notna(), None)
    return pd.DataFrame(out)


@pytest.fixture
def table():
    """Give the reader of text tables."""
    return read_table


@pytest.fixture
def at():
    """Give the reader of one instant."""
    return instant


@pytest.fixture(params=["pandas", "duckdb"])
def engine(request):
    """Give each engine in turn."""
    return PandasEngine() if request.param == "pandas" else DuckDBEngine(duckdb.connect())
