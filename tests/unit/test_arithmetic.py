"""Arithmetic that gives the same bits on every engine."""

from __future__ import annotations

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from reviewbook.engine import Engine, divided, in_parts, rounded
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.engine.polars_engine import PolarsEngine


@pytest.fixture(params=["pandas", "polars", "duckdb"])
def engine(request) -> Engine:
    return {"pandas": PandasEngine, "polars": PolarsEngine, "duckdb": lambda: DuckDBEngine(duckdb.connect())}[
        request.param
    ]()


def _of(engine: Engine, values: list[float | None], to: nw.Expr) -> list[float]:
    return engine.collect(engine.frame(pd.DataFrame({"x": values})).select(y=to))["y"].tolist()


def test_hundredths_are_what_a_division_gives_to_the_last_bit(engine):
    minor = np.arange(5_938_700, 5_942_000)
    found = _of(engine, minor.tolist(), divided(nw.col("x"), 100))
    assert found == [float(f"{n // 100}.{n % 100:02}") for n in minor.tolist()]


def test_nothing_divided_is_nothing(engine):
    found = _of(engine, [1.0, None], divided(nw.col("x"), 4))
    assert found[0] == 0.25
    assert pd.isna(found[1])


def test_a_half_is_rounded_away_from_zero(engine):
    assert _of(engine, [0.5, 1.5, 2.5, -0.5, -2.5, 2.4, -2.6, 0.0], rounded(nw.col("x"))) == [
        1, 2, 3, -1, -3, 2, -3, 0,
    ]  # fmt: skip


def test_an_amount_is_the_whole_number_of_its_parts(engine):
    hours = [n / 3_600_000_000 for n in (1, 4_024_500_001, 987_654_321_987)]
    assert _of(engine, hours, in_parts(nw.col("x"), 3_600_000_000)) == [1, 4_024_500_001, 987_654_321_987]
