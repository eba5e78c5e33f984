"""The same company, the same facts on every engine: row by row, cent by cent, note by note, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from stand_ins.spark import small_spark

from reviewbook import analysis
from reviewbook.analysis.computing import computing
from reviewbook.engine import as_analysed
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.params.loading import Params, load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Warehouse

AS_OF = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)

#: Of what a company so small has none.
MAY_BE_EMPTY = {"unowed", "voluntary", "terms", "uncounted"}


@pytest.fixture(scope="module")
def params(root: Path) -> Params:
    return load(Places(root))


@pytest.fixture(scope="module")
def plan(params: Params) -> analysis.Timeline:
    publication = params.publication("weekly_review").model_copy(update={"history": 2})
    return analysis.timeline(publication, Period.parse("2026-W47"), AS_OF, params.company.zone)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Give a warehouse of a small company."""
    company = simulate(SampleOptions(reps=8, months=3, until=date(2026, 11, 20)))
    path = tmp_path_factory.mktemp("engines") / "warehouse.duckdb"
    with Warehouse.create_or_open(path) as warehouse:
        tables = {name: frame.assign(_file=name, _line=range(len(frame))) for name, frame in company.tables.items()}
        warehouse.load("sample", tables, datetime(2026, 11, 20, 4, tzinfo=UTC))
        yield warehouse


@pytest.fixture(scope="module")
def by_duckdb(warehouse: Warehouse, params: Params, plan: analysis.Timeline) -> dict[str, pd.DataFrame]:
    """Give what DuckDB derives from its file."""
    return analysis.derive_frames(warehouse.engine(), warehouse.view(AS_OF), params, plan)


@pytest.fixture(scope="module", params=["pandas", "polars", "spark"])
def theirs(
    request: pytest.FixtureRequest, warehouse: Warehouse, params: Params, plan: analysis.Timeline
) -> dict[str, pd.DataFrame]:
    """Give what another engine derives from the same tables, as they stood at the cut-off."""
    view, engine = warehouse.view(AS_OF), warehouse.engine()
    match request.param:
        case "pandas":
            other = PandasEngine()
            read = {name: other.frame(_analysed(engine.collect(view[name]), name)) for name in TABLES}
        case "polars":
            other = PolarsEngine()
            read = {name: other.read(frame.to_native()) for name, frame in view.items()}
        case _:
            small_spark()
            other, read = computing(warehouse, view, params.company.model_copy(update={"engine": "spark"}))
            assert type(other).__name__ == "SparkEngine"
    return analysis.derive_frames(other, read, params, plan)


def test_every_engine_derives_the_same_rows_to_the_last_bit(
    by_duckdb: dict[str, pd.DataFrame], theirs: dict[str, pd.DataFrame]
) -> None:
    assert list(by_duckdb) == list(theirs)
    assert {name for name, frame in by_duckdb.items() if frame.empty} <= MAY_BE_EMPTY
    for name, frame in by_duckdb.items():
        pd.testing.assert_frame_equal(frame, theirs[name], check_exact=True, obj=name)


def test_there_is_money_and_there_are_notes_to_agree_about(by_duckdb: dict[str, pd.DataFrame]) -> None:
    facts = by_duckdb["facts"]
    assert facts.query("measure == 'revenue'")["value"].sum() > 0
    assert facts["note"].fillna("").str.len().sum() > 0


def test_the_customers_who_stay_away_are_those_whom_the_rate_counts_as_not_back(
    by_duckdb: dict[str, pd.DataFrame],
) -> None:
    away, facts = by_duckdb["away"], by_duckdb["facts"]
    rates = facts[(facts["measure"] == "returning_rate") & (facts["period"] == "2026-W47")]
    known = rates[rates["value"].notna()].set_index(["entity_kind", "entity_id"])
    gone = (known["denominator"] - known["numerator"]).astype("int64")
    listed = {("company", "company"): away["customer_id"].nunique()}
    listed |= {("person", who): own["customer_id"].nunique() for who, own in away.groupby("person_id")}
    assert len(listed) > 3
    people = gone[gone > 0].drop("team", level="entity_kind")
    assert dict(people) == {whose: count for whose, count in listed.items() if whose in people.index}
    lowest = away.groupby("team_id")["customer_id"].nunique()
    assert dict(gone["team"].reindex(lowest.index)) == dict(lowest)


def _analysed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give a collected frame the types in which `as_analysed` hands frames to an engine."""
    template = as_analysed(pd.DataFrame({column: [] for column in TABLES[name].names}), TABLES[name])
    return frame.astype({column: template[column].dtype for column in template})
