"""A frame goes into an engine and comes out of it as it was, whichever engine it is."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from stand_ins.spark import spark_engine

from reviewbook.engine import as_analysed, as_read, empty
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.schema import FACTS, FRAMES, TABLES, Kind, Table
from reviewbook.schema.columns import columns

THINGS = Table(
    "things",
    "one of each kind of column",
    columns(
        "thing_id:id words?:text sort?:choice(a|b) period?:period day_on?:date begun_at?:instant size?:number "
        "count?:integer price?:money done?:flag"
    ),
    ("thing_id",),
)


@pytest.fixture(params=["pandas", "polars", "duckdb", "spark"])
def engine(request, tmp_path):
    """Give each engine in turn."""
    match request.param:
        case "pandas":
            return PandasEngine()
        case "polars":
            return PolarsEngine()
        case "duckdb":
            return DuckDBEngine(duckdb.connect())
    return spark_engine(tmp_path)


@pytest.fixture
def things() -> pd.DataFrame:
    """Give a thing of which everything is known and one of which nothing is, as people and files use them."""
    return pd.DataFrame({
        "thing_id": pd.Series(["0012", "9007199254740993"], dtype="str"),
        "words": pd.Series(["三万五", None], dtype="str"),
        "sort": pd.Series(["a", None], dtype="str"),
        "period": pd.Series(["2026-W47", None], dtype="str"),
        "day_on": pd.Series(["2026-11-23", None], dtype="datetime64[s]"),
        "begun_at": pd.to_datetime(pd.Series(["2026-11-23T01:30:00.123456Z", None]), utc=True),
        "size": [1.5, None],
        "count": pd.Series([9007199254740993, None], dtype="Int64"),  # as a float it would lose its last digit
        "price": [0.1, None],
        "done": pd.Series([True, None], dtype="boolean"),
    }).astype({"begun_at": "datetime64[us, UTC]", "words": "str"})  # fmt: skip


def test_a_frame_survives_its_way_through_the_analysis(engine, things):
    inside = engine.frame(as_analysed(things, THINGS))
    pd.testing.assert_frame_equal(as_read(engine.collect(inside), THINGS), things)


def test_inside_the_analysis_dates_are_text_and_instants_are_microseconds(things):
    known, unknown = as_analysed(things, THINGS).to_dict("records")
    assert known["day_on"] == "2026-11-23"
    assert known["begun_at"] == int(datetime(2026, 11, 23, 1, 30, tzinfo=UTC).timestamp()) * 1_000_000 + 123_456
    assert known["thing_id"] == "0012"
    assert all(pd.isna(value) for name, value in unknown.items() if name != "thing_id")


def test_columns_that_a_table_does_not_have_stay_outside(things):
    assert list(as_analysed(things.assign(_line=7), THINGS)) == THINGS.names


def test_what_comes_out_is_sorted_by_the_key(engine, things):
    turned = engine.frame(as_analysed(things.iloc[::-1], THINGS))
    assert as_read(engine.collect(turned), THINGS)["thing_id"].tolist() == ["0012", "9007199254740993"]


def test_a_kept_frame_holds_what_was_computed_and_can_be_built_upon(engine):
    numbers = engine.frame(pd.DataFrame({"team": ["a", "a", "b"], "amount": [1, 2, 4]}))
    totals = engine.keep(numbers.group_by("team").agg(total=nw.col("amount").sum()))
    both = totals.join(totals.select(nw.col("total").sum().alias("all")), how="cross").sort("team")
    assert engine.collect(both).to_numpy().tolist() == [["a", 3, 7], ["b", 4, 7]]


def test_a_kept_frame_is_computed_once():
    connection = duckdb.connect()
    connection.execute("CREATE SEQUENCE counter")
    drawn = nw.from_native(connection.sql("SELECT nextval('counter') AS number"))
    engine = DuckDBEngine(connection)
    kept = engine.keep(drawn)
    assert engine.collect(kept)["number"].tolist() == engine.collect(kept)["number"].tolist() == [1]


def test_a_column_without_any_value_stays_text(engine):
    # DuckDB takes an object column that is all empty for numbers, and a join with text would fail.
    nobody = engine.frame(pd.DataFrame({"person_id": pd.Series([None, None], dtype="object")}))
    people = engine.frame(pd.DataFrame({"person_id": pd.Series(["p1"], dtype="str")}))
    assert engine.collect(people.join(nobody, on="person_id", how="anti"))["person_id"].tolist() == ["p1"]


@pytest.mark.parametrize("table", [FACTS, *TABLES.values(), *FRAMES.values()], ids=lambda table: table.name)
def test_an_empty_frame_has_the_columns_and_types_of_a_full_one(engine, table):
    nothing = empty(table)
    assert list(nothing) == table.names
    inside = engine.frame(as_analysed(nothing, table))
    pd.testing.assert_frame_equal(as_read(engine.collect(inside), table), nothing)
    wanted = {Kind.DATE: "datetime64[s]", Kind.INSTANT: "datetime64[us, UTC]", Kind.INTEGER: "Int64"}
    wanted |= {Kind.NUMBER: "float64", Kind.MONEY: "float64", Kind.FLAG: "boolean"}
    assert [str(kind) for kind in nothing.dtypes] == [wanted.get(one.kind, "str") for one in table.columns]
