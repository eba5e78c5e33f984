"""Intervals against published values."""

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.statistics import mean_interval, students_t, wilson


@pytest.fixture(params=["pandas", "duckdb"])
def engine(request):
    return PandasEngine() if request.param == "pandas" else DuckDBEngine(duckdb.connect())


def test_wilson_equals_the_textbook_values(engine):
    counts = pd.DataFrame({"row": [0, 1, 2, 3], "k": [1, 0, 10, 81], "n": [3, 10, 10, 263]})
    lower, upper = wilson(nw.col("k"), nw.col("n"))
    rows = engine.collect(engine.frame(counts).with_columns(lower=lower, upper=upper).sort("row"))
    # Newcombe (1998), table I: 81 of 263 is 0.2553 to 0.3662; 0 of 10 ends at 0.2775.
    assert rows["lower"].round(4).tolist() == [0.0615, 0.0, 0.7225, 0.2553]
    assert rows["upper"].round(4).tolist() == [0.7923, 0.2775, 1.0, 0.3662]


def test_wilson_of_nothing_is_empty(engine):
    counts = pd.DataFrame({"k": [0], "n": [0]})
    lower, upper = wilson(nw.col("k"), nw.col("n"))
    rows = engine.collect(engine.frame(counts).with_columns(lower=lower, upper=upper))
    assert rows[["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("n", "t"), [(2, 12.7062), (3, 4.3027), (5, 2.7764), (6, 2.5706), (11, 2.2281), (31, 2.0423), (1001, 1.9623)]
)
def test_mean_interval_uses_students_t(engine, n, t):
    lower, upper = mean_interval(nw.col("n"), nw.col("mean"), nw.col("sd"))
    data = pd.DataFrame({"n": [n], "mean": [10.0], "sd": [float(n) ** 0.5]})
    row = engine.collect(engine.frame(data).with_columns(lower=lower, upper=upper)).iloc[0]
    assert row["upper"] - 10 == pytest.approx(t, abs=0.0005)
    assert 10 - row["lower"] == pytest.approx(t, abs=0.0005)


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.7062), (4, 2.7764), (5, 2.5706), (30, 2.0423), (1000, 1.9623)])
def test_students_t_is_that_of_the_tables(freedom, t):
    assert students_t(freedom) == pytest.approx(t, abs=0.0005)


def test_one_value_has_no_interval(engine):
    lower, upper = mean_interval(nw.col("n"), nw.col("mean"), nw.col("sd"))
    data = pd.DataFrame({"n": [1], "mean": [10.0], "sd": [1.0]})
    rows = engine.collect(engine.frame(data).with_columns(lower=lower, upper=upper))
    assert rows[["lower", "upper"]].isna().all(axis=None)
